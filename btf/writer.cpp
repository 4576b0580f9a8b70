#include "btf/writer.h"

#include "wire.h"

namespace btfkit::btf {
namespace {

// Writes one type at a time, in the order of its fields in the format.
class TypeWriter {
 public:
  explicit TypeWriter(ByteWriter& writer) : writer_(writer) {}

  Result<void> write(const Type& type) {
    return std::visit(
        Overloaded{
            [&](const Int& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kInt, 0, false, kind.size));
              writer_.u32(uint32_t{kind.encoding} << wire::kIntEncodingShift |
                          uint32_t{kind.bit_offset} << wire::kIntOffsetShift | kind.bits);
              return {};
            },
            [&](const Ptr& kind) { return reference(type, wire::Kind::kPtr, kind.type); },
            [&](const Array& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kArray, 0, false, 0));
              writer_.u32(number(kind.element));
              writer_.u32(number(kind.index));
              writer_.u32(kind.count);
              return {};
            },
            [&](const Struct& kind) { return composite(type, wire::Kind::kStruct, kind); },
            [&](const Union& kind) { return composite(type, wire::Kind::kUnion, kind); },
            [&](const Enum& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kEnum, kind.enumerators.size(), kind.is_signed,
                                kind.size));
              for (const Enumerator& enumerator : kind.enumerators) {
                writer_.u32(number(enumerator.name));
                writer_.u32(enumerator.value);
              }
              return {};
            },
            [&](const Fwd& kind) { return head(type, wire::Kind::kFwd, 0, kind.is_union, 0); },
            [&](const Typedef& kind) { return reference(type, wire::Kind::kTypedef, kind.type); },
            [&](const Volatile& kind) { return reference(type, wire::Kind::kVolatile, kind.type); },
            [&](const Const& kind) { return reference(type, wire::Kind::kConst, kind.type); },
            [&](const Restrict& kind) { return reference(type, wire::Kind::kRestrict, kind.type); },
            [&](const Func& kind) {
              return head(type, wire::Kind::kFunc, static_cast<uint32_t>(kind.linkage), false,
                          number(kind.proto));
            },
            [&](const FuncProto& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kFuncProto, kind.parameters.size(), false,
                                number(kind.result)));
              for (const Parameter& parameter : kind.parameters) {
                writer_.u32(number(parameter.name));
                writer_.u32(number(parameter.type));
              }
              return {};
            },
            [&](const Var& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kVar, 0, false, number(kind.type)));
              writer_.u32(static_cast<uint32_t>(kind.linkage));
              return {};
            },
            [&](const Datasec& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kDatasec, kind.vars.size(), false, kind.size));
              for (const SectionVar& var : kind.vars) {
                writer_.u32(number(var.var));
                writer_.u32(var.offset);
                writer_.u32(var.size);
              }
              return {};
            },
            [&](const Float& kind) { return head(type, wire::Kind::kFloat, 0, false, kind.size); },
            [&](const DeclTag& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kDeclTag, 0, kind.kind_flag, number(kind.type)));
              writer_.u32(static_cast<uint32_t>(kind.component));
              return {};
            },
            [&](const TypeTag& kind) {
              return head(type, wire::Kind::kTypeTag, 0, kind.kind_flag, number(kind.type));
            },
            [&](const Enum64& kind) -> Result<void> {
              BTFKIT_CHECK(head(type, wire::Kind::kEnum64, kind.enumerators.size(), kind.is_signed,
                                kind.size));
              for (const Enumerator64& enumerator : kind.enumerators) {
                writer_.u32(number(enumerator.name));
                writer_.u32(static_cast<uint32_t>(enumerator.value));
                writer_.u32(static_cast<uint32_t>(enumerator.value >> 32));
              }
              return {};
            },
        },
        type.kind);
  }

 private:
  Result<void> head(const Type& type, wire::Kind kind, uint64_t vlen, bool kind_flag,
                    uint32_t size_or_type) {
    // More than 65,535 entries would need the new info word, which older kernels misread.
    if (vlen > wire::kOldVlenMax) {
      return fail("{} entries, at most {} can be written", vlen, wire::kOldVlenMax);
    }
    writer_.u32(number(type.name));
    writer_.u32(static_cast<uint32_t>(kind_flag) << wire::kKindFlagShift |
                static_cast<uint32_t>(kind) << wire::kKindShift | static_cast<uint32_t>(vlen));
    writer_.u32(size_or_type);
    return {};
  }

  Result<void> reference(const Type& type, wire::Kind kind, TypeId target) {
    return head(type, kind, 0, false, number(target));
  }

  Result<void> composite(const Type& type, wire::Kind number_of_kind, const Composite& kind) {
    BTFKIT_CHECK(head(type, number_of_kind, kind.members.size(), kind.kind_flag, kind.size));
    for (const Member& member : kind.members) {
      if (kind.kind_flag && member.bit_offset > wire::kBitOffsetMask) {
        return fail("a member's bit offset {} doesn't fit into 24 bits beside its width",
                    member.bit_offset);
      }
      writer_.u32(number(member.name));
      writer_.u32(number(member.type));
      writer_.u32(kind.kind_flag
                      ? uint32_t{member.bit_width} << wire::kBitWidthShift | member.bit_offset
                      : member.bit_offset);
    }
    return {};
  }

  ByteWriter& writer_;
};

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

Result<std::vector<std::byte>> write(const Btf& btf) {
  ByteWriter types(btf.endian());
  TypeWriter type_writer(types);
  uint32_t id = number(btf.first_id());
  for (const Type& type : btf.own_types()) {
    if (auto written = type_writer.write(type); !written) {
      return std::unexpected(std::move(written).error().in("type " + describe(btf, TypeId{id})));
    }
    ++id;
  }
  if (types.position() + btf.own_strings().size() > UINT32_MAX - wire::kHeaderSize) {
    return fail("types and strings together are larger than 4 GiB");
  }
  auto types_length = static_cast<uint32_t>(types.position());

  ByteWriter writer(btf.endian());
  write_header_start(writer, wire::kHeaderSize);
  writer.u32(0);
  writer.u32(types_length);
  writer.u32(types_length);
  writer.u32(static_cast<uint32_t>(btf.own_strings().size()));
  writer.bytes(std::move(types).take());
  writer.bytes(as_bytes(btf.own_strings()));
  return std::move(writer).take();
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

  bool with_core = !relocations.empty();
  ByteWriter writer(endian);
  write_header_start(writer, with_core ? wire::kExtHeaderSizeWithCore : wire::kExtHeaderSize);
  uint32_t offset = 0;
  auto place = [&](const std::vector<std::byte>& bytes) {
    writer.u32(offset);
    writer.u32(static_cast<uint32_t>(bytes.size()));
    offset += static_cast<uint32_t>(bytes.size());
  };
  place(functions);
  place(lines);
  if (with_core) place(relocations);
  writer.bytes(functions);
  writer.bytes(lines);
  writer.bytes(relocations);
  return std::move(writer).take();
}

}  // namespace btfkit::btf
