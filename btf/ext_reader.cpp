#include <algorithm>
#include <cstring>

#include "btf/reader.h"
#include "btf/wire.h"
#include "header.h"
#include "words.h"

namespace btfkit::btf {
namespace {

// One of .BTF.ext's three tables: a record size, then for each ELF section its name, a count and
// the records, which may be longer than what we know of them.
template <typename Record, typename ReadRecord>
Result<std::vector<ExtSection<Record>>> read_table(Bytes bytes, Endian endian, const Btf& btf,
                                                   uint32_t known_size, ReadRecord read_record) {
  std::vector<ExtSection<Record>> result;
  if (bytes.empty()) return result;
  ByteReader reader(bytes, endian);
  uint32_t record_size = BTFKIT_TRY(reader.u32());
  if (record_size < known_size) {
    return fail("record size is {}, at least {} expected", record_size, known_size);
  }
  if (record_size % 4 != 0)
    return fail("record size is {}, not a multiple of 4 bytes", record_size);
  while (!reader.at_end()) {
    ExtSection<Record> section{StringOffset{BTFKIT_TRY(reader.u32())}, {}};
    auto name = btf.find_string(section.section);
    if (!name) return fail("section name is at string offset {}", number(section.section));
    uint32_t count = BTFKIT_TRY(reader.u32());
    if (uint64_t{count} * record_size > reader.remaining()) {
      return fail("section '{}': {} records of {} bytes, but {} bytes are left", *name, count,
                  record_size, reader.remaining());
    }
    section.records.reserve(count);
    for (uint32_t i = 0; i < count; ++i) {
      auto value = read_record(RawWords(BTFKIT_TRY(reader.bytes(record_size)), endian));
      if (!value) {
        return std::unexpected(
            std::move(value).error().in(fmt::format("section '{}': record {}", *name, i)));
      }
      section.records.push_back(*value);
    }
    result.push_back(std::move(section));
  }
  return result;
}

Result<TypeId> checked_id(uint32_t id, const Btf& btf) {
  if (id == 0 || btf.contains(TypeId{id})) return TypeId{id};
  return fail("type id {} is out of range (last is {})", id, number(btf.end_id()) - 1);
}

Result<StringOffset> checked_string(uint32_t offset, const Btf& btf) {
  if (offset < btf.end_string()) return StringOffset{offset};
  return fail("string offset {} is out of range (end is {})", offset, btf.end_string());
}

}  // namespace

Result<Ext> read_ext(Bytes bytes, const Btf& btf) {
  Endian endian = BTFKIT_TRY(read_magic(bytes));
  if (btf.endian() != endian) {
    return fail("header: it is {}, its BTF is {}", name_of(endian), name_of(btf.endian()));
  }
  ByteReader reader(bytes, endian);
  CommonHeader header = BTFKIT_TRY(
      in("header", read_header(reader, wire::kExtHeaderSize, wire::kExtHeaderSizeWithCore)));
  auto table = [&](std::string_view name) -> Result<Bytes> {
    uint32_t offset = BTFKIT_TRY(reader.u32());
    return part(bytes, header.size, offset, BTFKIT_TRY(reader.u32()), name);
  };
  Bytes functions = BTFKIT_TRY(table("func_info"));
  Bytes lines = BTFKIT_TRY(table("line_info"));
  Bytes relocations;
  if (header.size >= wire::kExtHeaderSizeWithCore) relocations = BTFKIT_TRY(table("core_relo"));

  Ext ext;
  ext.functions = BTFKIT_TRY(
      in("func_info", read_table<FuncInfo>(functions, endian, btf, wire::kFuncInfoSize,
                                           [&](RawWords record) -> Result<FuncInfo> {
                                             return FuncInfo{
                                                 record[0], BTFKIT_TRY(checked_id(record[1], btf))};
                                           })));
  ext.lines = BTFKIT_TRY(
      in("line_info", read_table<LineInfo>(lines, endian, btf, wire::kLineInfoSize,
                                           [&](RawWords record) -> Result<LineInfo> {
                                             StringOffset file =
                                                 BTFKIT_TRY(checked_string(record[1], btf));
                                             StringOffset line =
                                                 BTFKIT_TRY(checked_string(record[2], btf));
                                             return LineInfo{record[0], file, line, record[3]};
                                           })));
  ext.relocations = BTFKIT_TRY(in(
      "core_relo",
      read_table<CoreRelocation>(relocations, endian, btf, wire::kCoreRelocationSize,
                                 [&](RawWords record) -> Result<CoreRelocation> {
                                   TypeId type = BTFKIT_TRY(checked_id(record[1], btf));
                                   StringOffset access = BTFKIT_TRY(checked_string(record[2], btf));
                                   uint32_t kind = record[3];
                                   if (kind > static_cast<uint32_t>(CoreKind::kTypeMatches)) {
                                     return fail("relocation kind {} is not known", kind);
                                   }
                                   return CoreRelocation{record[0], type, access,
                                                         static_cast<CoreKind>(kind)};
                                 })));
  return ext;
}

}  // namespace btfkit::btf
