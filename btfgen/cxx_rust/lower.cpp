#include "cxx_rust/lower.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "cxx_rust/cxx_name.h"
#include "cxx_rust/encoded_nodes.h"
#include "cxx_rust/flatten.h"
#include "cxx_rust/graph_variables.h"
#include "cxx_rust/names.h"
#include "cxx_rust/underlying.h"

namespace btfkit::btfgen {
namespace {

using btf::kVoid;
using btf::TypeId;

// Limits of the format.
constexpr size_t kMaxEntries = 0xffff;
constexpr uint64_t kMaxOffsetWithWidth = 0xffffff;  // bits
constexpr uint64_t kMaxWidth = 0xff;                // bits

constexpr uint64_t kMaxIntSize = 16;                                // bytes, the kernel's limit
constexpr std::array<uint64_t, 5> kFloatSizes = {2, 4, 8, 12, 16};  // what the kernel accepts

class Lowering {
 public:
  Lowering(const Graph& graph, const LowerOptions& options, std::vector<std::string>& warnings)
      : graph_(graph),
        options_(options),
        warnings_(warnings),
        names_(graph),
        definitions_(graph, names_),
        btf_(options.endian) {}

  btf::Btf run() && {
    number_nodes();
    // From here the ids of all nodes are known, so that references can go in any direction.
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (ids_[i] == kVoid) continue;
      NodeId id{static_cast<uint32_t>(i)};
      btf_.add_type(
          std::visit([&](const auto& kind) { return lower(id, kind); }, graph_.node(id).kind));
    }
    add_variables();
    for (uint32_t id = 1; id < btf::number(made_up_.end_id()); ++id) {
      btf_.add_words(made_up_.words(TypeId{id}));
    }
    return std::move(btf_);
  }

 private:
  void number_nodes() {
    std::vector<bool> has_type =
        encoded_nodes(graph_, names_, options_.function_symbols, warnings_);
    ids_.resize(graph_.nodes.size(), kVoid);
    uint32_t next = btf::number(btf_.first_id());
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (has_type[i]) ids_[i] = TypeId{next++};
    }
    first_made_up_ = next;
  }

  // A type that no node stands for, behind those of all nodes.
  TypeId make_up(const btf::Kind& kind, std::string_view name = {}) {
    TypeId id = made_up_.add_type({btf_.add_string(name), kind});
    return TypeId{first_made_up_ + btf::number(id) - 1};
  }

  void warn(const Node& node, std::string_view why) {
    warnings_.push_back(warning(graph_, node, why));
  }

  // The BTF type for a reference that `from` makes.
  TypeId resolve(const Node& from, TypeRef type) {
    constexpr int kMaxSteps = 256;
    for (int step = 0; type && step < kMaxSteps; ++step) {
      auto id = graph_.find(*type);
      if (!id) {
        warn(from, fmt::format("it refers to DIE {:#x}, which is no type that can be encoded",
                               dwarf::number(*type)));
        return kVoid;
      }
      if (ids_[number(*id)] != kVoid) return ids_[number(*id)];
      type = stands_for(graph_.node(*id).kind);
    }
    return kVoid;
  }

  // What is encoded in place of a node that has no type of its own.
  static TypeRef stands_for(const NodeKind& kind) {
    if (auto* modifier = std::get_if<Modifier>(&kind)) return modifier->target;
    if (auto* composite = std::get_if<Composite>(&kind)) return composite->definition;
    if (auto* values = std::get_if<Enumeration>(&kind)) return values->definition;
    return {};
  }

  btf::StringOffset string(std::string_view text) { return btf_.add_string(text); }
  btf::StringOffset type_name(NodeId id) { return string(names_.type_name(id)); }

  // Bytes of which BTF can't say what they are.
  btf::Array opaque(const Node& node, uint64_t size) {
    if (!byte_) byte_ = make_up(btf::Int{1, 0, 0, 8}, "unsigned char");
    return {*byte_, index_type(node), static_cast<uint32_t>(size)};
  }

  TypeId index_type(const Node& node) {
    if (auto type = graph_.units[node.unit].int_type) return ids_[number(*type)];
    // The name by which clang and pahole call the type that they make up for the same purpose.
    if (!index_) index_ = make_up(btf::Int{4, 0, 0, 32}, "__ARRAY_SIZE_TYPE__");
    return *index_;
  }

  void add_tags(TypeId type, TagList list, int32_t component = btf::DeclTag::kWhole) {
    if (!options_.decl_tags) return;
    for (std::string_view tag : graph_.list(list))
      make_up(btf::DeclTag{type, component, false}, tag);
  }

