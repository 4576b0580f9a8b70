// Stage 3 of the C dump: the text of declarations, and of the bodies of structs, unions and enums.
// Where C++ differs it is said with `cxx_`.
#pragma once

#include <string_view>
#include <vector>

#include "dump_c_layout.h"
#include "dump_c_mentions.h"
#include "dump_c_names.h"
#include "dump_cxx_members.h"

namespace btfkit::btf::c {

// The type that compilers have for an Int of this name, if C sources don't know it by that.
std::string_view missing_alias(std::string_view name);

class Declarations {
 public:
  // For C; who takes the text gives versions to the names (see Names).
  Declarations(const Btf& btf, const Repeats& repeats, Walk& walk, Text& text)
      : btf_(btf), walk_(walk), text_(text), names_(btf, repeats), layout_(btf, walk) {}
  // For C++.
  Declarations(const Btf& btf, CxxNames& cxx, Walk& walk, Text& text)
      : btf_(btf), walk_(walk), text_(text), names_(btf, cxx), layout_(btf, walk) {
    cxx_.emplace(btf, walk, names_);
  }
  Declarations(const Declarations&) = delete;

  // These append one declaration without its semicolon. `level` is how far lines inside are
  // indented.

  // `const struct foo *name[4]`: type `id` around a name, which may be empty.
  void declare(TypeId id, Name name, uint32_t level);
  // `typedef int name`, for `type`.
  void define_typedef(TypeId id, TypeId type);
  // `struct foo`, `union foo`.
  void declare_composite(TypeId id);
  // `struct foo { ... }`, `enum foo { ... }`: a struct, union or enum.
  void define(TypeId id);
  // `int foo(struct bar *)`, in C++: a function of this type.
  void declare_function(StringOffset name, TypeId proto);

  const Names& names() const { return names_; }

 private:
  // A chain of types that is being written, from `top`, the innermost that is left, down to
  // `begin`.
  struct Chain {
    size_t begin;
    size_t top;
    Name name;
    uint32_t level;
    bool after_star = true;  // no space is wanted before the next star or name
  };
  // What is behind the name: the dimension of an array or the parameters of a function.
  struct Suffix {
    std::span<const uint32_t> words;  // of the type
    bool has_parenthesis;
  };

  struct Link {
    TypeId id;
    std::span<const uint32_t> words;  // of the type; none for void
  };

  Link link(TypeId id) const {
    return {id, id == kVoid ? std::span<const uint32_t>() : btf_.words(id)};
  }
  void define_composite(TypeId id, const Composite& kind, uint32_t level);
  template <typename AnyEnum>
  void define_enum(TypeId id, const AnyEnum& kind, uint32_t level);
  void write_chain(Chain& chain);
  void write_link(Chain& chain, Link link);
  void write_qualifiers(Chain& chain);
  void skip_modifiers(Chain& chain);
  void write_tag(TypeId id, const TypeTag& tag);
  void open_array(Chain& chain, std::span<const uint32_t> words);
  void open_prototype(Chain& chain, std::span<const uint32_t> words);
  void write_name(Name name, bool after_star);
  void write_suffixes(size_t begin, uint32_t level);
  void write_parameters(const FuncProto& kind, uint32_t level);

  // Whether a type's name is declared at this place, or only used.
  enum class Mention : bool { kUse, kDeclaration };
  void write_tag_name(std::string_view keyword, TypeId id, Mention mention);
  void write_composite_name(TypeId id, Mention mention);
  std::string_view int_name(TypeId id) const;
  void write_member(const Member& member, uint8_t bit_width, uint32_t level);
  void fill_union(TypeId id, const Composite& kind, uint32_t level);
  void write_filler(Filler filler, uint32_t level);
  void write_enum_mode(uint32_t size, bool exceeds_int);
  void write_underlying_type(uint32_t size, bool is_signed);
  void write_no_members(bool is_transparent, uint32_t level);
  void new_line(uint32_t level);
  // Has the processor fetch a name that is about to be read.
  void fetch_name(StringOffset name) const {
    __builtin_prefetch(btf_.string_and_rest(name).data());
  }

  const Btf& btf_;
  Walk& walk_;
  Text& text_;
  Names names_;
  Layout layout_;
  // Null for C.
  std::optional<CxxMembers> cxx_;
  // How many structs and unions without members are part of the class around them, in C++.
  uint32_t stand_ins_ = 0;
  // Of the struct or union that comes next: it is a member that has no name.
  bool next_is_transparent_ = false;
  // How many structs, unions and enums have been written with what is in them.
  uint32_t bodies_ = 0;
  Mentions mentions_;
  // Chains and suffixes of declarations inside one another, innermost last.
  std::vector<Link> chain_;
  std::vector<Suffix> suffixes_;
};

extern template void Declarations::define_enum(TypeId, const Enum&, uint32_t);
extern template void Declarations::define_enum(TypeId, const Enum64&, uint32_t);

}  // namespace btfkit::btf::c
