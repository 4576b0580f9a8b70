#include "cxx_rust/tagged_unions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cxx_rust/cxx_name.h"
#include "cxx_rust/underlying.h"

namespace btfkit::btfgen {
namespace {

// More levels of inheritance or members come from damaged files only.
constexpr int kMaxDepth = 64;
constexpr int kMaxSteps = 1000;

FlatMember member(const Field& field) {
  return {std::string(field.name), field.type, field.bit_offset, field.bit_width, {}};
}

FlatMember anonymous(MadeUp made_up, uint64_t bit_offset = 0) {
  return {{}, {}, bit_offset, 0, std::move(made_up)};
}

// The tag as the first member of a union of `size` bytes. The kernel wants a union's members at
// offset 0, so a tag that is elsewhere, as in a niche, is in a struct:
//
//   UNION size=16: '(anon)' STRUCT size=16 { '(anon)' u8 at bit 64 }, 'Data', 'Empty'
FlatMember tag_member(FlatMember tag, uint64_t size) {
  if (tag.bit_offset == 0 && tag.bit_width == 0) return tag;
  return anonymous({false, {}, size, {std::move(tag)}});
}

// Where a class keeps its alternatives and its tag. The library's own names for these members are
// its private business; that there is one union and one integer in all is not.
struct StandardParts {
  int unions = 0;
  int integers = 0;
  uint64_t storage = 0;  // bits from the class's beginning
  uint64_t tag = 0;      // bits
  TypeRef tag_type;
};

bool is_integer(const BaseType& type) {
  switch (type.encoding) {
    case dwarf::Encoding::kBoolean:
    case dwarf::Encoding::kSigned:
    case dwarf::Encoding::kSignedChar:
    case dwarf::Encoding::kUnsigned:
    case dwarf::Encoding::kUnsignedChar:
    case dwarf::Encoding::kUtf:
      return true;
    case dwarf::Encoding::kNone:
    case dwarf::Encoding::kAddress:
    case dwarf::Encoding::kComplexFloat:
    case dwarf::Encoding::kFloat:
    case dwarf::Encoding::kImaginaryFloat:
    case dwarf::Encoding::kDecimalFloat:
      return false;
  }
  return false;
}

class PartsFinder {
 public:
  PartsFinder(const Graph& graph, Definitions& definitions)
      : graph_(graph), definitions_(definitions) {}

  // Nothing if a class that it consists of isn't known.
  std::optional<StandardParts> run(NodeId composite) {
    StandardParts parts;
    if (!find(composite, 0, 0, parts)) return std::nullopt;
    return parts;
  }

 private:
  bool find(NodeId composite, uint64_t at, int depth, StandardParts& parts) {
    if (depth == kMaxDepth || ++steps_ == kMaxSteps) return false;
    const auto* kind = &std::get<Composite>(graph_.node(composite).kind);
    if (kind->is_declaration) {
      auto definition = definitions_.find(composite);
      if (!definition) return false;
      kind = &std::get<Composite>(graph_.node(*definition).kind);
    }
    for (const BaseClass& base : kind->bases) {
      auto type = underlying(graph_, base.type);
      bool is_class = type && std::holds_alternative<Composite>(graph_.node(*type).kind);
      if (!is_class || !base.offset) return false;
      if (!find(*type, at + 8 * *base.offset, depth + 1, parts)) return false;
    }
    for (const Field& field : kind->fields) {
      auto type = underlying(graph_, field.type);
      if (!type) return false;
      const NodeKind& of = graph_.node(*type).kind;
      auto* nested = std::get_if<Composite>(&of);
      auto* base_type = std::get_if<BaseType>(&of);
      uint64_t offset = at + field.bit_offset;
      if (nested && nested->is_union) {
        ++parts.unions;
        parts.storage = offset;
      } else if (nested) {
        if (!find(*type, offset, depth + 1, parts)) return false;
      } else if (base_type && is_integer(*base_type)) {
        ++parts.integers;
        parts.tag = offset;
        parts.tag_type = graph_.node(*type).die;
      }
    }
    return true;
  }