  // Those of a function or variable, and of the declarations that it continues.
  void add_tags_of_all(TypeId type, const Node& first) {
    const Node* node = &first;
    constexpr int kMaxSteps = 16;
    for (int step = 0; step < kMaxSteps; ++step) {
      add_tags(type, node->tags);
      auto next = declaration_of(graph_, *node);
      if (!next) break;
      node = &graph_.node(*next);
    }
  }

  void add_variables() {
    auto variables =
        place_variables(graph_, names_, options_.variable_sections, options_.pointer_size);
    std::map<uint32_t, std::vector<btf::SectionVar>> in_section;
    for (const PlacedVariable& variable : variables) {
      const Node& node = graph_.node(variable.node);
      auto linkage = variable.is_external ? btf::Linkage::kGlobal : btf::Linkage::kStatic;
      TypeId id = make_up(btf::Var{resolve(node, variable.type), linkage}, variable.name);
      add_tags_of_all(id, node);
      in_section[variable.section->index].push_back({id, variable.offset, variable.size});
    }
    for (const auto& [index, entries] : in_section) {
      auto section = std::ranges::find(options_.variable_sections.all(), index,
                                       &VariableSections::Section::index);
      make_up(btf::Datasec{entries.back().offset + entries.back().size, entries}, section->name);
    }
  }

  // One overload for each kind of node.

  btf::Type lower(NodeId, const Scope&) { __builtin_unreachable(); }
  btf::Type lower(NodeId, const Variable&) { __builtin_unreachable(); }

  btf::Type lower(NodeId id, const BaseType& kind) {
    const Node& node = graph_.node(id);
    // Rust's `()` and `!`: nothing, but of a size, so that it can be a member.
    if (kind.size == 0) return {btf::kNoName, btf::Struct{{0, false, {}}}};
    auto size = static_cast<uint32_t>(kind.size);
    uint8_t encoding = 0;
    switch (kind.encoding) {
      case dwarf::Encoding::kComplexFloat:
      case dwarf::Encoding::kImaginaryFloat:
        return {btf::kNoName, opaque(node, kind.size)};
      case dwarf::Encoding::kFloat:
        if (!options_.floats) break;
        if (std::ranges::find(kFloatSizes, kind.size) == kFloatSizes.end()) {
          return {btf::kNoName, opaque(node, kind.size)};
        }
        return {string(node.name), btf::Float{size}};
      case dwarf::Encoding::kBoolean:
        encoding = btf::Int::kBool;
        break;
      case dwarf::Encoding::kSigned:
      case dwarf::Encoding::kSignedChar:
        encoding = btf::Int::kSigned;
        break;
      case dwarf::Encoding::kNone:
      case dwarf::Encoding::kAddress:
      case dwarf::Encoding::kUnsigned:
      case dwarf::Encoding::kUnsignedChar:
      case dwarf::Encoding::kDecimalFloat:
      case dwarf::Encoding::kUtf:
        break;
    }
    if (kind.size > kMaxIntSize || !std::has_single_bit(kind.size)) {
      return {btf::kNoName, opaque(node, kind.size)};
    }
    return {string(node.name), btf::Int{size, encoding, 0, static_cast<uint8_t>(8 * size)}};
  }

  btf::Type lower(NodeId, const UnspecifiedType&) { return {btf::kNoName, btf::Ptr{kVoid}}; }

  btf::Type lower(NodeId id, const Modifier& kind) {
    TypeId target = resolve(graph_.node(id), kind.target);
    switch (kind.kind) {
      case ModifierKind::kPointer:
        // In the order of the source; what is nearest to the * comes first in BTF.
        for (std::string_view tag : graph_.list(graph_.node(id).tags)) {
          if (options_.type_tags) target = make_up(btf::TypeTag{target, false}, tag);
        }
        return {btf::kNoName, btf::Ptr{target}};
      case ModifierKind::kTypedef:
        add_tags(ids_[number(id)], graph_.node(id).tags);
        return {type_name(id), btf::Typedef{target}};
      case ModifierKind::kConst:
        return {btf::kNoName, btf::Const{target}};
      case ModifierKind::kVolatile:
        return {btf::kNoName, btf::Volatile{target}};
      case ModifierKind::kRestrict:
        return {btf::kNoName, btf::Restrict{target}};
      case ModifierKind::kTransparent:
        break;  // not encoded
    }
    __builtin_unreachable();
  }

