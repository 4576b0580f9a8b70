// The first stage: from a stream of DIEs to a graph of types, functions and scopes.

#include <algorithm>
#include <array>

#include "type_graph.h"

namespace btfkit::btfgen {
namespace {

using dwarf::Die;
using dwarf::DieOffset;
using dwarf::Tag;

std::string tag_name(Tag tag) {
  switch (tag) {
    case Tag::kArrayType:
      return "array_type";
    case Tag::kClassType:
      return "class_type";
    case Tag::kEnumerationType:
      return "enumeration_type";
    case Tag::kMember:
      return "member";
    case Tag::kPointerType:
      return "pointer_type";
    case Tag::kStructureType:
      return "structure_type";
    case Tag::kSubroutineType:
      return "subroutine_type";
    case Tag::kTypedef:
      return "typedef";
    case Tag::kUnionType:
      return "union_type";
    case Tag::kInheritance:
      return "inheritance";
    case Tag::kBaseType:
      return "base_type";
    case Tag::kSubprogram:
      return "subprogram";
    default:
      return fmt::format("tag {:#x}", static_cast<uint16_t>(tag));
  }
}

bool is_c(uint32_t language) {
  // DW_LANG_C89, C, C99, C11, C17 and Mips_Assembler.
  constexpr std::array<uint32_t, 6> kLanguages = {0x01, 0x02, 0x0c, 0x1d, 0x2c, 0x8001};
  return std::ranges::find(kLanguages, language) != kLanguages.end();
}

class Collector {
 public:
  Collector(dwarf::Reader& reader, Endian endian, std::vector<std::string>& warnings)
      : reader_(reader), endian_(endian), warnings_(warnings) {}

  Result<Graph> run() && {
    dwarf::Unit unit;
    while (BTFKIT_TRY(reader_.next_unit(unit))) {
      graph_.units.push_back({unit.offset, unit.name, is_c(unit.language), false, std::nullopt});
      if (!unit.split_name.empty()) {
        warnings_.push_back(
            fmt::format("unit '{}': its types are in '{}' (split DWARF), which is "
                        "not read",
                        unit.name, unit.split_name));
      }
      path_.clear();
      Die die;
      while (BTFKIT_TRY(reader_.next_die(die))) take(die);
    }
    return std::move(graph_);
  }

 private:
  // What a DIE that is being read means for its children.
  struct Level {
    std::optional<NodeId> node;   // takes members, parameters, enumerators and bounds
    std::optional<NodeId> scope;  // qualifies names
    bool in_function = false;
  };

  void take(const Die& die) {
    path_.resize(die.depth);
    Level level = path_.empty() ? Level{} : path_.back();
    Level inner{std::nullopt, level.scope, level.in_function};
    switch (die.tag) {
      case Tag::kCompileUnit:
      case Tag::kPartialUnit:
      case Tag::kTypeUnit:
      case Tag::kSkeletonUnit:
        break;
      case Tag::kNamespace:
      case Tag::kModule:
        inner.scope = add(die, level, Scope{});
        break;
      case Tag::kStructureType:
      case Tag::kClassType:
      case Tag::kInterfaceType:
      case Tag::kUnionType:
        inner.node = add(die, level, composite(die));
        inner.scope = inner.node;
        break;
      case Tag::kEnumerationType:
        inner.node = add(
            die, level,
            Enumeration{die.byte_size.value_or(0), die.type, die.signature, die.specification, {}});
        break;
      case Tag::kArrayType:
        inner.node = add(die, level, ArrayType{die.type, {}});
        break;
      case Tag::kSubroutineType:
        inner.node = add(die, level, SubroutineType{{die.type, {}, false}});
        break;
      case Tag::kSubprogram:
        inner.node = add(die, level, function(die, level));
        inner.scope = inner.node;
        inner.in_function = true;
        break;
      case Tag::kLexicalBlock:
        break;
      case Tag::kGnuFormalParameterPack:
        inner.node = level.node;
        break;
      case Tag::kMember:
        take_member(die, level);
        break;
      case Tag::kInheritance:
        if (auto* parent = in<Composite>(level)) {
          parent->bases.push_back(
              {die.offset, die.type, die.is_virtual ? std::nullopt : die.member_location});
        }
        break;
      case Tag::kEnumerator:
        if (auto* parent = in<Enumeration>(level); parent && die.const_value) {
          parent->values.push_back({die.name, *die.const_value});
        }
        break;
      case Tag::kSubrangeType:
        if (auto* parent = in<ArrayType>(level)) parent->counts.push_back(count_of(die));
        break;
      case Tag::kFormalParameter:
        if (Prototype* prototype = prototype_in(level)) {
          prototype->arguments.push_back({die.name, die.type});
        }
        reader_.skip_children();
        break;
      case Tag::kUnspecifiedParameters:
        if (Prototype* prototype = prototype_in(level)) prototype->is_variadic = true;
        break;
      case Tag::kBaseType:
        take_base_type(die, level);
        break;
      case Tag::kUnspecifiedType:
        add(die, level, UnspecifiedType{});
        break;
      case Tag::kPtrToMemberType:
        add(die, level, PointerToMember{die.type});
        break;
      case Tag::kPointerType:
      case Tag::kReferenceType:
      case Tag::kRvalueReferenceType:
        add(die, level, Modifier{ModifierKind::kPointer, die.type});
        break;
      case Tag::kTypedef:
      case Tag::kTemplateAlias:
        add(die, level, Modifier{ModifierKind::kTypedef, die.type});
        reader_.skip_children();
        break;
      case Tag::kConstType:
      case Tag::kImmutableType:
        add(die, level, Modifier{ModifierKind::kConst, die.type});
        break;
      case Tag::kVolatileType:
        add(die, level, Modifier{ModifierKind::kVolatile, die.type});
        break;
      case Tag::kRestrictType:
        add(die, level, Modifier{ModifierKind::kRestrict, die.type});
        break;
      case Tag::kAtomicType:
        add(die, level, Modifier{ModifierKind::kTransparent, die.type});
        break;
      // Copies of what is described elsewhere; there are no types in them.
      case Tag::kInlinedSubroutine:
      case Tag::kCallSite:
      case Tag::kGnuCallSite:
      case Tag::kVariable:
        reader_.skip_children();
        break;
      default:
        // Imports, labels, template parameters and the like. A type among them that something
        // refers to is told where the reference is.
        reader_.skip_children();
        break;
    }
    path_.push_back(inner);
  }

