// The first stage: from a stream of DIEs to a graph of types, functions and scopes.

#include <algorithm>

#include "cxx_rust/type_graph.h"

namespace btfkit::btfgen {
namespace {

using dwarf::Attribute;
using dwarf::Die;
using dwarf::DieOffset;
using dwarf::Tag;

constexpr uint32_t kRust = 0x1c;  // DW_LANG_Rust

std::string_view text(const Die& die, Attribute attribute) {
  return die.has(attribute) ? die.text(attribute) : std::string_view();
}

// A constant that can't be negative; nothing if it is.
std::optional<uint64_t> size(const Die& die, Attribute attribute) {
  if (!die.has(attribute) || die.is_negative(attribute)) return std::nullopt;
  return die.value(attribute);
}

class Collector {
 public:
  Collector(dwarf::Reader& reader, const dwarf::Sections& sections,
            std::vector<std::string>& warnings)
      : reader_(reader), sections_(sections), warnings_(warnings) {}

  Result<Graph> run(std::span<const SourceUnit> units, const ProgressListener& listener) && {
    ProgressCount progress(listener, "units", units.size());
    for (const SourceUnit& unit : units) {
      size_t nodes = graph_.nodes.size();
      graph_.units.push_back({DieOffset{unit.header.offset}, unit.attributes.name,
                              dwarf::is_c(unit.attributes.language), false, std::nullopt,
                              unit.attributes.language == kRust,
                              dwarf::expression_format(sections_, unit.header, unit.attributes)});
      path_.clear();
      Die die;
      BTFKIT_CHECK(reader_.enter(unit.header));
      while (reader_.next(die)) take(die);
      BTFKIT_CHECK(reader_.status());
      progress.add(1, graph_.nodes.size() - nodes);
    }
    return std::move(graph_);
  }

 private:
  // What the members below a DIE are part of.
  enum class Role : uint8_t { kClass, kVariantPart, kVariant };

  // Of what an annotation below a DIE is: of a node, or of the last member or parameter of one.
  enum class Annotated : uint8_t { kNode, kField, kArgument };

  // What a DIE that is being read means for its children.
  struct Level {
    std::optional<NodeId> node;   // takes members, parameters, enumerators and bounds
    std::optional<NodeId> scope;  // qualifies names
    bool in_function = false;
    Role role = Role::kClass;
    std::optional<NodeId> annotated = {};
    Annotated part = Annotated::kNode;
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
        inner.annotated = inner.node = add(die, level, composite(die));
        inner.scope = inner.node;
        break;
      case Tag::kEnumerationType:
        inner.node = add(die, level,
                         Enumeration{size(die, Attribute::kByteSize).value_or(0),
                                     type(die),
                                     die.reference(Attribute::kSignature),
                                     die.reference(Attribute::kSpecification),
                                     {}});
        break;
      case Tag::kArrayType:
        inner.node = add(die, level, ArrayType{type(die), {}});
        break;
      case Tag::kSubroutineType:
        inner.node = add(die, level, SubroutineType{{type(die), {}, false}});
        break;
      case Tag::kSubprogram:
        inner.annotated = inner.node = add(die, level, function(die, level));
        inner.scope = inner.node;
        inner.in_function = true;
        break;
      case Tag::kLexicalBlock:
        break;
      case Tag::kGnuFormalParameterPack:
        inner.node = level.node;
        break;
      case Tag::kMember:
        take_member(die, level, inner);
        break;
      case Tag::kVariantPart:
        if (begin_part(die, level)) {
          inner.node = level.node;
          inner.role = Role::kVariantPart;
        }
        break;
      case Tag::kVariant:
        if (auto* parent = in<Composite>(level); parent && level.role == Role::kVariantPart) {
          parent->part->variants.emplace_back();
          inner.node = level.node;
          inner.role = Role::kVariant;
        }
        break;
      case Tag::kTemplateTypeParameter:
        if (auto* parent = in<Composite>(level)) parent->template_types.push_back(type(die));
        reader_.skip_children();
        break;
      case Tag::kGnuTemplateParameterPack:
        inner.node = level.node;
        break;
      case Tag::kInheritance:
        if (auto* parent = in<Composite>(level)) {
          parent->bases.push_back({die.offset, type(die),
                                   die.value(Attribute::kVirtuality) != 0
                                       ? std::nullopt
                                       : size(die, Attribute::kMemberLocation)});
        }
        break;
      case Tag::kEnumerator:
        if (auto* parent = in<Enumeration>(level); parent && die.has(Attribute::kConstValue)) {
          parent->values.push_back(
              {text(die, Attribute::kName),
               {die.value(Attribute::kConstValue), die.is_negative(Attribute::kConstValue)}});
        }
        break;
      case Tag::kSubrangeType:
        if (auto* parent = in<ArrayType>(level)) parent->counts.push_back(count_of(die));
        break;
      case Tag::kFormalParameter:
        if (Prototype* prototype = prototype_in(level)) {
          prototype->arguments.push_back({text(die, Attribute::kName), type(die)});
          inner.annotated = level.node;
          inner.part = Annotated::kArgument;
        }
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
        add(die, level, PointerToMember{type(die)});
        break;
      case Tag::kPointerType:
      case Tag::kReferenceType:
      case Tag::kRvalueReferenceType:
        inner.annotated = add(die, level, Modifier{ModifierKind::kPointer, type(die)});
        break;
      case Tag::kTypedef:
      case Tag::kTemplateAlias:
        inner.annotated = add(die, level, Modifier{ModifierKind::kTypedef, type(die)});
        break;
      case Tag::kVariable:
        if (level.in_function) {
          reader_.skip_children();
        } else {
          inner.annotated = add(die, level, variable(die));
        }
        break;
      case Tag::kLlvmAnnotation:
        take_annotation(die, level);
        break;
      case Tag::kConstType:
      case Tag::kImmutableType:
        add(die, level, Modifier{ModifierKind::kConst, type(die)});
        break;
      case Tag::kVolatileType:
        add(die, level, Modifier{ModifierKind::kVolatile, type(die)});
        break;
      case Tag::kRestrictType:
        add(die, level, Modifier{ModifierKind::kRestrict, type(die)});
        break;
      case Tag::kAtomicType:
        add(die, level, Modifier{ModifierKind::kTransparent, type(die)});
        break;
      case Tag::kImportedUnit:
        // What the unit shares with others counts as its own.
        graph_.units.back().has_types = true;
        break;
      // Copies of what is described elsewhere; there are no types in them.
      case Tag::kInlinedSubroutine:
      case Tag::kCallSite:
      case Tag::kGnuCallSite:
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
    bool is_type = !std::holds_alternative<Scope>(kind) &&
                   !std::holds_alternative<Function>(kind) &&
                   !std::holds_alternative<Variable>(kind);
    unit.has_types |= is_type;
    graph_.nodes.push_back({die.offset, die.tag, static_cast<uint32_t>(graph_.units.size() - 1),
                            level.scope, text(die, Attribute::kName), std::move(kind)});
    return id;
  }