  // In the Itanium ABI an offset, or for a method a function's address and an adjustment of `this`.
  btf::Type lower(NodeId, const PointerToMember& kind) {
    auto type = underlying(graph_, kind.type);
    bool is_method = type && std::holds_alternative<SubroutineType>(graph_.node(*type).kind);
    uint32_t word = options_.pointer_size;
    btf::Int offset{word, btf::Int::kSigned, 0, static_cast<uint8_t>(8 * word)};
    if (!is_method) return {string("long"), offset};
    TypeId part = make_up(offset, "long");
    members_ = {{string("ptr"), part, 0}, {string("adj"), part, 8 * word}};
    return {btf::kNoName, btf::Struct{{2 * word, false, members_}}};
  }

  btf::Type lower(NodeId id, const Composite& kind) {
    if (kind.is_declaration) return {type_name(id), btf::Fwd{kind.is_union}};
    std::vector<FlatMember> members = flatten(graph_, id, names_, definitions_, warnings_);
    bool kind_flag = has_bit_fields(members);
    LoweredMembers lowered = lower_members(graph_.node(id), members, kind_flag);
    add_tags(ids_[number(id)], graph_.node(id).tags);
    add_tags(ids_[number(id)], lowered);
    members_ = std::move(lowered.members);
    btf::Composite result{static_cast<uint32_t>(kind.size), kind_flag, members_};
    if (kind.is_union) return {type_name(id), btf::Union{result}};
    return {type_name(id), btf::Struct{result}};
  }

  static bool has_bit_fields(const std::vector<FlatMember>& members) {
    return std::ranges::any_of(members, [](const FlatMember& m) { return m.bit_width != 0; });
  }

  struct LoweredMembers {
    std::vector<btf::Member> members;
    std::vector<TagList> tags;  // by member
  };

  void add_tags(TypeId type, const LoweredMembers& lowered) {
    for (size_t i = 0; i < lowered.tags.size(); ++i) {
      add_tags(type, lowered.tags[i], static_cast<int32_t>(i));
    }
  }

  LoweredMembers lower_members(const Node& node, const std::vector<FlatMember>& members,
                               bool kind_flag) {
    LoweredMembers result;
    for (const FlatMember& member : members) {
      uint64_t limit = kind_flag ? kMaxOffsetWithWidth : UINT32_MAX;
      if (member.bit_offset > limit || member.bit_width > kMaxWidth) {
        warn(node, fmt::format("member '{}' at bit {} with width {} doesn't fit into BTF",
                               member.name, member.bit_offset, member.bit_width));
        continue;
      }
      if (result.members.size() == kMaxEntries) {
        warn(node, fmt::format("it has {} members, the last ones are left out", members.size()));
        break;
      }
      TypeId type =
          member.made_up ? lower_made_up(node, *member.made_up) : resolve(node, member.type);
      result.members.push_back({string(btf_name(member.name)), type,
                                btf::member_offset(static_cast<uint32_t>(member.bit_offset),
                                                   static_cast<uint8_t>(member.bit_width))});
      result.tags.push_back(member.tags);
    }
    return result;
  }

  TypeId lower_made_up(const Node& node, const MadeUp& made_up) {
    auto size = static_cast<uint32_t>(size_of_made_up(made_up));
    bool kind_flag = has_bit_fields(made_up.members);
    LoweredMembers lowered = lower_members(node, made_up.members, kind_flag);
    btf::Composite composite{size, kind_flag, lowered.members};
    TypeId id = make_up(
        made_up.is_union ? btf::Kind(btf::Union{composite}) : btf::Kind(btf::Struct{composite}),
        made_up.name);
    add_tags(id, lowered);
    return id;
  }

  uint64_t size_of_made_up(const MadeUp& made_up) const {
    return made_up.size.value_or((bits_of(made_up.members) + 7) / 8);
  }

  // Up to the end of the last member: the derived class may use what is behind it.
  uint64_t bits_of(const std::vector<FlatMember>& members) const {
    uint64_t end = 0;
    for (const FlatMember& member : members) {
      uint64_t bits = member.bit_width;
      if (member.made_up) {
        bits = 8 * size_of_made_up(*member.made_up);
      } else if (bits == 0) {
        bits = 8 * size_of(graph_, member.type, options_.pointer_size).value_or(0);
      }
      end = std::max(end, member.bit_offset + bits);
    }
    return end;
  }

