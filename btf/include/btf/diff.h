// What is different between two BTFs, such as those of two kernels.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// Types are matched by name within a family. kConstants are the enumerators of all enums without a
// name, taken as one enum.
enum class Family { kStruct, kUnion, kEnum, kConstants, kTypedef, kFunction, kVariable, kScalar };
// "struct", "function", "type" for a scalar and so on.
std::string_view family_name(Family family);

// One of these has only its `before`, a new one only its `after`.
struct Field {
  uint64_t bit_offset;  // from the start of the outermost struct
  uint64_t bit_size;    // 0 for what has no size, such as an open array
  bool is_bit_field;
  std::string type;  // as C spells it
  // Where it comes from: the struct or union that has it as a member, and its index there.
  TypeId holder;
  uint32_t index;
};
struct FieldChange {
  std::string name;  // "pid"; "addr.port", "slots[].key" inside a type without a name
  std::optional<Field> before, after;
  bool moved() const;  // against the field around it, if it is inside another one
  bool resized() const { return before && after && before->bit_size != after->bit_size; }
  bool retyped() const { return before && after && (is_retyped || before->type != after->type); }
  int64_t moved_by = 0;     // bits
  bool is_retyped = false;  // in a way that the spelling doesn't show
};

struct Value {
  std::string number;  // decimal
  TypeId holder;
  uint32_t index;
};
struct EnumeratorChange {
  std::string name;
  std::optional<Value> before, after;
};

struct ParameterChange {
  std::string name;                          // empty if it has none
  uint32_t index;                            // of the one that is there now, or else was
  std::optional<std::string> before, after;  // types
};

// Anything else: "size" (bytes), "type" (what a typedef or variable stands for), "returns",
// "linkage", "encoding".
struct PropertyChange {
  std::string_view property;
  std::string before, after;
};

struct TypeChange {
  Family family;
  std::string name;
  TypeId before = kVoid, after = kVoid;  // void where there is none: it was added or removed
  std::vector<PropertyChange> properties;
  std::vector<FieldChange> fields;            // by offset
  std::vector<EnumeratorChange> enumerators;  // by value
  std::vector<ParameterChange> parameters;    // by position
  // What an added or removed type is, or both states of a function: a declaration in C.
  std::string declaration_before, declaration_after;

  bool added() const { return before == kVoid; }
  bool removed() const { return after == kVoid; }
};

// Changes by family, then by name and id.
struct Difference {
  std::vector<TypeChange> types;
};

// The types of `before` and `after`, their bases' included. A type is the same as long as its own
// declaration is: a struct doesn't change with another one that it has as a member by name, unless
// that moves or resizes the member. Not compared are ids, names of parameters, forward
// declarations, tags and sections, and kinds that aren't known.
//
// Of several types of one name those that are equal are matched first, then those that have most in
// common. Fails for crafted types that have no end.
Result<Difference> diff(const Btf& before, const Btf& after);

// A part of a BTF's types.
struct Selection {
  std::set<TypeId> existence;                     // types whose being there counts
  std::set<TypeId> sizes;                         // and whose size
  std::set<TypeId> whole;                         // all about them
  std::set<std::pair<TypeId, uint32_t>> members;  // of structs and unions, by index
  std::set<std::pair<TypeId, uint32_t>> enumerators;
};

// What of `difference` is in a selection of either side.
Difference select(Difference difference, const Selection& before, const Selection& after);

// A block of lines for each type; nothing if there is no difference.
std::string diff_text(const Difference& difference);
// One line of JSON: {"types":[...]}.
std::string diff_json(const Difference& difference);

}  // namespace btfkit::btf
