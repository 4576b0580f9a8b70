#include "btf/spell.h"

#include <algorithm>
#include <vector>

namespace btfkit::btf {
namespace {

// Bounds for crafted types, far above what C sources need.
constexpr int kMaxLinks = 64;
constexpr int kMaxDepth = 8;          // prototypes inside one another
constexpr size_t kMaxSteps = 10'000;  // types in one declaration

class Speller {
 public:
  explicit Speller(const Btf& btf) : btf_(btf) {}

  // From the name outwards: stars go left of it, dimensions and parameters right. A star that has
  // one of these on its other side needs parentheses: `(*name)[4]`.
  Spelling spell(TypeId id, int depth) {
    Spelling text{id, {}, {}, {}};
    std::vector<std::string> qualifiers;  // of the type that comes next
    for (int link = 0;; ++link) {
      text.base = id;
      if (link == kMaxLinks || depth == kMaxDepth || ++steps_ > kMaxSteps) {
        text.specifier = "...";
        return text;
      }
      if (id == kVoid) break;
      Type type = btf_.type(id);
      if (auto* array = std::get_if<Array>(&type.kind)) {
        close(text);
        text.after += fmt::format("[{}]", array->count);
        id = array->element;
      } else if (auto* function = std::get_if<FuncProto>(&type.kind)) {
        close(text);
        text.after += parameters(*function, depth);
        qualifiers.clear();  // C has no place for those of a function
        id = function->result;
      } else if (std::holds_alternative<Typedef>(type.kind) || !referenced_type(type.kind)) {
        break;
      } else if (std::holds_alternative<Ptr>(type.kind)) {
        std::string star = "*";
        for (const std::string& word : qualifiers) star += word + ' ';
        qualifiers.clear();
        text.before.insert(0, star);
        id = *referenced_type(type.kind);
      } else {
        // `const` of an array and of its elements is one and the same.
        std::string word = qualifier(type);
        if (std::ranges::find(qualifiers, word) == qualifiers.end()) qualifiers.push_back(word);
        id = *referenced_type(type.kind);
      }
    }
    for (const std::string& word : qualifiers) text.specifier += word + ' ';
    text.specifier += base_name(text.base);
    return text;
  }

 private:
  // A crafted name may be as long as the string section, and be there in each parameter.
  void count(std::string_view name) {
    constexpr size_t kLongName = 64;
    steps_ += name.size() / kLongName;
  }

  static void close(Spelling& text) {
    if (!text.before.starts_with('*')) return;
    text.before.insert(0, 1, '(');
    text.after += ')';
  }

  std::string qualifier(const Type& type) const {
    if (std::holds_alternative<Const>(type.kind)) return "const";
    if (std::holds_alternative<Volatile>(type.kind)) return "volatile";
    if (std::holds_alternative<Restrict>(type.kind)) return "restrict";
    bool is_attribute = std::get<TypeTag>(type.kind).kind_flag;
    return fmt::format(fmt::runtime(is_attribute ? "__attribute__(({}))"
                                                 : "__attribute__((btf_type_tag(\"{}\")))"),
                       btf_.name(type));
  }

  std::string base_name(TypeId id) {
    if (id == kVoid) return "void";
    Type type = btf_.type(id);
    std::string_view name = btf_.name(type);
    count(name);
    std::string_view word = keyword(type.kind);
    if (word.empty()) return std::string(name.empty() ? "(anon)" : name);
    return name.empty() ? fmt::format("{} {{...}}", word) : fmt::format("{} {}", word, name);
  }

  std::string parameters(const FuncProto& kind, int depth) {
    // clang has a parameter of type void for `(void)`, gcc none.
    std::span<const Parameter> list = kind.parameters;
    if (list.empty() || (list.size() == 1 && list[0].type == kVoid)) return "(void)";
    std::string text = "(";
    for (size_t i = 0; i < list.size(); ++i) {
      if (i != 0) text += ", ";
      if (steps_ > kMaxSteps || (i + 1 == list.size() && list[i].type == kVoid)) {
        text += "...";
        break;
      }
      std::string_view name = btf_.string(list[i].name);
      count(name);
      text += spell(list[i].type, depth + 1).around(name);
    }
    return text + ")";
  }

  const Btf& btf_;
  size_t steps_ = 0;
};

}  // namespace

std::string Spelling::around(std::string_view name) const {
  std::string text = specifier;
  bool needs_space = !before.empty() || !name.empty();
  if (needs_space) text += ' ';
  text += before;
  if (name.empty() && text.ends_with(' ') && !before.empty()) text.pop_back();
  text += name;
  return text + after;
}

Spelling spell(const Btf& btf, TypeId id) {
  return Speller(btf).spell(id, 0);
}

std::string enumerator_value(bool is_signed, uint32_t value) {
  return is_signed ? fmt::to_string(static_cast<int32_t>(value)) : fmt::to_string(value);
}

std::string enumerator_value(bool is_signed, uint64_t value) {
  return is_signed ? fmt::to_string(static_cast<int64_t>(value)) : fmt::to_string(value);
}

std::string_view keyword(const Kind& kind) {
  if (auto* forward = std::get_if<Fwd>(&kind)) return forward->is_union ? "union" : "struct";
  if (std::holds_alternative<Struct>(kind)) return "struct";
  if (std::holds_alternative<Union>(kind)) return "union";
  if (std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind)) return "enum";
  return {};
}

}  // namespace btfkit::btf