  static TypeRef type(const Die& die) { return die.reference(Attribute::kType); }

  template <typename Kind>
  Kind* in(const Level& level) {
    return level.node ? std::get_if<Kind>(&graph_.nodes[number(*level.node)].kind) : nullptr;
  }

  Prototype* prototype_in(const Level& level) {
    return level.node ? prototype_of(graph_.nodes[number(*level.node)]) : nullptr;
  }

  static Prototype* prototype_of(Node& node) {
    if (auto* function = std::get_if<Function>(&node.kind)) return &function->prototype;
    if (auto* type = std::get_if<SubroutineType>(&node.kind)) return &type->prototype;
    return nullptr;
  }

  static Composite composite(const Die& die) {
    return {die.tag == Tag::kUnionType,
            die.has(Attribute::kDeclaration),
            size(die, Attribute::kByteSize).value_or(0),
            die.reference(Attribute::kSignature),
            die.reference(Attribute::kSpecification),
            {},
            {},
            {},
            {}};
  }

  // Whether the part is read. BTF could hold one inside another, but no compiler makes them.
  bool begin_part(const Die& die, const Level& level) {
    auto* parent = in<Composite>(level);
    if (!parent) return false;
    if (parent->part || level.role != Role::kClass) {
      warnings_.push_back(warning(graph_, graph_.node(*level.node),
                                  "it has a second variant part, which is left out"));
      return false;
    }
    parent->part.emplace().discriminant_die = die.reference(Attribute::kDiscriminant);
    return true;
  }

  static Function function(const Die& die, const Level& level) {
    bool has_code = die.has(Attribute::kLowPc) || die.has(Attribute::kRanges);
    return {{type(die), {}, false},
            text(die, Attribute::kLinkageName),
            die.reference(Attribute::kAbstractOrigin),
            die.reference(Attribute::kSpecification),
            has_code && !die.has(Attribute::kDeclaration),
            die.has(Attribute::kPrototyped),
            level.in_function};
  }

