#include "btf/reader.h"

#include <algorithm>

#include "wire.h"

namespace btfkit::btf {
namespace {

// A range of a section, from the section's header.
Result<Bytes> part(Bytes bytes, uint64_t start, uint64_t offset, uint64_t length,
                   std::string_view name) {
  uint64_t begin = start + offset;
  if (begin > bytes.size() || length > bytes.size() - begin) {
    return fail("header: {} at {} with {} bytes is not inside the section's {} bytes", name, begin,
                length, bytes.size());
  }
  return bytes.subspan(begin, length);
}

Result<Endian> read_magic(Bytes bytes) {
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    auto magic = ByteReader(bytes, endian).u16();
    if (!magic) return fail("header: the section is empty or cut off: {} bytes", bytes.size());
    if (*magic == wire::kMagic) return endian;
  }
  uint16_t found = ByteReader(bytes, Endian::kLittle).u16().value();
  return fail("header: magic number is {:#06x}, not {:#06x}", found, wire::kMagic);
}

struct Header {
  Endian endian;
  uint32_t size;
};

// The part of the header that BTF and .BTF.ext share. Fields that we don't know must be zero.
Result<Header> read_header(ByteReader& reader, uint32_t minimum, uint32_t known) {
  BTFKIT_TRY(reader.u16());
  uint8_t version = BTFKIT_TRY(reader.u8());
  if (version != wire::kVersion) return fail("version {} is not known", version);
  uint8_t flags = BTFKIT_TRY(reader.u8());
  if (flags != 0) return fail("flags are {:#x}, not 0", flags);
  uint32_t size = BTFKIT_TRY(reader.u32());
  if (size < minimum) return fail("its length is {}, at least {} expected", size, minimum);
  if (size > reader.size()) {
    return fail("its length is {}, the section has {} bytes", size, reader.size());
  }
  if (size > known) {
    ByteReader rest = reader;
    BTFKIT_CHECK(rest.seek(known));
    Bytes unknown = BTFKIT_TRY(rest.bytes(size - known));
    if (std::ranges::any_of(unknown, [](std::byte b) { return b != std::byte{0}; })) {
      return fail("unknown fields behind byte {} are not zero", known);
    }
  }
  return Header{reader.endian(), size};
}

// Reads the types of a section one after another; their ids are not checked yet.
class TypeReader {
 public:
  TypeReader(ByteReader& reader) : reader_(reader) {}

  Result<Type> next() {
    StringOffset name{BTFKIT_TRY(reader_.u32())};
    uint32_t info = BTFKIT_TRY(reader_.u32());
    size_or_type_ = BTFKIT_TRY(reader_.u32());
    vlen_ = info & wire::kVlenMask;
    kind_flag_ = info >> wire::kKindFlagShift;
    return Type{name, BTFKIT_TRY(kind((info >> wire::kKindShift) & wire::kKindMask))};
  }

 private:
  Result<Kind> kind(uint32_t number) {
    switch (static_cast<wire::Kind>(number)) {
      case wire::Kind::kInt:
        return integer();
      case wire::Kind::kPtr:
        return Kind(Ptr{TypeId{size_or_type_}});
      case wire::Kind::kArray:
        return array();
      case wire::Kind::kStruct:
        return Kind(Struct{BTFKIT_TRY(composite())});
      case wire::Kind::kUnion:
        return Kind(Union{BTFKIT_TRY(composite())});
      case wire::Kind::kEnum:
        return enumeration();
      case wire::Kind::kFwd:
        return Kind(Fwd{kind_flag_});
      case wire::Kind::kTypedef:
        return Kind(Typedef{TypeId{size_or_type_}});
      case wire::Kind::kVolatile:
        return Kind(Volatile{TypeId{size_or_type_}});
      case wire::Kind::kConst:
        return Kind(Const{TypeId{size_or_type_}});
      case wire::Kind::kRestrict:
        return Kind(Restrict{TypeId{size_or_type_}});
      case wire::Kind::kFunc:
        // A function's linkage is in the vlen field.
        if (vlen_ > 2) return fail("FUNC: linkage {} is not known", vlen_);
        return Kind(Func{TypeId{size_or_type_}, static_cast<Linkage>(vlen_)});
      case wire::Kind::kFuncProto:
        return prototype();
      case wire::Kind::kVar:
        return variable();
      case wire::Kind::kDatasec:
        return section();
      case wire::Kind::kFloat:
        return Kind(Float{size_or_type_});
      case wire::Kind::kDeclTag:
        return Kind(DeclTag{TypeId{size_or_type_}, static_cast<int32_t>(BTFKIT_TRY(reader_.u32())),
                            kind_flag_});
      case wire::Kind::kTypeTag:
        return Kind(TypeTag{TypeId{size_or_type_}, kind_flag_});
      case wire::Kind::kEnum64:
        return enumeration64();
    }
    return fail("kind {} is not known", number);
  }

