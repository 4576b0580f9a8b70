// The bodies of structs, unions and enums.
#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "dump_c_declare.h"
#include "words.h"

namespace btfkit::btf::c {
namespace {

// gcc has these types for Arm's SIMD intrinsics, built in under names that no other compiler has.
constexpr std::pair<std::string_view, std::string_view> kArmAliases[] = {
    {"__Poly8_t", "unsigned char"},
    {"__Poly16_t", "unsigned short"},
    {"__Poly64_t", "unsigned long long"},
    {"__Poly128_t", "unsigned __int128"},
};

void write_value(Text& text, const Enum& kind, uint32_t value) {
  if (kind.is_signed) {
    text.add_number(static_cast<int32_t>(value));
  } else {
    text.add_number(value);
  }
}

void write_value(Text& text, const Enum64& kind, uint64_t value) {
  if (!kind.is_signed) {
    text.add_number(value);
    text.add("ULL");
  } else if (value == uint64_t{1} << 63) {
    text.add("-9223372036854775807LL - 1");  // its absolute value is no literal
  } else {
    text.add_number(static_cast<int64_t>(value));
    text.add("LL");
  }
}

// Values are 32 bits wide at least, where the enum may have fewer.
template <typename AnyEnum, typename Value>
Value of_size(const AnyEnum& kind, Value value) {
  constexpr uint32_t kBits = 8 * sizeof(Value);
  uint32_t bits = std::min(8 * kind.size, kBits);
  if (bits == 0) return value;
  uint32_t unused = kBits - bits;
  if (!kind.is_signed) return static_cast<Value>(value << unused) >> unused;
  using Signed = std::make_signed_t<Value>;
  return static_cast<Value>(static_cast<Signed>(value << unused) >> unused);
}

}  // namespace

std::string_view missing_alias(std::string_view name) {
  if (!name.starts_with("__Poly")) return {};
  auto found = std::ranges::find(kArmAliases, name, [](const auto& alias) { return alias.first; });
  return found == std::end(kArmAliases) ? std::string_view() : found->second;
}

void Declarations::define(TypeId id) {
  visit_kind(btf_.words(id), Overloaded{
                                 [&](const Struct& kind) { define_composite(id, kind, 0); },
                                 [&](const Union& kind) { define_composite(id, kind, 0); },
                                 [&](const Enum& kind) { define_enum(id, kind, 0); },
                                 [&](const Enum64& kind) { define_enum(id, kind, 0); },
                                 [](const auto&) {},
                             });
}

void Declarations::define_typedef(TypeId id, TypeId type) {
  Name name = names_.identifier(id);
  // gcc up to 4.8 has it as a typedef of void.
  if (type == kVoid && name.text == "__gnuc_va_list") {
    text_.add("typedef __builtin_va_list __gnuc_va_list");
    return;
  }
  text_.add("typedef ");
  declare(type, name, 0);
}

void Declarations::declare_function(StringOffset name, TypeId proto) {
  declare(proto, names_.function(name), 0);
}

std::string_view Declarations::int_name(TypeId id) const {
  std::string_view name = btf_.name(id);
  return cxx_ && name == "_Bool" ? "bool" : name;
}

void Declarations::write_tag_name(std::string_view keyword, TypeId id, Mention mention) {
  text_.add(keyword);
  Name name = names_.tag(id);
  if (name.text.empty()) return;
  text_.add(' ');
  if (name.underscores != 0 && mention == Mention::kDeclaration) {
    add_name_attribute(text_, name);
    text_.add(' ');
  }
  add(text_, name);
}

void Declarations::declare_composite(TypeId id) {
  write_composite_name(id, Mention::kDeclaration);
}

void Declarations::write_composite_name(TypeId id, Mention mention) {
  std::span<const uint32_t> words = btf_.words(id);
  bool is_forward = wire_kind(words) == wire::Kind::kFwd;
  if (is_forward && btf_.name(id).empty()) walk_.stop(id, "it has no name");
  bool is_union = is_forward ? kind_flag_of(words[1]) : wire_kind(words) == wire::Kind::kUnion;
  write_tag_name(is_union ? "union" : "struct", id, mention);
}

void Declarations::define_composite(TypeId id, const Composite& kind, uint32_t level) {
  Walk::Level nesting(walk_, id);
  if (!nesting) return;
  bool is_struct = wire_kind(btf_.words(id)) == wire::Kind::kStruct;
  bool is_packed = layout_.is_packed(id);
  auto fill = [&](Filler filler) { write_filler(filler, level + 1); };
  bool is_transparent = std::exchange(next_is_transparent_, false);
  CxxMembers::Class members(cxx_ ? &*cxx_ : nullptr, id, is_transparent);

  ++bodies_;
  declare_composite(id);
  text_.add(" {");
  uint64_t end = 0;  // in bits, of the members so far
  bool after_bit_field = false;
  for (const Member& member : kind.members) {
    if (!walk_.step(id)) return;
    // Names lie all over the string section: the next one comes while this member is written.
    if (&member != &kind.members.back()) fetch_name((&member + 1)->name);
    uint32_t begin = kind.bit_offset(member);
    uint8_t width = kind.bit_width(member);
    bool is_bit_field = width != 0;
    if (end < begin) {
      layout_.fill(id, end, begin, is_packed ? 1 : layout_.alignment(member.type),
                   after_bit_field && is_bit_field, fill);
    }
    write_member(member, width, level + 1);
    end = begin + (is_bit_field ? uint64_t{width} : layout_.size(member.type) * 8);
    after_bit_field = is_bit_field;
  }
  if (is_struct) {
    layout_.fill(id, end, uint64_t{kind.size} * 8, layout_.alignment(id), false, fill);
  } else {
    fill_union(id, kind, level + 1);
  }
  bool is_empty = kind.members.empty() && kind.size == 0;
  if (is_empty && cxx_) write_no_members(is_transparent, level + 1);
  if (!is_empty || cxx_) new_line(level);
  text_.add('}');
  if (is_packed) text_.add(" __attribute__((packed))");
}

// Kernels have a union without its members: pahole loses those of a transparent union that is the
// type of a typedef.
void Declarations::fill_union(TypeId id, const Composite& kind, uint32_t level) {
  uint64_t missing = layout_.missing_bits(id, kind);
  if (missing == 0) return;
  bool is_one_field = missing <= layout_.pointer_size() * 8;
  if (!is_one_field) {
    new_line(level);
    text_.add("struct {");
  }
  uint32_t inner_level = is_one_field ? level : level + 1;
  layout_.fill(id, 0, missing, 1, false, [&](Filler filler) { write_filler(filler, inner_level); });
  if (!is_one_field) {
    new_line(level);
    text_.add("};");
  }
}

// C++ gives a struct without members a byte, C none. An array of no elements has its size in both,
// and the plugin leaves a member without a name out of BTF.
void Declarations::write_no_members(bool is_transparent, uint32_t level) {
  new_line(level);
  text_.add("char no_members");
  // It is a member of the class around, which may have more of them.
  if (is_transparent) text_.add_number(++stand_ins_);
  text_.add(" [[btf::name(\"\")]] [0];");
}

void Declarations::write_filler(Filler filler, uint32_t level) {
  new_line(level);
  text_.add(filler.type);
  text_.add(": ");
  text_.add_number(filler.width);
  text_.add(';');
}

void Declarations::write_member(const Member& member, uint8_t bit_width, uint32_t level) {
  new_line(level);
  std::string_view name = first_string(btf_.string_and_rest(member.name));
  next_is_transparent_ = name.empty();
  declare(member.type, cxx_ ? cxx_->member(name) : Name{name}, level);
  next_is_transparent_ = false;
  if (bit_width != 0) {
    text_.add(": ");
    text_.add_number(bit_width);
  }
  text_.add(';');
}

template <typename AnyEnum>
void Declarations::define_enum(TypeId id, const AnyEnum& kind, uint32_t level) {
  ++bodies_;
  write_tag_name("enum", id, Mention::kDeclaration);
  if (cxx_) write_underlying_type(kind.size, kind.is_signed);
  if (kind.enumerators.empty()) return;
  text_.add(" {");
  bool exceeds_int = false;
  for (const auto& enumerator : kind.enumerators) {
    if (!walk_.step(id)) return;
    new_line(level + 1);
    Name name = names_.enumerator(id, enumerator.name);
    add(text_, name);
    if (name.underscores != 0) {
      text_.add(' ');
      add_name_attribute(text_, name);
    }
    text_.add(" = ");
    write_value(text_, kind, cxx_ ? of_size(kind, value_of(enumerator)) : value_of(enumerator));
    text_.add(',');
    exceeds_int |= uint64_t{value_of(enumerator)} >> 32 != 0;
  }
  new_line(level);
  text_.add('}');
  if (!cxx_) write_enum_mode(kind.size, exceeds_int);
}

template void Declarations::define_enum(TypeId, const Enum&, uint32_t);
template void Declarations::define_enum(TypeId, const Enum64&, uint32_t);

// An enum of another size than an int's, which neither its values nor `packed` would give it.
void Declarations::write_enum_mode(uint32_t size, bool exceeds_int) {
  if (size == 1) {
    text_.add(" __attribute__((mode(byte)))");
  } else if (size == 2) {
    text_.add(" __attribute__((mode(HI)))");
  } else if (size == 8 && layout_.pointer_size() == 8 && !exceeds_int) {
    text_.add(" __attribute__((mode(word)))");
  }
}

// C++ can say it. Then any value of the type is one of the enum's, as a newer kernel may have more
// of them; and an enum can be declared without its enumerators.
void Declarations::write_underlying_type(uint32_t size, bool is_signed) {
  std::string_view type = size == 1   ? "char"
                          : size == 2 ? "short"
                          : size == 4 ? "int"
                          : size == 8 ? "long long"
                                      : "";
  if (type.empty()) return;
  text_.add(is_signed ? " : signed " : " : unsigned ");
  text_.add(type);
}

void Declarations::new_line(uint32_t level) {
  constexpr uint32_t kDeepestIndentation = 13;  // bpftool's, too
  constexpr std::array<char, 16> kNewLine = [] {
    std::array<char, 16> letters;
    letters.fill('\t');
    letters.front() = '\n';
    return letters;
  }();
  text_.add_first(kNewLine, 1 + std::min(level, kDeepestIndentation));
}

}  // namespace btfkit::btf::c