  static Variable variable(const Die& die) {
    std::optional<Location> location;
    if (die.has(Attribute::kLocation)) {
      location = {die.value(Attribute::kLocation), die.location_size, die.location_form};
    }
    return {type(die), text(die, Attribute::kLinkageName), die.reference(Attribute::kSpecification),
            location, die.has(Attribute::kExternal)};
  }

  void take_annotation(const Die& die, const Level& level) {
    if (!level.annotated || !die.has(Attribute::kConstText)) return;
    Node& node = graph_.nodes[number(*level.annotated)];
    TagList* list = &node.tags;
    if (level.part == Annotated::kField) {
      list = &std::get<Composite>(node.kind).fields.back().tags;
    } else if (level.part == Annotated::kArgument) {
      list = &prototype_of(node)->arguments.back().tags;
    }
    auto* modifier = std::get_if<Modifier>(&node.kind);
    bool is_pointer = modifier && modifier->kind == ModifierKind::kPointer;
    if (text(die, Attribute::kName) != (is_pointer ? "btf_type_tag" : "btf_decl_tag")) return;
    if (*list == TagList::kNone) {
      *list = TagList{static_cast<uint32_t>(graph_.tags.size())};
      graph_.tags.emplace_back();
    }
    graph_.tags[static_cast<uint32_t>(*list)].emplace_back(die.text(Attribute::kConstText));
  }

  void take_base_type(const Die& die, const Level& level) {
    uint64_t bits = size(die, Attribute::kBitSize).value_or(0);
    uint64_t bytes = size(die, Attribute::kByteSize).value_or((bits + 7) / 8);
    auto encoding = static_cast<dwarf::Encoding>(die.value(Attribute::kEncoding));
    NodeId id = add(die, level, BaseType{bytes, bits == 0 ? 8 * bytes : bits, encoding});
    if (text(die, Attribute::kName) == "int") graph_.units.back().int_type = id;
  }

  void take_member(const Die& die, const Level& level, Level& inner) {
    auto* parent = in<Composite>(level);
    if (!parent) return;
    // A static data member is a variable, whatever DWARF before version 5 calls it.
    if (die.has(Attribute::kExternal) || die.has(Attribute::kDeclaration)) {
      inner.annotated = add(die, level, variable(die));
      return;
    }
    auto storage = size(die, Attribute::kByteSize);
    Field field{text(die, Attribute::kName), type(die),
                8 * size(die, Attribute::kMemberLocation).value_or(0),
                size(die, Attribute::kBitSize).value_or(0)};
    if (auto offset = size(die, Attribute::kDataBitOffset)) {
      field.bit_offset += *offset;
    } else if (die.has(Attribute::kBitOffset) && field.bit_width != 0) {
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
      if (!storage) {
        warnings_.push_back(warning(graph_, graph_.node(*level.node),
                                    fmt::format("bit field '{}' has no storage size", field.name)));
        return;
      }
      uint64_t from_top = die.value(Attribute::kBitOffset);
      field.bit_offset +=
          sections_.endian == Endian::kBig ? from_top : 8 * *storage - from_top - field.bit_width;
    }
    if (!add_field(*parent, die, level.role, field)) return;
    inner.annotated = level.node;
    inner.part = Annotated::kField;
  }

  // Whether it is one of the class's own, rather than a variant's.
  static bool add_field(Composite& parent, const Die& die, Role role, const Field& field) {
    switch (role) {
      case Role::kVariant:
        parent.part->variants.back().push_back(field);
        return false;
      case Role::kVariantPart:
        if (parent.part->discriminant_die == die.offset) {
          parent.part->discriminant = field;
          return false;
        }
        break;
      case Role::kClass:
        break;
    }
    parent.fields.push_back(field);
    return true;
  }

  // The elements of one dimension; 0 for an open one.
  static uint64_t count_of(const Die& die) {
    if (auto count = size(die, Attribute::kCount)) return *count;
    if (!die.has(Attribute::kUpperBound)) return 0;
    uint64_t upper = die.value(Attribute::kUpperBound);
    // gcc used to write 0xffffffff for "no element", in a form without a sign.
    if (upper == UINT32_MAX) return 0;
    return upper - die.value(Attribute::kLowerBound) + 1;
  }

  dwarf::Reader& reader_;
  const dwarf::Sections& sections_;
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
                     name_of(node.tag), node.name.empty() ? "" : " ", node.name, why);
}

Result<Graph> collect(dwarf::Reader& reader, std::span<const SourceUnit> units,
                      const dwarf::Sections& sections, std::vector<std::string>& warnings,
                      const ProgressListener& progress) {
  return Collector(reader, sections, warnings).run(units, progress);
}

}  // namespace btfkit::btfgen