  // Refuses a count that the rest of the section can't hold before memory is set aside for it.
  Result<void> expect(uint64_t each) {
    if (vlen_ * each > reader_.remaining()) {
      return fail("{} entries of {} bytes, but {} bytes are left", vlen_, each,
                  reader_.remaining());
    }
    return {};
  }

  Result<Kind> integer() {
    uint32_t word = BTFKIT_TRY(reader_.u32());
    return Kind(
        Int{size_or_type_,
            static_cast<uint8_t>((word >> wire::kIntEncodingShift) & wire::kIntEncodingMask),
            static_cast<uint8_t>((word >> wire::kIntOffsetShift) & wire::kByteMask),
            static_cast<uint8_t>(word & wire::kByteMask)});
  }

  Result<Kind> array() {
    TypeId element{BTFKIT_TRY(reader_.u32())};
    TypeId index{BTFKIT_TRY(reader_.u32())};
    return Kind(Array{element, index, BTFKIT_TRY(reader_.u32())});
  }

  Result<Composite> composite() {
    BTFKIT_CHECK(expect(12));
    Composite result{size_or_type_, kind_flag_, {}};
    result.members.reserve(vlen_);
    for (uint32_t i = 0; i < vlen_; ++i) {
      StringOffset name{BTFKIT_TRY(reader_.u32())};
      TypeId type{BTFKIT_TRY(reader_.u32())};
      uint32_t offset = BTFKIT_TRY(reader_.u32());
      uint8_t width = 0;
      if (kind_flag_) {
        width = static_cast<uint8_t>(offset >> wire::kBitWidthShift);
        offset &= wire::kBitOffsetMask;
      }
      result.members.push_back({name, type, offset, width});
    }
    return result;
  }

  Result<Kind> enumeration() {
    BTFKIT_CHECK(expect(8));
    Enum result{size_or_type_, kind_flag_, {}};
    result.enumerators.reserve(vlen_);
    for (uint32_t i = 0; i < vlen_; ++i) {
      StringOffset name{BTFKIT_TRY(reader_.u32())};
      result.enumerators.push_back({name, BTFKIT_TRY(reader_.u32())});
    }
    return Kind(std::move(result));
  }

  Result<Kind> enumeration64() {
    BTFKIT_CHECK(expect(12));
    Enum64 result{size_or_type_, kind_flag_, {}};
    result.enumerators.reserve(vlen_);
    for (uint32_t i = 0; i < vlen_; ++i) {
      StringOffset name{BTFKIT_TRY(reader_.u32())};
      uint64_t low = BTFKIT_TRY(reader_.u32());
      uint64_t high = BTFKIT_TRY(reader_.u32());
      result.enumerators.push_back({name, high << 32 | low});
    }
    return Kind(std::move(result));
  }

  Result<Kind> prototype() {
    BTFKIT_CHECK(expect(8));
    FuncProto result{TypeId{size_or_type_}, {}};
    result.parameters.reserve(vlen_);
    for (uint32_t i = 0; i < vlen_; ++i) {
      StringOffset name{BTFKIT_TRY(reader_.u32())};
      result.parameters.push_back({name, TypeId{BTFKIT_TRY(reader_.u32())}});
    }
    return Kind(std::move(result));
  }

  Result<Kind> variable() {
    uint32_t linkage = BTFKIT_TRY(reader_.u32());
    if (linkage > 2) return fail("VAR: linkage {} is not known", linkage);
    return Kind(Var{TypeId{size_or_type_}, static_cast<Linkage>(linkage)});
  }

  Result<Kind> section() {
    BTFKIT_CHECK(expect(12));
    Datasec result{size_or_type_, {}};
    result.vars.reserve(vlen_);
    for (uint32_t i = 0; i < vlen_; ++i) {
      TypeId var{BTFKIT_TRY(reader_.u32())};
      uint32_t offset = BTFKIT_TRY(reader_.u32());
      result.vars.push_back({var, offset, BTFKIT_TRY(reader_.u32())});
    }
    return Kind(std::move(result));
  }

