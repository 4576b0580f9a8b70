#include "check/raw.h"

#include <array>

namespace btfkit::btf::checking {

bool IntWord::is_regular() const {
  uint32_t bytes = bytes_for(bits());
  return bits() % 8 == 0 && offset() == 0 &&
         (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16);
}

std::string_view kind_name(wire::Kind kind) {
  switch (kind) {
    case wire::Kind::kInt:
      return "INT";
    case wire::Kind::kPtr:
      return "PTR";
    case wire::Kind::kArray:
      return "ARRAY";
    case wire::Kind::kStruct:
      return "STRUCT";
    case wire::Kind::kUnion:
      return "UNION";
    case wire::Kind::kEnum:
      return "ENUM";
    case wire::Kind::kFwd:
      return "FWD";
    case wire::Kind::kTypedef:
      return "TYPEDEF";
    case wire::Kind::kVolatile:
      return "VOLATILE";
    case wire::Kind::kConst:
      return "CONST";
    case wire::Kind::kRestrict:
      return "RESTRICT";
    case wire::Kind::kFunc:
      return "FUNC";
    case wire::Kind::kFuncProto:
      return "FUNC_PROTO";
    case wire::Kind::kVar:
      return "VAR";
    case wire::Kind::kDatasec:
      return "DATASEC";
    case wire::Kind::kFloat:
      return "FLOAT";
    case wire::Kind::kDeclTag:
      return "DECL_TAG";
    case wire::Kind::kTypeTag:
      return "TYPE_TAG";
    case wire::Kind::kEnum64:
      return "ENUM64";
  }
  return "?";
}

std::optional<uint64_t> words_behind(uint32_t kind_number, uint32_t vlen) {
  switch (static_cast<wire::Kind>(kind_number)) {
    case wire::Kind::kInt:
    case wire::Kind::kVar:
    case wire::Kind::kDeclTag:
      return 1;
    case wire::Kind::kArray:
      return 3;
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      return uint64_t{vlen} * kMemberWords;
    case wire::Kind::kEnum:
      return uint64_t{vlen} * kEnumeratorWords;
    case wire::Kind::kEnum64:
      return uint64_t{vlen} * kEnumerator64Words;
    case wire::Kind::kFuncProto:
      return uint64_t{vlen} * kParameterWords;
    case wire::Kind::kDatasec:
      return uint64_t{vlen} * kSectionVarWords;
    case wire::Kind::kPtr:
    case wire::Kind::kFwd:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kFunc:
    case wire::Kind::kFloat:
    case wire::Kind::kTypeTag:
      return 0;
  }
  return std::nullopt;
}

RawBtf::RawBtf(Bytes types, std::string_view strings, Endian endian, const RawBtf* base)
    : base_(base),
      first_id_(base ? base->end_id() : 0),
      first_string_(base ? base->first_string_ + static_cast<uint32_t>(base->strings_.size()) : 0),
      strings_(strings) {
  words_.reserve(types.size() / kWordSize);
  // Few types have less than four words.
  types_.reserve(types.size() / kWordSize / 4);
  ByteReader reader(types, endian);
  while (auto word = reader.u32()) words_.push_back(*word);
  if (!base) types_.push_back(RawType{});  // void
}

std::optional<std::string_view> RawBtf::find_string(uint32_t offset) const {
  if (offset < first_string_) return base_->find_string(offset);
  if (offset - first_string_ >= strings_.size()) return std::nullopt;
  std::string_view text = strings_.substr(offset - first_string_);
  return text.substr(0, text.find('\0'));
}

}  // namespace btfkit::btf::checking
