#include "dump_cxx_names.h"

#include <array>

namespace btfkit::btf::c {
namespace {

// Keywords that C doesn't have, or that kernels have as names all the same; alternative tokens; and
// what clang adds.
constexpr std::string_view kKeywords[] = {"alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "catch",
                                          "char16_t",
                                          "char32_t",
                                          "char8_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "concept",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "contract_assert",
                                          "decltype",
                                          "delete",
                                          "dynamic_cast",
                                          "explicit",
                                          "export",
                                          "false",
                                          "friend",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "private",
                                          "protected",
                                          "public",
                                          "reinterpret_cast",
                                          "requires",
                                          "static_assert",
                                          "static_cast",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typeid",
                                          "typename",
                                          "typeof",
                                          "typeof_unqual",
                                          "using",
                                          "virtual",
                                          "wchar_t",
                                          "xor",
                                          "xor_eq",
                                          "__null",
                                          "__wchar_t",
                                          "_Bool"};

// The keywords by a hash that tells them from most other names by their first step.
class KeywordSet {
 public:
  constexpr KeywordSet() {
    for (std::string_view word : kKeywords) {
      size_t at = slot(word);
      while (!slots_[at].empty()) at = (at + 1) % slots_.size();
      slots_[at] = word;
    }
  }

  constexpr bool contains(std::string_view word) const {
    if (word.empty()) return false;
    for (size_t at = slot(word); !slots_[at].empty(); at = (at + 1) % slots_.size()) {
      if (slots_[at] == word) return true;
    }
    return false;
  }

 private:
  static constexpr size_t slot(std::string_view word) {
    auto letter = [](char c) { return static_cast<size_t>(static_cast<unsigned char>(c)); };
    return (letter(word.front()) * 7 + letter(word.back()) * 31 + word.size() * 57) % 512;
  }

  std::array<std::string_view, 512> slots_{};
};

constexpr KeywordSet kKeywordSet;

}  // namespace

bool is_cxx_keyword(std::string_view word) {
  return kKeywordSet.contains(word);
}

void add_name_attribute(Text& text, Name name) {
  text.add("[[btf::name(\"");
  add_true_name(text, name);
  text.add("\")]]");
}

std::string spelled(Name name) {
  std::string text(name.text);
  if (name.version > 1) text += fmt::format("___{}", name.version);
  return text.append(name.underscores, '_');
}

CxxNames::CxxNames(const Btf& btf) : btf_(btf), typedefs_(number(btf.end_id()), kUnknown) {
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) note(id);
}

void CxxNames::note(TypeId id) {
  Type type = btf_.type(id);
  std::string_view name = btf_.name(type);
  auto defined = [&]() -> Global* {
    if (name.empty()) return nullptr;
    Global& global = globals_[name];
    ++global.tags;
    return &global;
  };
  auto declared = [&] {
    if (!name.empty()) globals_[name].is_declared = true;
  };
  auto enumeration = [&](const auto& kind) {
    for (const auto& enumerator : kind.enumerators) note_name(btf_.string(enumerator.name));
    if (kind.enumerators.empty()) return declared();
    Global* global = defined();
    if (global && global->enumeration == kVoid) global->enumeration = id;
  };
  std::visit(Overloaded{
                 [&](const Struct&) { defined(); },
                 [&](const Union&) { defined(); },
                 [&](const Enum& kind) { enumeration(kind); },
                 [&](const Enum64& kind) { enumeration(kind); },
                 [&](const Fwd&) { declared(); },
                 [&](const Typedef&) { note_name(name); },
                 [&](const Func&) { note_name(name); },
                 [](const Int&) {},
                 [](const Float&) {},
                 [](const Ptr&) {},
                 [](const Array&) {},
                 [](const Volatile&) {},
                 [](const Const&) {},
                 [](const Restrict&) {},
                 [](const TypeTag&) {},
                 [](const FuncProto&) {},
                 [](const Var&) {},
                 [](const Datasec&) {},
                 [](const DeclTag&) {},
                 [](const Unknown&) {},
             },
             type.kind);
}

void CxxNames::note_name(std::string_view name) {
  if (name.ends_with('_')) globals_[name].is_taken = true;
}

bool CxxNames::is_tag(Name name) const {
  const Global* global = globals_.find(name.text);
  if (!global) return false;
  // What is only declared and the first definition are one.
  return name.version <= global->tags || (global->is_declared && name.version == 1);
}

uint16_t CxxNames::free_underscores(Name name) {
  std::string text = spelled(name);
  while (true) {
    text += '_';
    ++name.underscores;
    const Global* global = globals_.find(text);
    if (!global || (global->tags == 0 && !global->is_declared && !global->is_taken)) break;
  }
  globals_[new_names_.emplace_back(text)].is_taken = true;
  return name.underscores;
}

Name CxxNames::tag(Name name) {
  if (!is_reserved(name)) return name;
  if (globals_[name.text].underscores == 0) {
    uint16_t underscores = free_underscores(name);
    globals_[name.text].underscores = underscores;
  }
  name.underscores = globals_[name.text].underscores;
  return name;
}

Name CxxNames::enumerator(Name name) {
  if (is_reserved(name)) name.underscores = free_underscores(name);
  return name;
}

Name CxxNames::function(std::string_view text, bool is_used) {
  Name name{text};
  if (is_used || is_reserved(name)) name.underscores = free_underscores(name);
  return name;
}

std::optional<TypeId> CxxNames::enumeration(std::string_view name) const {
  const Global* global = globals_.find(name);
  if (!global || global->enumeration == kVoid) return std::nullopt;
  return global->enumeration;
}

}  // namespace btfkit::btf::c