  ByteReader& reader_;
  uint32_t size_or_type_ = 0;
  uint32_t vlen_ = 0;
  bool kind_flag_ = false;
};

// Checks that every id and every string offset of one type leads somewhere.
class ReferenceChecker {
 public:
  explicit ReferenceChecker(const Btf& btf) : btf_(btf) {}

  Result<void> check(const Type& type) {
    BTFKIT_CHECK(string(type.name, "its name"));
    return std::visit(Overloaded{
                          [](const Int&) { return Result<void>{}; },
                          [](const Float&) { return Result<void>{}; },
                          [](const Fwd&) { return Result<void>{}; },
                          [&](const Array& kind) -> Result<void> {
                            BTFKIT_CHECK(id(kind.element, "element type"));
                            return id(kind.index, "index type");
                          },
                          [&](const Struct& kind) { return members(kind); },
                          [&](const Union& kind) { return members(kind); },
                          [&](const Enum& kind) { return names(kind.enumerators, "enumerator"); },
                          [&](const Enum64& kind) { return names(kind.enumerators, "enumerator"); },
                          [&](const Func& kind) { return id(kind.proto, "prototype"); },
                          [&](const FuncProto& kind) -> Result<void> {
                            BTFKIT_CHECK(id(kind.result, "return type"));
                            BTFKIT_CHECK(names(kind.parameters, "parameter"));
                            for (size_t i = 0; i < kind.parameters.size(); ++i) {
                              BTFKIT_CHECK(id(kind.parameters[i].type, "parameter", i));
                            }
                            return {};
                          },
                          [&](const Datasec& kind) -> Result<void> {
                            for (size_t i = 0; i < kind.vars.size(); ++i) {
                              BTFKIT_CHECK(id(kind.vars[i].var, "variable", i));
                            }
                            return {};
                          },
                          // All that is left refers to one type.
                          [&](const auto& kind) { return id(kind.type, "type"); },
                      },
                      type.kind);
  }

 private:
  Result<void> string(StringOffset offset, std::string_view what) {
    if (btf_.find_string(offset)) return {};
    return fail("{} is at string offset {}, but the strings end at {}", what, number(offset),
                btf_.end_string());
  }

  template <typename Named>
  Result<void> names(const std::vector<Named>& list, std::string_view what) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (btf_.find_string(list[i].name)) continue;
      return string(list[i].name, fmt::format("{} {}: its name", what, i));
    }
    return {};
  }

  Result<void> id(TypeId type, std::string_view what) {
    if (type == kVoid || btf_.contains(type)) return {};
    return fail("{}: type id {} is out of range (last is {})", what, number(type),
                number(btf_.end_id()) - 1);
  }
  Result<void> id(TypeId type, std::string_view what, size_t index) {
    if (type == kVoid || btf_.contains(type)) return {};
    return id(type, fmt::format("{} {}", what, index));
  }

  Result<void> members(const Composite& kind) {
    BTFKIT_CHECK(names(kind.members, "member"));
    for (size_t i = 0; i < kind.members.size(); ++i) {
      BTFKIT_CHECK(id(kind.members[i].type, "member", i));
    }
    return {};
  }

  const Btf& btf_;
};

// "type [412] STRUCT 'foo'" for a message about a type whose name may itself be wrong.
std::string type_context(const Btf& btf, TypeId id) {
  const Type& type = btf.type(id);
  auto name = btf.find_string(type.name);
  return fmt::format("type [{}] {} '{}'", number(id), kind_name(type.kind),
                     !name           ? "?"
                     : name->empty() ? "(anon)"
                                     : *name);
}

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
      ByteReader record(BTFKIT_TRY(reader.bytes(record_size)), endian);
      auto value = read_record(record);
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
  if (btf.find_string(StringOffset{offset})) return StringOffset{offset};
  return fail("string offset {} is out of range (end is {})", offset, btf.end_string());
}

}  // namespace

bool is_btf(Bytes bytes) {
  return read_magic(bytes).has_value();
}

