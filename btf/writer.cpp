#include "btf/writer.h"

#include "btf/wire.h"
#include "words.h"

namespace btfkit::btf {
namespace {

void write_header_start(ByteWriter& writer, uint32_t size) {
  writer.u16(wire::kMagic);
  writer.u8(wire::kVersion);
  writer.u8(0);  // flags
  writer.u32(size);
}

// One of .BTF.ext's tables; an empty one has no bytes at all.
template <typename Record, typename WriteRecord>
std::vector<std::byte> table(const std::vector<ExtSection<Record>>& sections, Endian endian,
                             uint32_t record_size, WriteRecord write_record) {
  ByteWriter writer(endian);
  if (!sections.empty()) writer.u32(record_size);
  for (const auto& section : sections) {
    writer.u32(number(section.section));
    writer.u32(static_cast<uint32_t>(section.records.size()));
    for (const Record& record : section.records) write_record(writer, record);
  }
  return std::move(writer).take();
}

}  // namespace

Result<std::vector<std::byte>> write(const Btf& btf, HeaderForm form) {
  bool has_layout = !btf.own_layout().empty();
  bool has_place = has_layout || form == HeaderForm::kWithLayout;
  uint32_t header_size = has_place ? wire::kHeaderSizeWithLayout : wire::kHeaderSize;
  uint64_t types_length = btf.own_words().size_bytes();
  uint64_t layout_length = btf.own_layout().size() * wire::kLayoutSize;
  uint64_t strings_offset = types_length + layout_length;
  if (strings_offset + btf.own_strings().size() > UINT32_MAX - header_size) {
    return fail("types and strings together are larger than 4 GiB");
  }

  ByteWriter writer(btf.endian());
  writer.reserve(header_size + strings_offset + btf.own_strings().size());
  write_header_start(writer, header_size);
  writer.u32(0);
  writer.u32(static_cast<uint32_t>(types_length));
  writer.u32(static_cast<uint32_t>(strings_offset));
  writer.u32(static_cast<uint32_t>(btf.own_strings().size()));
  if (has_place) {
    writer.u32(has_layout ? static_cast<uint32_t>(types_length) : 0);
    writer.u32(static_cast<uint32_t>(layout_length));
  }
  if (btf.endian() == kHostEndian) {
    writer.bytes(std::as_bytes(btf.own_words()));
  } else {
    for (uint32_t word : btf.own_words()) writer.u32(word);
  }
  for (const KindLayout& kind : btf.own_layout()) {
    writer.u8(kind.info_size);
    writer.u8(kind.entry_size);
    writer.u16(kind.flags);
  }
  writer.bytes(as_bytes(btf.own_strings()));
  return std::move(writer).take();
}

std::vector<KindLayout> layout_of_all_kinds() {
  std::vector<KindLayout> layout(1);
  for (uint32_t kind = 1; kind < wire::kKinds; ++kind) {
    Shape shape = *shape_of(kind, {});
    layout.push_back({static_cast<uint8_t>(shape.info * sizeof(uint32_t)),
                      static_cast<uint8_t>(shape.entry * sizeof(uint32_t)), 0});
  }
  return layout;
}

std::vector<std::byte> write_ext(const Ext& ext, Endian endian) {
  auto functions = table(ext.functions, endian, wire::kFuncInfoSize,
                         [](ByteWriter& writer, const FuncInfo& record) {
                           writer.u32(record.offset);
                           writer.u32(number(record.type));
                         });
  auto lines =
      table(ext.lines, endian, wire::kLineInfoSize, [](ByteWriter& writer, const LineInfo& record) {
        writer.u32(record.offset);
        writer.u32(number(record.file));
        writer.u32(number(record.line));
        writer.u32(record.line_column);
      });
  auto relocations = table(ext.relocations, endian, wire::kCoreRelocationSize,
                           [](ByteWriter& writer, const CoreRelocation& record) {
                             writer.u32(record.offset);
                             writer.u32(number(record.type));
                             writer.u32(number(record.access));
                             writer.u32(static_cast<uint32_t>(record.kind));
                           });

  // As LLVM has it (BTFDebug.cpp), also where there are no relocations: cilium/ebpf 0.9 takes what
  // follows a shorter header for the rest of it.
  ByteWriter writer(endian);
  write_header_start(writer, wire::kExtHeaderSizeWithCore);
  uint32_t offset = 0;
  auto place = [&](const std::vector<std::byte>& bytes) {
    writer.u32(offset);
    writer.u32(static_cast<uint32_t>(bytes.size()));
    offset += static_cast<uint32_t>(bytes.size());
  };
  place(functions);
  place(lines);
  place(relocations);
  writer.bytes(functions);
  writer.bytes(lines);
  writer.bytes(relocations);
  return std::move(writer).take();
}

}  // namespace btfkit::btf
