// What encode knows of a file between DWARF and BTF: types, functions and the scopes around them as
// the source declares them, still tied together by DIE offsets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "btfgen/progress.h"
#include "c/unit_functions.h"
#include "dwarf/reader.h"

namespace btfkit::btfgen {

// A reference to a type; nothing is void.
using TypeRef = std::optional<dwarf::DieOffset>;

// The index of a node in Graph::nodes.
enum class NodeId : uint32_t {};
constexpr uint32_t number(NodeId id) {
  return static_cast<uint32_t>(id);
}

// A namespace or module.
struct Scope {};

struct BaseType {
  uint64_t size;  // bytes
  uint64_t bits;  // fewer than 8 * size in a _BitInt(N)
  dwarf::Encoding encoding;
};

// decltype(nullptr), or what gcc has for "no type at all".
struct UnspecifiedType {};

enum class ModifierKind { kPointer, kTypedef, kConst, kVolatile, kRestrict, kTransparent };
// Pointers, references and qualifiers. BTF has nothing for the transparent ones (_Atomic).
struct Modifier {
  ModifierKind kind;
  TypeRef target;
};

struct PointerToMember {
  TypeRef type;  // a function's for a method
};

// The index of a list in Graph::tags.
enum class TagList : uint32_t { kNone };

struct Field {
  std::string_view name;
  TypeRef type;
  uint64_t bit_offset;
  uint64_t bit_width;  // 0 if it is not a bit field
  TagList tags = TagList::kNone;
};

// DW_TAG_variant_part: one of several sets of members, as the discriminant says. An enum of Rust's
// has one, whose variants have a member each, with a struct of the whole enum's size for its type.
struct VariantPart {
  // What DW_AT_discr says: a member of the part, or of the class around it.
  std::optional<dwarf::DieOffset> discriminant_die;
  std::optional<Field> discriminant;  // if it is the part's own
  std::vector<std::vector<Field>> variants;
};

struct BaseClass {
  dwarf::DieOffset die;
  TypeRef type;
  std::optional<uint64_t> offset;  // bytes; nothing if it is known at run time only (virtual bases)
};

struct Composite {
  bool is_union;
  bool is_declaration;
  uint64_t size;          // bytes
  TypeRef definition;     // in a type unit, where this is only its stand-in
  TypeRef specification;  // the declaration inside another class, which has the name
  std::vector<Field> fields;
  std::vector<BaseClass> bases;
  std::optional<VariantPart> part;
  std::vector<TypeRef> template_types;  // those of a parameter pack one by one
};

// A constant: its value extended to 64 bits by the sign that its form has.
struct Constant {
  uint64_t bits;
  bool is_negative;
};

struct EnumValue {
  std::string_view name;
  Constant value;
};

struct Enumeration {
  uint64_t size;  // bytes; 0 if it is known from the underlying type only
  TypeRef underlying;
  TypeRef definition;
  TypeRef specification;
  std::vector<EnumValue> values;
};

struct ArrayType {
  TypeRef element;
  std::vector<uint64_t> counts;  // outermost dimension first; 0 where it is open
};

struct Argument {
  std::string_view name;
  TypeRef type;
  TagList tags = TagList::kNone;
};

struct Prototype {
  TypeRef result;
  std::vector<Argument> arguments;
  bool is_variadic = false;
};

struct SubroutineType {
  Prototype prototype;
};

struct Function {
  Prototype prototype;
  std::string_view linkage_name;
  TypeRef abstract_origin;
  TypeRef specification;
  bool has_code;
  bool is_prototyped;
  bool is_nested;  // inside another function
};

// A variable outside of functions, or a static data member.
struct Variable {
  TypeRef type;
  std::string_view linkage_name;
  TypeRef specification;
  std::optional<Location> location;  // of a definition
  bool is_external;
};

using NodeKind =
    std::variant<Scope, BaseType, UnspecifiedType, Modifier, PointerToMember, Composite,
                 Enumeration, ArrayType, SubroutineType, Function, Variable>;

struct Node {
  dwarf::DieOffset die;
  dwarf::Tag tag;
  uint32_t unit;                // index into Graph::units
  std::optional<NodeId> scope;  // the namespace, class or function around it
  std::string_view name;
  NodeKind kind;
  TagList tags = TagList::kNone;  // of a pointer: the type tags of its target
};

// A unit to be read.
struct SourceUnit {
  dwarf::UnitHeader header;
  dwarf::UnitAttributes attributes;
};

struct UnitInfo {
  dwarf::DieOffset die;
  std::string_view name;
  bool is_c;  // or assembler
  bool has_types;
  std::optional<NodeId> int_type;  // its `int`, by which arrays are indexed
  bool is_rust = false;
  dwarf::ExpressionFormat expressions = {};
};

struct Graph {
  std::vector<UnitInfo> units;
  std::vector<Node> nodes;  // by ascending DIE offset
  // Those of DW_TAG_LLVM_annotation, in the order of the file; the first list is empty.
  std::vector<std::vector<std::string_view>> tags = {{}};

  const Node& node(NodeId id) const { return nodes[number(id)]; }
  std::optional<NodeId> find(dwarf::DieOffset die) const;
  const std::vector<std::string_view>& list(TagList list) const {
    return tags[static_cast<uint32_t>(list)];
  }
};

// "unit 'a.c': DIE 0x1f3 (structure_type): WHY", one line for what isn't encoded.
std::string warning(const Graph& graph, const Node& node, std::string_view why);

// Reads `units`, which are in the order of the file. What it passes over is told in `warnings`.
// Strings live as long as the file.
Result<Graph> collect(dwarf::Reader& reader, std::span<const SourceUnit> units,
                      const dwarf::Sections& sections, std::vector<std::string>& warnings,
                      const ProgressListener& progress);

}  // namespace btfkit::btfgen