Result<Btf> read(Bytes bytes, const Btf* base) {
  Endian endian = BTFKIT_TRY(read_magic(bytes));
  if (base && base->endian() != endian) {
    return fail("header: it is {}, its base is {}", name_of(endian), name_of(base->endian()));
  }
  ByteReader reader(bytes, endian);
  // A header of 32 bytes (Linux 6.19) names a layout section, which says how long unknown kinds
  // are.
  constexpr uint32_t kHeaderSizeWithLayout = 32;
  Header header =
      BTFKIT_TRY(in("header", read_header(reader, wire::kHeaderSize, kHeaderSizeWithLayout)));
  uint32_t types_offset = BTFKIT_TRY(reader.u32());
  uint32_t types_length = BTFKIT_TRY(reader.u32());
  uint32_t strings_offset = BTFKIT_TRY(reader.u32());
  uint32_t strings_length = BTFKIT_TRY(reader.u32());
  Bytes types = BTFKIT_TRY(part(bytes, header.size, types_offset, types_length, "type section"));
  Bytes strings =
      BTFKIT_TRY(part(bytes, header.size, strings_offset, strings_length, "string section"));

  Btf btf = base ? Btf(*base, endian) : Btf(endian);
  if (!(base && strings.empty())) {
    if (strings.empty() || strings.back() != std::byte{0}) {
      return fail("string section: it doesn't end in a zero byte");
    }
    if (!base && strings.front() != std::byte{0}) {
      return fail("string section: it doesn't begin with a zero byte");
    }
  }
  btf.set_strings(std::string(as_text(strings)));

  ByteReader type_bytes(types, endian);
  TypeReader type_reader(type_bytes);
  constexpr size_t kUsualTypeSize = 30;  // bytes a type in a kernel's BTF, to guess their number
  btf.reserve_types(types.size() / kUsualTypeSize);
  while (!type_bytes.at_end()) {
    auto type = type_reader.next();
    if (!type) {
      return std::unexpected(
          std::move(type).error().in(fmt::format("type [{}]", number(btf.end_id()))));
    }
    btf.add_type(std::move(*type));
  }

  // From here ids are final, and each one can be checked against the last.
  ReferenceChecker checker(btf);
  for (uint32_t id = number(btf.first_id()); id < number(btf.end_id()); ++id) {
    if (auto checked = checker.check(btf.type(TypeId{id})); !checked) {
      return std::unexpected(std::move(checked).error().in(type_context(btf, TypeId{id})));
    }
  }
  return btf;
}

Result<Ext> read_ext(Bytes bytes, const Btf& btf) {
  Endian endian = BTFKIT_TRY(read_magic(bytes));
  if (btf.endian() != endian) {
    return fail("header: it is {}, its BTF is {}", name_of(endian), name_of(btf.endian()));
  }
  ByteReader reader(bytes, endian);
  Header header = BTFKIT_TRY(
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
  ext.functions = BTFKIT_TRY(in(
      "func_info",
      read_table<FuncInfo>(
          functions, endian, btf, wire::kFuncInfoSize, [&](ByteReader& record) -> Result<FuncInfo> {
            uint32_t offset = BTFKIT_TRY(record.u32());
            return FuncInfo{offset, BTFKIT_TRY(checked_id(BTFKIT_TRY(record.u32()), btf))};
          })));
  ext.lines = BTFKIT_TRY(
      in("line_info",
         read_table<LineInfo>(
             lines, endian, btf, wire::kLineInfoSize, [&](ByteReader& record) -> Result<LineInfo> {
               uint32_t offset = BTFKIT_TRY(record.u32());
               StringOffset file = BTFKIT_TRY(checked_string(BTFKIT_TRY(record.u32()), btf));
               StringOffset line = BTFKIT_TRY(checked_string(BTFKIT_TRY(record.u32()), btf));
               return LineInfo{offset, file, line, BTFKIT_TRY(record.u32())};
             })));
  ext.relocations = BTFKIT_TRY(in(
      "core_relo", read_table<CoreRelocation>(
                       relocations, endian, btf, wire::kCoreRelocationSize,
                       [&](ByteReader& record) -> Result<CoreRelocation> {
                         uint32_t offset = BTFKIT_TRY(record.u32());
                         TypeId type = BTFKIT_TRY(checked_id(BTFKIT_TRY(record.u32()), btf));
                         StringOffset access =
                             BTFKIT_TRY(checked_string(BTFKIT_TRY(record.u32()), btf));
                         uint32_t kind = BTFKIT_TRY(record.u32());
                         if (kind > static_cast<uint32_t>(CoreKind::kTypeMatches)) {
                           return fail("relocation kind {} is not known", kind);
                         }
                         return CoreRelocation{offset, type, access, static_cast<CoreKind>(kind)};
                       })));
  return ext;
}

}  // namespace btfkit::btf
