// How a type becomes a declaration.
//
// BTF has `int *const table[4]` as a chain from the name to the type that all is made of:
//
//   ARRAY 4 -> CONST -> PTR -> INT 'int'
//
// C writes it around the name: what the chain ends in is leftmost, stars and their qualifiers go
// towards the name, and dimensions and parameters stand behind it. So the chain is collected first
// and written from its end. An array or a function that is not the last link puts what is still to
// come in parentheses and is itself remembered; once the name has been written, dimensions and
// parameters follow in the opposite order: `int (*name[2])(void)` is ARRAY 2 -> PTR -> FUNC_PROTO
// -> INT.
//
// Qualifiers stand left of a type (`const int`) and right of a star (`*const`). Those of an array
// or of a function are dropped: compilers disagree on whether they belong there, and C has no place
// for them.
#include "dump_c_declare.h"

#include "words.h"

namespace btfkit::btf::c {
namespace {

// What is left of a type in a declaration, or nothing where the chain ends.
std::optional<TypeId> next_in_chain(std::span<const uint32_t> words) {
  if (words.empty()) return std::nullopt;  // void
  return visit_kind(words, Overloaded{
                               [](const Ptr& kind) { return std::optional(kind.type); },
                               [](const Volatile& kind) { return std::optional(kind.type); },
                               [](const Const& kind) { return std::optional(kind.type); },
                               [](const Restrict& kind) { return std::optional(kind.type); },
                               [](const TypeTag& kind) { return std::optional(kind.type); },
                               [](const Array& kind) { return std::optional(kind.element); },
                               [](const FuncProto& kind) { return std::optional(kind.result); },
                               [](const auto&) { return std::optional<TypeId>(); },
                           });
}

}  // namespace

void Declarations::declare(TypeId id, Name name, uint32_t level) {
  if (const Mentions::Mention* known = mentions_.find(id)) {
    if (!walk_.step(id)) return;
    text_.copy(known->begin, known->size);
    write_name(name, known->after_star);
    return;
  }
  Walk::Level nesting(walk_, id);
  if (!nesting) return;
  Chain chain{chain_.size(), chain_.size(), name, level};
  for (std::optional<TypeId> next = id; next; next = next_in_chain(chain_.back().words)) {
    if (!walk_.step(id)) return;
    chain_.push_back(link(*next));
  }
  chain.top = chain_.size();
  write_chain(chain);
  chain_.resize(chain.begin);
}

void Declarations::write_chain(Chain& chain) {
  size_t suffixes = suffixes_.size();
  size_t begin = text_.size();
  uint32_t bodies = bodies_;
  size_t gaps = text_.gaps().size();
  while (chain.top > chain.begin && !walk_.stopped()) write_link(chain, chain_[--chain.top]);
  size_t size = text_.size() - begin;
  bool is_the_same_everywhere =
      suffixes_.size() == suffixes && bodies_ == bodies && text_.gaps().size() == gaps;
  if (is_the_same_everywhere && size <= Text::kLongestCopy) {
    mentions_.add({chain_[chain.begin].id, static_cast<uint32_t>(begin),
                   static_cast<uint16_t>(size), chain.after_star});
  }
  write_name(chain.name, chain.after_star);
  write_suffixes(suffixes, chain.level);
}

void Declarations::write_link(Chain& chain, Link link) {
  auto [id, words] = link;
  if (id == kVoid) {
    write_qualifiers(chain);
    text_.add("void");
    chain.after_star = false;
    return;
  }
  auto base_type = [&](auto write) {
    write_qualifiers(chain);
    write();
    chain.after_star = false;
  };
  auto qualifier = [&](std::string_view word) {
    text_.add(word);
    chain.after_star = false;
  };
  auto composite = [&](const Composite& kind) {
    base_type([&] {
      if (!has_name(btf_, words)) {
        define_composite(id, kind, chain.level);
      } else {
        write_composite_name(id, Mention::kUse);
      }
    });
  };
  auto enumeration = [&](const auto& kind) {
    base_type([&] {
      if (!has_name(btf_, words)) {
        define_enum(id, kind, chain.level);
      } else {
        write_tag_name("enum", id, Mention::kUse);
      }
    });
  };
  auto no_declaration = [&] { walk_.stop(id, "it is used as the type of something"); };
  visit_kind(words,
             Overloaded{
                 [&](const Int&) { base_type([&] { text_.add(int_name(id)); }); },
                 [&](const Float&) { base_type([&] { text_.add(btf_.name(id)); }); },
                 [&](const Typedef&) { base_type([&] { add(text_, names_.identifier(id)); }); },
                 [&](const Fwd&) { base_type([&] { write_composite_name(id, Mention::kUse); }); },
                 [&](const Struct& kind) { composite(kind); },
                 [&](const Union& kind) { composite(kind); },
                 [&](const Enum& kind) { enumeration(kind); },
                 [&](const Enum64& kind) { enumeration(kind); },
                 [&](const Ptr&) {
                   text_.add(chain.after_star ? "*" : " *");
                   chain.after_star = true;
                 },
                 [&](const Volatile&) { qualifier(" volatile"); },
                 [&](const Const&) { qualifier(" const"); },
                 [&](const Restrict&) { qualifier(cxx_ ? " __restrict" : " restrict"); },
                 [&](const TypeTag& kind) {
                   write_tag(id, kind);
                   chain.after_star = false;
                 },
                 [&](const Array&) { open_array(chain, words); },
                 [&](const FuncProto&) { open_prototype(chain, words); },
                 [&](const Func&) { no_declaration(); },
                 [&](const Var&) { no_declaration(); },
                 [&](const Datasec&) { no_declaration(); },
                 [&](const DeclTag&) { no_declaration(); },
                 [&](const Unknown&) { no_declaration(); },
             });
}

// The qualifiers of the type that comes next, which stand left of it.
void Declarations::write_qualifiers(Chain& chain) {
  bool is_const = false;
  bool is_volatile = false;
  auto qualifier = [&](std::string_view word, bool& is_written) {
    // clang warns of a second one in C++ as in C, but a C header is not used with warnings.
    if (!cxx_ || !is_written) text_.add(word);
    is_written = true;
  };
  for (; chain.top > chain.begin; --chain.top) {
    wire::Kind kind = wire_kind(chain_[chain.top - 1].words);
    if (kind == wire::Kind::kConst) {
      qualifier("const ", is_const);
    } else if (kind == wire::Kind::kVolatile) {
      qualifier("volatile ", is_volatile);
    } else if (kind == wire::Kind::kRestrict) {
      text_.add(cxx_ ? "__restrict " : "restrict ");
    } else {
      return;
    }
  }
}

void Declarations::skip_modifiers(Chain& chain) {
  for (; chain.top > chain.begin; --chain.top) {
    if (!modified_type(chain_[chain.top - 1].words)) return;
  }
}

void Declarations::write_tag(TypeId id, const TypeTag& tag) {
  text_.add(tag.kind_flag ? " __attribute__((" : " __attribute__((btf_type_tag(\"");
  text_.add(btf_.name(id));
  text_.add(tag.kind_flag ? "))" : "\")))");
}

void Declarations::open_array(Chain& chain, std::span<const uint32_t> words) {
  skip_modifiers(chain);
  bool is_last = chain.top == chain.begin;
  // `[2][3]` needs no parentheses.
  bool has_parenthesis = !is_last && wire_kind(chain_[chain.top - 1].words) != wire::Kind::kArray;
  suffixes_.push_back({words, has_parenthesis});
  if (is_last) return;
  if (!chain.name.text.empty() && !chain.after_star) text_.add(' ');
  if (has_parenthesis) text_.add('(');
  chain.after_star = true;
}

void Declarations::open_prototype(Chain& chain, std::span<const uint32_t> words) {
  skip_modifiers(chain);
  bool has_parenthesis = chain.top != chain.begin;
  suffixes_.push_back({words, has_parenthesis});
  if (!has_parenthesis) return;
  text_.add(" (");
  chain.after_star = true;
}

void Declarations::write_name(Name name, bool after_star) {
  if (name.text.empty()) return;
  if (!after_star) text_.add(' ');
  add(text_, name);
  if (name.underscores == 0) return;
  text_.add(' ');
  add_name_attribute(text_, name);
}

void Declarations::write_suffixes(size_t begin, uint32_t level) {
  while (suffixes_.size() > begin && !walk_.stopped()) {
    Suffix suffix = suffixes_.back();
    suffixes_.pop_back();
    if (suffix.has_parenthesis) text_.add(')');
    visit_kind(suffix.words, Overloaded{
                                 [&](const Array& kind) {
                                   text_.add('[');
                                   text_.add_number(kind.count);
                                   text_.add(']');
                                 },
                                 [&](const FuncProto& kind) { write_parameters(kind, level); },
                                 [](const auto&) {},
                             });
  }
}

void Declarations::write_parameters(const FuncProto& kind, uint32_t level) {
  // clang has a parameter of type void for `(void)`, gcc none.
  std::span<const Parameter> parameters = kind.parameters;
  if (parameters.empty() || (parameters.size() == 1 && parameters[0].type == kVoid)) {
    text_.add("(void)");
    return;
  }
  text_.add('(');
  for (size_t i = 0; i < parameters.size() && !walk_.stopped(); ++i) {
    if (i != 0) text_.add(", ");
    if (i == parameters.size() - 1 && parameters[i].type == kVoid) {
      text_.add("...");
    } else {
      std::string_view name = first_string(btf_.string_and_rest(parameters[i].name));
      declare(parameters[i].type, cxx_ ? cxx_->parameter(kind, name) : Name{name}, level);
    }
  }
  text_.add(')');
}

}  // namespace btfkit::btf::c