  NodeId add(const Die& die, const Level& level, NodeKind kind) {
    NodeId id{static_cast<uint32_t>(graph_.nodes.size())};
    UnitInfo& unit = graph_.units.back();
    if (!std::holds_alternative<Scope>(kind) && !std::holds_alternative<Function>(kind)) {
      unit.has_types = true;
    }
    graph_.nodes.push_back({die.offset, die.tag, static_cast<uint32_t>(graph_.units.size() - 1),
                            level.scope, die.name, std::move(kind)});
    return id;
  }

  template <typename Kind>
  Kind* in(const Level& level) {
    return level.node ? std::get_if<Kind>(&graph_.nodes[number(*level.node)].kind) : nullptr;
  }

  Prototype* prototype_in(const Level& level) {
    if (auto* function = in<Function>(level)) return &function->prototype;
    if (auto* type = in<SubroutineType>(level)) return &type->prototype;
    return nullptr;
  }

  static Composite composite(const Die& die) {
    return {die.tag == Tag::kUnionType,
            die.is_declaration,
            die.byte_size.value_or(0),
            die.signature,
            die.specification,
            {},
            {}};
  }

  static Function function(const Die& die, const Level& level) {
    return {{die.type, {}, false},
            die.linkage_name,
            die.abstract_origin,
            die.specification,
            die.has_code && !die.is_declaration,
            die.is_prototyped,
            level.in_function};
  }

  void take_base_type(const Die& die, const Level& level) {
    uint64_t bits = die.bit_size.value_or(0);
    uint64_t size = die.byte_size.value_or((bits + 7) / 8);
    NodeId id = add(die, level, BaseType{size, bits == 0 ? 8 * size : bits, die.encoding});
    if (die.name == "int") graph_.units.back().int_type = id;
  }

  void take_member(const Die& die, const Level& level) {
    auto* parent = in<Composite>(level);
    // A static data member is a variable, whatever DWARF before version 5 calls it.
    if (!parent || die.is_external || die.is_declaration) return;
    Field field{die.name, die.type, 8 * die.member_location.value_or(0), die.bit_size.value_or(0)};
    if (die.data_bit_offset) {
      field.bit_offset += *die.data_bit_offset;
    } else if (die.bit_offset && die.bit_size) {
      // Before DWARF 4: counted from the most significant bit of a storage unit, which in little
      // endian is the last one. It is negative in a packed struct whose field crosses units.
      //
      //   struct { unsigned a : 10, b : 4; };    b has byte_size 4, bit_size 4, bit_offset 18
      //
      //            byte 0    byte 1    byte 2    byte 3
      //   bit      7      0  15     8  23    16  31    24
      //   little   aaaaaaaa  ..bbbbaa  ........  ........    begins at 32 - 18 - 4 = 10
      //
      // In big endian that storage unit counts from its other end, as BTF does, too: nothing to do.
      if (!die.byte_size) {
        warnings_.push_back(warning(graph_, graph_.node(*level.node),
                                    fmt::format("bit field '{}' has no storage size", die.name)));
        return;
      }
      field.bit_offset += endian_ == Endian::kBig
                              ? die.bit_offset->bits
                              : 8 * *die.byte_size - die.bit_offset->bits - *die.bit_size;
    }
    parent->fields.push_back(field);
  }

  // The elements of one dimension; 0 for an open one.
  static uint64_t count_of(const Die& die) {
    if (die.count) return *die.count;
    if (!die.upper_bound) return 0;
    uint64_t lower = die.lower_bound ? die.lower_bound->bits : 0;
    // gcc used to write 0xffffffff for "no element", in a form without a sign.
    if (die.upper_bound->bits == UINT32_MAX) return 0;
    return die.upper_bound->bits - lower + 1;
  }

  dwarf::Reader& reader_;
  Endian endian_;
  std::vector<std::string>& warnings_;
  Graph graph_;
  std::vector<Level> path_;  // of the DIEs around the next one, outermost first
};

}  // namespace

std::optional<NodeId> Graph::find(DieOffset die) const {
  auto found = std::ranges::lower_bound(nodes, die, {}, &Node::die);
  if (found == nodes.end() || found->die != die) return std::nullopt;
  return NodeId{static_cast<uint32_t>(found - nodes.begin())};
}

std::string warning(const Graph& graph, const Node& node, std::string_view why) {
  const UnitInfo& unit = graph.units[node.unit];
  std::string unit_name = unit.name.empty() ? fmt::format("unit at {:#x}", dwarf::number(unit.die))
                                            : fmt::format("unit '{}'", unit.name);
  return fmt::format("{}: DIE {:#x} ({}{}{}): {}", unit_name, dwarf::number(node.die),
                     tag_name(node.tag), node.name.empty() ? "" : " ", node.name, why);
}

Result<Graph> collect(dwarf::Reader& reader, Endian endian, std::vector<std::string>& warnings) {
  return Collector(reader, endian, warnings).run();
}

}  // namespace btfkit::btfgen