  const Graph& graph_;
  Definitions& definitions_;
  int steps_ = 0;
};

struct Alternative {
  std::string_view name;  // empty: its type's
  TypeRef type;           // nothing: it has no data
};

// In the order of the tag's values. Names as the class's own vocabulary has them.
std::vector<Alternative> standard_alternatives(const Node& node) {
  const std::vector<TypeRef>& types = std::get<Composite>(node.kind).template_types;
  std::string_view name = node.name.substr(0, node.name.find('<'));
  if (name == "optional" && types.size() == 1) return {{"nullopt", {}}, {"value", types[0]}};
  if (name == "expected" && types.size() == 2) return {{"error", types[1]}, {"value", types[0]}};
  std::vector<Alternative> all;
  if (name != "variant") return all;
  for (TypeRef type : types) all.push_back({{}, type});
  return all;
}

// In std itself, or in a namespace of the library's versions such as std::__1.
bool is_in_std(const Graph& graph, const Node& node) {
  // In a type unit only the declaration is where the scopes are.
  const Node* declaration = &node;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    auto next = declaration_of(graph, *declaration);
    if (!next) break;
    declaration = &graph.node(*next);
  }
  auto scope = declaration->scope;
  for (int depth = 0; scope && depth < kMaxDepth; ++depth) {
    const Node& around = graph.node(*scope);
    if (!std::holds_alternative<Scope>(around.kind)) return false;
    if (!around.scope) return around.name == "std";
    if (!around.name.starts_with("__")) return false;
    scope = around.scope;
  }
  return false;
}

}  // namespace

FlatMember variant_union(const Composite& composite) {
  const VariantPart& part = *composite.part;
  MadeUp made_up{true, {}, composite.size, {}};
  if (part.discriminant) {
    made_up.members.push_back(tag_member(member(*part.discriminant), composite.size));
  }
  for (const std::vector<Field>& fields : part.variants) {
    if (fields.empty()) continue;
    if (fields.size() == 1 && fields[0].bit_offset == 0 && fields[0].bit_width == 0) {
      made_up.members.push_back(member(fields[0]));
      continue;
    }
    MadeUp together{false, {}, composite.size, {}};
    for (const Field& field : fields) together.members.push_back(member(field));
    std::ranges::stable_sort(together.members, {}, &FlatMember::bit_offset);
    made_up.members.push_back(anonymous(std::move(together)));
  }
  return anonymous(std::move(made_up));
}

std::optional<FlatMember> standard_union(const Graph& graph, NodeId composite, Names& names,
                                         Definitions& definitions) {
  const Node& node = graph.node(composite);
  std::vector<Alternative> alternatives = standard_alternatives(node);
  if (alternatives.empty() || !is_in_std(graph, node)) return std::nullopt;
  auto parts = PartsFinder(graph, definitions).run(composite);
  if (!parts || parts->unions != 1 || parts->integers != 1) return std::nullopt;
  // The kernel wants alternatives at the part's beginning, where every library has them. This
  // needn't be the class's: an empty base of it and one of the same type that the first alternative
  // has, as where a variant of libc++'s is in another, have to be at different places.
  if (parts->tag < parts->storage) return std::nullopt;
  uint64_t whole = std::get<Composite>(node.kind).size;
  if (whole < parts->storage / 8) return std::nullopt;

  uint64_t size = whole - parts->storage / 8;
  MadeUp made_up{true, {}, size, {}};
  made_up.members.push_back(
      tag_member({{}, parts->tag_type, parts->tag - parts->storage, 0, {}}, size));
  std::set<std::string> taken;
  for (size_t number = 0; number < alternatives.size(); ++number) {
    const Alternative& alternative = alternatives[number];
    std::string name(alternative.name);
    if (name.empty()) {
      name = btf_name(names.spelled(alternative.type));
      if (name.empty()) name = "unnamed";
      // Of two of one type the second has its number behind.
      if (!taken.insert(name).second) name += fmt::format("_{}", number);
      taken.insert(name);
    }
    FlatMember member{name, alternative.type, 0, 0, {}};
    if (!alternative.type) member.made_up = MadeUp{false, name, size, {}};
    made_up.members.push_back(std::move(member));
  }
  return anonymous(std::move(made_up), parts->storage);
}

}  // namespace btfkit::btfgen
