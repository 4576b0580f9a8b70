// Between a Type and the 32-bit words of the type section.
#pragma once

#include <cstring>
#include <vector>

#include "btf/model.h"
#include "btf/references.h"
#include "btf/wire.h"
#include "support/bytes.h"

namespace btfkit::btf {

// The 32-bit words of some bytes, wherever and in whatever byte order they lie. Those that are
// asked for must be there.
class RawWords {
 public:
  RawWords(Bytes bytes, Endian endian) : bytes_(bytes), endian_(endian) {}

  size_t size() const { return bytes_.size() / sizeof(uint32_t); }
  uint32_t operator[](size_t index) const {
    uint32_t word;
    std::memcpy(&word, bytes_.data() + index * sizeof word, sizeof word);
    return to_endian(word, endian_);
  }

 private:
  Bytes bytes_;
  Endian endian_;
};

// The type that begins at `words`, all of which must be there. Its lists lie in the words.
Type decode(std::span<const uint32_t> words);

// Whether all that a type refers to is there: strings below `end_string`, types below `end_id`, and
// a linkage that is known.
bool is_sound(std::span<const uint32_t> words, uint32_t end_id, uint32_t end_string);

// The words of a nameless type of a known kind that has no entries and refers to void.
std::span<const uint32_t> empty_type(uint32_t kind);

// Calls `visitor` with the kind of the type that begins at `words`, as std::visit does with that of
// a Type, but for a tenth of the price: only what the visitor looks at is decoded, and where it is
// written in place, as an Overloaded, nothing is called.
template <typename Visitor>
decltype(auto) visit_kind(std::span<const uint32_t> words, Visitor&& visitor);

// kind_name() where the compiler knows the kind.
inline constexpr Overloaded kKindName{
    [](const Int&) -> std::string_view { return "INT"; },
    [](const Ptr&) -> std::string_view { return "PTR"; },
    [](const Array&) -> std::string_view { return "ARRAY"; },
    [](const Struct&) -> std::string_view { return "STRUCT"; },
    [](const Union&) -> std::string_view { return "UNION"; },
    [](const Enum&) -> std::string_view { return "ENUM"; },
    [](const Fwd&) -> std::string_view { return "FWD"; },
    [](const Typedef&) -> std::string_view { return "TYPEDEF"; },
    [](const Volatile&) -> std::string_view { return "VOLATILE"; },
    [](const Const&) -> std::string_view { return "CONST"; },
    [](const Restrict&) -> std::string_view { return "RESTRICT"; },
    [](const Func&) -> std::string_view { return "FUNC"; },
    [](const FuncProto&) -> std::string_view { return "FUNC_PROTO"; },
    [](const Var&) -> std::string_view { return "VAR"; },
    [](const Datasec&) -> std::string_view { return "DATASEC"; },
    [](const Float&) -> std::string_view { return "FLOAT"; },
    [](const DeclTag&) -> std::string_view { return "DECL_TAG"; },
    [](const TypeTag&) -> std::string_view { return "TYPE_TAG"; },
    [](const Enum64&) -> std::string_view { return "ENUM64"; },
    [](const Unknown&) -> std::string_view { return "UNKNOWN"; },
};

// Appends the words of `type`.
void encode(const Type& type, std::vector<uint32_t>& words);

// How many words a type of `kind` has besides struct btf_type: `info` of them, and `entry` for each
// of its vlen entries. Nothing for a kind that neither we nor the layout section know.
struct Shape {
  uint8_t info;
  uint8_t entry;
};
std::optional<Shape> shape_of(uint32_t kind, std::span<const KindLayout> layout);

using wire::kind_flag_of;
using wire::kind_of;
using wire::vlen_of;

constexpr wire::Kind wire_kind(std::span<const uint32_t> words) {
  return static_cast<wire::Kind>(kind_of(words[1]));
}

inline bool has_name(const Btf& btf, std::span<const uint32_t> words) {
  return btf.string_and_rest(StringOffset{words[0]}).front() != '\0';
}

// What TYPEDEF, CONST, VOLATILE, RESTRICT and TYPE_TAG stand for, if the type is one of them.
constexpr std::optional<TypeId> modified_type(std::span<const uint32_t> words) {
  switch (wire_kind(words)) {
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kTypeTag:
      return TypeId{words[2]};
    case wire::Kind::kInt:
    case wire::Kind::kPtr:
    case wire::Kind::kArray:
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
    case wire::Kind::kEnum:
    case wire::Kind::kFwd:
    case wire::Kind::kFunc:
    case wire::Kind::kFuncProto:
    case wire::Kind::kVar:
    case wire::Kind::kDatasec:
    case wire::Kind::kFloat:
    case wire::Kind::kDeclTag:
    case wire::Kind::kEnum64:
      return std::nullopt;
  }
  return std::nullopt;  // an unknown kind
}

// The entries behind struct btf_type, where they lie. All structs of the format are made of 32-bit
// words, so that neither their alignment nor padding can differ from the words'.
template <typename Entry>
std::span<const Entry> entries(std::span<const uint32_t> words) {
  static_assert(sizeof(Entry) % sizeof(uint32_t) == 0 && alignof(Entry) == alignof(uint32_t));
  return {reinterpret_cast<const Entry*>(words.data() + kTypeWords), vlen_of(words[1])};
}

inline Int decode_int(std::span<const uint32_t> words) {
  uint32_t word = words[kTypeWords];
  return {words[2],
          static_cast<uint8_t>((word >> wire::kIntEncodingShift) & wire::kIntEncodingMask),
          static_cast<uint8_t>((word >> wire::kIntOffsetShift) & wire::kByteMask),
          static_cast<uint8_t>(word & wire::kByteMask)};
}

inline Array decode_array(std::span<const uint32_t> words) {
  return {TypeId{words[kTypeWords]}, TypeId{words[kTypeWords + 1]}, words[kTypeWords + 2]};
}

inline Composite decode_composite(std::span<const uint32_t> words) {
  return {words[2], kind_flag_of(words[1]), entries<Member>(words)};
}

template <typename Visitor>
[[gnu::always_inline]] inline decltype(auto) visit_kind(std::span<const uint32_t> words,
                                                        Visitor&& visitor) {
  uint32_t info = words[1];
  uint32_t size = words[2];
  TypeId target{words[2]};
  bool kind_flag = kind_flag_of(info);
  switch (wire_kind(words)) {
    case wire::Kind::kInt:
      return visitor(decode_int(words));
    case wire::Kind::kPtr:
      return visitor(Ptr{target});
    case wire::Kind::kArray:
      return visitor(decode_array(words));
    case wire::Kind::kStruct:
      return visitor(Struct{decode_composite(words)});
    case wire::Kind::kUnion:
      return visitor(Union{decode_composite(words)});
    case wire::Kind::kEnum:
      return visitor(Enum{size, kind_flag, entries<Enumerator>(words)});
    case wire::Kind::kFwd:
      return visitor(Fwd{kind_flag});
    case wire::Kind::kTypedef:
      return visitor(Typedef{target});
    case wire::Kind::kVolatile:
      return visitor(Volatile{target});
    case wire::Kind::kConst:
      return visitor(Const{target});
    case wire::Kind::kRestrict:
      return visitor(Restrict{target});
    case wire::Kind::kFunc:
      return visitor(Func{target, static_cast<Linkage>(vlen_of(info))});
    case wire::Kind::kFuncProto:
      return visitor(FuncProto{target, entries<Parameter>(words)});
    case wire::Kind::kVar:
      return visitor(Var{target, static_cast<Linkage>(words[kTypeWords])});
    case wire::Kind::kDatasec:
      return visitor(Datasec{size, entries<SectionVar>(words)});
    case wire::Kind::kFloat:
      return visitor(Float{size});
    case wire::Kind::kDeclTag:
      return visitor(DeclTag{target, static_cast<int32_t>(words[kTypeWords]), kind_flag});
    case wire::Kind::kTypeTag:
      return visitor(TypeTag{target, kind_flag});
    case wire::Kind::kEnum64:
      return visitor(Enum64{size, kind_flag, entries<Enumerator64>(words)});
  }
  return visitor(Unknown{kind_of(info), vlen_of(info), kind_flag, size, words.subspan(kTypeWords)});
}

}  // namespace btfkit::btf
