// A value by its BTF: bytes and a type make a tree, and the tree makes text for people or JSON.
//
//   ValueReader reader(btf);
//   print(to_text(reader.read(type, bytes)));
//
// Nothing here fails: what a type has no value for, what the bytes are too short for and what
// crafted BTF makes too deep or too large are parts of the tree that say so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "btf/model.h"
#include "support/bytes.h"
#include "support/json.h"

namespace btfkit::show {

struct Value;
struct Field;

// An integer of at most 64 bits, in two's complement and extended by its sign.
struct Integer {
  uint64_t bits;
  bool is_signed;
};
// One of 128 bits.
struct WideInteger {
  uint64_t high;
  uint64_t low;
};
struct Boolean {
  bool value;
};
struct Character {
  char code;
  bool is_signed;
};
struct Floating {
  double value;
  bool is_single;  // it was a float: fewer digits tell it from its neighbours
};
struct Enumerated {
  std::string_view name;  // empty if no enumerator has this value
  Integer value;
};
struct Pointer {
  uint64_t address;
};
struct Text {
  std::string text;  // UTF-8
};
struct List {
  std::vector<Value> elements;
};
struct Fields {
  std::vector<Field> fields;
};
// The one of a tagged union (docs/tagged-unions.md) that there is. One that carries nothing has no
// content, else there is one value.
struct Alternative {
  std::string_view name;  // a part of the BTF, as a field's
  std::vector<Value> content;
};
// The tag is none of the alternatives', as of a std::variant without a value.
struct NoAlternative {
  Integer tag;
};
// Nothing says what these are.
struct RawBytes {
  std::vector<std::byte> bytes;
};
struct Unreadable {
  enum class Reason { kBytesEnd, kTooDeep, kTooLarge, kNoSize };
  Reason reason;
};

struct Value {
  std::variant<Integer, WideInteger, Boolean, Character, Floating, Enumerated, Pointer, Text, List,
               Fields, Alternative, NoAlternative, RawBytes, Unreadable>
      kind;
};

// Names are parts of the BTF that the value was read by, which must outlive it.
struct Field {
  std::string_view name;  // empty: an alternative that is a part of the struct
  Value value;
};

// By which tag each alternative of a variant part is the active one.
struct VariantPart {
  struct Case {
    uint32_t member;              // its index in the union
    std::optional<uint64_t> tag;  // none: whatever tag no other one has
  };
  btf::TypeId tag_type;
  uint32_t tag_bit;  // from the union's start
  std::vector<Case> cases;
};

class ValueReader {
 public:
  // `btf` must outlive the reader and what it has read.
  explicit ValueReader(const btf::Btf& btf);

  // `bytes` begin with a value of this type and are in the BTF's byte order. More of them are for a
  // struct's last member if that is an array without a length.
  Value read(btf::TypeId type, Bytes bytes);

  const btf::Btf& btf() const { return btf_; }

 private:
  friend class Walk;  // one value's reading
  // How the union is a variant part, or null for an ordinary one.
  const VariantPart* variant_part(btf::TypeId union_id);

  const btf::Btf& btf_;
  uint32_t pointer_size_;
  // From decl tags "discriminant:N": union and member to N.
  std::map<std::pair<btf::TypeId, int32_t>, uint64_t> discriminants_;
  std::map<btf::TypeId, std::optional<VariantPart>> parts_;
};

// Hexadecimal digits of each byte, with spaces between.
std::string hex(Bytes bytes);

// On one line. Control characters of names are escaped.
std::string to_text(const Value& value);
// The same where it fits into `width` columns behind `indent`, else one line a part. The first line
// is not indented.
std::string to_text(const Value& value, size_t indent, size_t width);

// Structs are objects, arrays are lists, an alternative is an object of one field named after it.
// Integers are exact; what JSON has no number for is a string: pointers and 128 bits ("0x..."),
// "NaN", "Infinity". What couldn't be read is null.
void to_json(Json& json, const Value& value);

}  // namespace btfkit::show