  btf::Type lower(NodeId id, const Enumeration& kind) {
    const Node& node = graph_.node(id);
    auto size = static_cast<uint32_t>(enum_size(graph_, kind));
    bool is_signed = false;
    for (const EnumValue& value : kind.values) is_signed |= value.value.is_negative;
    size_t count = kind.values.size();
    if (count > kMaxEntries) {
      warn(node, fmt::format("it has {} enumerators, the last ones are left out", count));
      count = kMaxEntries;
    }
    enumerators_.clear();
    enumerators64_.clear();
    constexpr uint32_t kEnumSize = 4;  // bytes that BTF_KIND_ENUM holds of a value
    bool is_wide = size > kEnumSize && options_.enum64;
    for (const EnumValue& value : std::span(kind.values).first(count)) {
      if (value.name.empty()) {
        warn(node, "an enumerator has no name");
        continue;
      }
      btf::StringOffset name = string(btf_name(value.name));
      if (is_wide) {
        enumerators64_.push_back(btf::enumerator64(name, value.value.bits));
      } else {
        enumerators_.push_back({name, static_cast<uint32_t>(value.value.bits)});
      }
    }
    if (is_wide) return {type_name(id), btf::Enum64{size, is_signed, enumerators64_}};
    return {type_name(id), btf::Enum{size, is_signed, enumerators_}};
  }

  btf::Type lower(NodeId id, const ArrayType& kind) {
    const Node& node = graph_.node(id);
    TypeId index = index_type(node);
    std::vector<uint64_t> counts = kind.counts;
    if (counts.empty()) counts.push_back(0);
    btf::Array array{resolve(node, kind.element), index, count_of(node, counts.back())};
    for (size_t i = counts.size() - 1; i > 0; --i) {
      array = {make_up(array), index, count_of(node, counts[i - 1])};
    }
    return {btf::kNoName, array};
  }

  uint32_t count_of(const Node& node, uint64_t count) {
    if (count <= UINT32_MAX) return static_cast<uint32_t>(count);
    warn(node, fmt::format("{} elements don't fit into 32 bits; encoded as none", count));
    return 0;
  }

  btf::Type lower(NodeId id, const SubroutineType& kind) {
    const Node& node = graph_.node(id);
    parameters_ = lower_parameters(node, kind.prototype);
    return {btf::kNoName, btf::FuncProto{resolve(node, kind.prototype.result), parameters_}};
  }

  std::vector<btf::Parameter> lower_parameters(const Node& node, const Prototype& kind) {
    std::vector<btf::Parameter> result;
    for (const Argument& argument : kind.arguments) {
      result.push_back({string(btf_name(argument.name)), resolve(node, argument.type)});
    }
    if (kind.is_variadic) result.push_back({btf::kNoName, kVoid});
    return result;
  }

  btf::Type lower(NodeId id, const Function&) {
    const Node& node = graph_.node(id);
    FunctionParts parts = parts_of(graph_, node);
    const auto& abstract = std::get<Function>(parts.abstract->kind);
    TypeId result = resolve(node, parts.result);
    std::vector<btf::Parameter> parameters = lower_parameters(node, abstract.prototype);
    TypeId self = ids_[number(id)];
    add_tags_of_all(self, node);
    // The kernel wants a name for each parameter of a function.
    size_t position = 0;
    for (const Argument& argument : abstract.prototype.arguments) {
      add_tags(self, argument.tags, static_cast<int32_t>(position++));
    }
    position = 0;
    for (btf::Parameter& parameter : parameters) {
      ++position;
      if (parameter.name == btf::kNoName && parameter.type != kVoid) {
        parameter.name = string(fmt::format("arg{}", position));
      }
    }
    // pahole's choice for all functions; tools find a kernel's functions by name only.
    return {string(btf_name(names_.symbol(id))),
            btf::Func{make_up(btf::FuncProto{result, parameters}), btf::Linkage::kStatic}};
  }

  const Graph& graph_;
  const LowerOptions& options_;
  std::vector<std::string>& warnings_;
  Names names_;
  Definitions definitions_;
  btf::Btf btf_;
  std::vector<TypeId> ids_;  // by node; kVoid for nodes without a type of their own
  uint32_t first_made_up_ = 0;
  btf::Btf made_up_;  // its ids count from first_made_up_
  // The lists of the type that was lowered last, until it is added.
  std::vector<btf::Member> members_;
  std::vector<btf::Enumerator> enumerators_;
  std::vector<btf::Enumerator64> enumerators64_;
  std::vector<btf::Parameter> parameters_;
  std::optional<TypeId> byte_;
  std::optional<TypeId> index_;
};

}  // namespace

btf::Btf lower(const Graph& graph, const LowerOptions& options,
               std::vector<std::string>& warnings) {
  return Lowering(graph, options, warnings).run();
}

}  // namespace btfkit::btfgen
