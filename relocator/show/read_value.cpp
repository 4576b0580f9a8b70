// Bytes and a type to a tree. Each part of the tree is paid for from a budget, and each step into a
// type from another: BTF that was made to has arrays of arrays of nothing, and structs in
// themselves.
#include <bit>

#include "support/utf8.h"
#include "value.h"

namespace btfkit::show {

using btf::Btf;
using btf::TypeId;

namespace {

constexpr uint32_t kMaxDepth = 64;
// Parts of one value. What a kernel's map may hold has fewer, but for arrays of many megabytes.
constexpr uint32_t kMaxParts = 1 << 20;

uint64_t extended(uint64_t bits, uint32_t width, bool is_signed) {
  if (width >= 64) return bits;
  bits &= (uint64_t{1} << width) - 1;
  bool is_negative = is_signed && width > 0 && (bits >> (width - 1) & 1) != 0;
  return is_negative ? bits | ~uint64_t{0} << width : bits;
}

bool is_character(const Btf& btf, const btf::Type& type) {
  auto* integer = std::get_if<btf::Int>(&type.kind);
  if (!integer || integer->size != 1 || (integer->encoding & btf::Int::kBool)) return false;
  std::string_view name = btf.name(type);
  return (integer->encoding & btf::Int::kChar) || name == "char" || name == "char8_t";
}

}  // namespace

// One value being read.
class Walk {
 public:
  Walk(ValueReader& reader, Bytes bytes) : reader_(reader), btf_(reader.btf_), bytes_(bytes) {}

  // `at` is a bit of bytes_; `width` is that of a bit field, or 0.
  Value read(TypeId id, uint64_t at, uint32_t width, uint32_t depth) {
    if (depth > kMaxDepth) return {Unreadable{Unreadable::Reason::kTooDeep}};
    if (parts_ == kMaxParts) return {Unreadable{Unreadable::Reason::kTooLarge}};
    ++parts_;
    auto stripped = btf::skip_modifiers(btf_, id);
    if (!stripped || *stripped == btf::kVoid) return no_size();
    id = *stripped;
    btf::Type type = btf_.type(id);
    return std::visit(
        btf::Overloaded{
            [&](const btf::Int& kind) { return integer(type, kind, at, width); },
            [&](const btf::Ptr&) { return pointer(at); },
            [&](const btf::Array& kind) { return array(kind, at, depth); },
            [&](const btf::Struct&) { return composite(id, at, depth); },
            [&](const btf::Union&) { return composite(id, at, depth); },
            [&](const btf::Enum& kind) { return enumerated(kind, at, width); },
            [&](const btf::Enum64& kind) { return enumerated(kind, at, width); },
            [&](const btf::Float& kind) { return floating(kind, at); },
            [&](const btf::Var& kind) { return read(kind.type, at, width, depth + 1); },
            [&](const btf::Datasec& kind) { return section(kind, at, depth); },
            [&](const auto&) { return no_size(); },
        },
        type.kind);
  }

 private:
  static Value no_size() { return {Unreadable{Unreadable::Reason::kNoSize}}; }
  static Value bytes_end() { return {Unreadable{Unreadable::Reason::kBytesEnd}}; }
  uint64_t size_in_bits() const { return uint64_t{bytes_.size()} * 8; }

  // The `width` bits at `at`, at most 64. Bits of big-endian values count from the highest one.
  std::optional<uint64_t> bits(uint64_t at, uint32_t width) const {
    if (at > size_in_bits() || width > size_in_bits() - at) return std::nullopt;
    if (width == 0) return 0;
    uint64_t first = at / 8, last = (at + width - 1) / 8;
    unsigned __int128 value = 0;
    for (uint64_t i = first; i <= last; ++i) {
      auto byte = std::to_integer<uint8_t>(bytes_[i]);
      if (btf_.endian() == Endian::kBig) {
        value = value << 8 | byte;
      } else {
        value |= static_cast<unsigned __int128>(byte) << (8 * (i - first));
      }
    }
    uint64_t below = btf_.endian() == Endian::kBig ? (last + 1) * 8 - (at + width) : at % 8;
    return extended(static_cast<uint64_t>(value >> below), width, false);
  }

  std::optional<Bytes> bytes_at(uint64_t at, uint64_t size) const {
    if (at % 8 != 0 || at > size_in_bits() || size > (size_in_bits() - at) / 8) return std::nullopt;
    return bytes_.subspan(at / 8, size);
  }

  Value raw(uint64_t at, uint64_t size) const {
    auto part = bytes_at(at, size);
    if (!part) return bytes_end();
    return {RawBytes{{part->begin(), part->end()}}};
  }

  Value integer(const btf::Type& type, const btf::Int& kind, uint64_t at, uint32_t width) const {
    bool is_signed = kind.encoding & btf::Int::kSigned;
    if (width == 0 && kind.size == 16 && kind.bits == 128) return wide(at);
    // A bit field in the old way has its place within its unit in the type.
    bool in_type = width == 0 && (kind.bit_offset != 0 || kind.bits != 8 * kind.size);
    if (in_type) at += kind.bit_offset;
    uint32_t size = in_type ? kind.bits : width != 0 ? width : 8 * kind.size;
    if (size > 64) return raw(at, kind.size);
    auto value = bits(at, size);
    if (!value) return bytes_end();
    if ((kind.encoding & btf::Int::kBool) && *value <= 1) return {Boolean{*value == 1}};
    if (size == 8 && is_character(btf_, type))
      return {Character{static_cast<char>(*value), is_signed}};
    return {Integer{extended(*value, size, is_signed), is_signed}};
  }

  Value wide(uint64_t at) const {
    auto first = bits(at, 64), second = bits(at + 64, 64);
    if (!first || !second) return bytes_end();
    bool is_big = btf_.endian() == Endian::kBig;
    return {WideInteger{is_big ? *first : *second, is_big ? *second : *first}};
  }

  Value pointer(uint64_t at) const {
    auto address = bits(at, 8 * reader_.pointer_size_);
    if (!address) return bytes_end();
    return {Pointer{*address}};
  }

  Value floating(const btf::Float& kind, uint64_t at) const {
    if (kind.size != sizeof(float) && kind.size != sizeof(double)) return raw(at, kind.size);
    auto value = bits(at, 8 * kind.size);
    if (!value) return bytes_end();
    bool is_single = kind.size == sizeof(float);
    double number = is_single ? double{std::bit_cast<float>(static_cast<uint32_t>(*value))}
                              : std::bit_cast<double>(*value);
    return {Floating{number, is_single}};
  }

  template <typename Kind>
  Value enumerated(const Kind& kind, uint64_t at, uint32_t width) const {
    if (width == 0 && kind.size > 8) return raw(at, kind.size);
    uint32_t size = width != 0 ? width : 8 * kind.size;
    auto value = size <= 64 ? bits(at, size) : std::nullopt;
    if (!value) return bytes_end();
    uint64_t number = extended(*value, size, kind.is_signed);
    std::string_view name;
    for (const auto& enumerator : kind.enumerators) {
      constexpr uint32_t kWidth = 8 * sizeof(btf::value_of(enumerator));
      if (extended(btf::value_of(enumerator), kWidth, kind.is_signed) != number) continue;
      name = btf_.string(enumerator.name);
      break;
    }
    return {Enumerated{name, {number, kind.is_signed}}};
  }

  Value array(const btf::Array& kind, uint64_t at, uint32_t depth) {
    auto size = btf::size_of(btf_, kind.element, reader_.pointer_size_);
    if (!size) return no_size();
    return elements(kind.element, *size, kind.count, at, depth);
  }

  Value elements(TypeId element, uint64_t size, uint64_t count, uint64_t at, uint32_t depth) {
    if (auto text = characters(element, count, at)) return std::move(*text);
    List list;
    // Elements of no size would never come to the bytes' end.
    for (uint64_t i = 0; i < count && size > 0; ++i) {
      if (i > bytes_.size() / size) {
        list.elements.push_back(bytes_end());
        break;
      }
      list.elements.push_back(read(element, at + i * size * 8, 0, depth + 1));
      auto* fault = std::get_if<Unreadable>(&list.elements.back().kind);
      if (fault && fault->reason != Unreadable::Reason::kTooDeep) break;
    }
    return {std::move(list)};
  }

  // An array of characters that says something: printable up to its end or a zero byte. Only zeros
  // are the empty text; anything else behind a leading zero byte is no text.
  std::optional<Value> characters(TypeId element, uint64_t count, uint64_t at) const {
    auto stripped = btf::skip_modifiers(btf_, element);
    if (!stripped || *stripped == btf::kVoid || count == 0) return std::nullopt;
    if (!is_character(btf_, btf_.type(*stripped))) return std::nullopt;
    auto part = bytes_at(at, count);
    if (!part) return std::nullopt;
    std::string_view whole = as_text(*part);
    std::string_view text = whole.substr(0, whole.find('\0'));
    if (text.empty() && whole.find_first_not_of('\0') != whole.npos) return std::nullopt;
    if (!is_printable_utf8(text)) return std::nullopt;
    return Value{Text{std::string(text)}};
  }

  Value section(const btf::Datasec& kind, uint64_t at, uint32_t depth) {
    Fields fields;
    for (const btf::SectionVar& var : kind.vars) {
      fields.fields.push_back(
          {btf_.name(var.var), read(var.var, at + uint64_t{var.offset} * 8, 0, depth + 1)});
    }
    return {std::move(fields)};
  }

  Value composite(TypeId id, uint64_t at, uint32_t depth) {
    if (const VariantPart* part = reader_.variant_part(id))
      return alternative(id, *part, at, depth);
    if (auto array = library_array(id)) return read(*array, at, 0, depth + 1);
    Fields fields;
    add_members(id, at, depth, fields);
    // A struct that is nothing but a variant part.
    if (fields.fields.size() == 1 && fields.fields[0].name.empty()) {
      return std::move(fields.fields[0].value);
    }
    return {std::move(fields)};
  }

  // The members, those of anonymous structs and unions among them.
  void add_members(TypeId id, uint64_t at, uint32_t depth, Fields& fields) {
    btf::Composite composite = *btf::get_if_composite(btf_, id);
    for (const btf::Member& member : composite.members) {
      uint64_t there = at + composite.bit_offset(member);
      std::string_view name = btf_.string(member.name);
      auto type = btf::skip_modifiers(btf_, member.type);
      bool is_anonymous = name.empty() && type && btf::get_if_composite(btf_, *type);
      if (is_anonymous && depth < kMaxDepth && parts_ < kMaxParts && !reader_.variant_part(*type)) {
        ++parts_;
        add_members(*type, there, depth + 1, fields);
        continue;
      }
      bool is_last = depth == 0 && &member == &composite.members.back();
      Value value = is_last ? last_member(member.type, there, composite.bit_width(member))
                            : read(member.type, there, composite.bit_width(member), depth + 1);
      // The composite that is left is a variant part.
      if (name.empty() && !is_anonymous) name = "(anon)";
      fields.fields.push_back({name, std::move(value)});
      if (parts_ == kMaxParts) return;
    }
  }

  // An array without a length has what is left.
  Value last_member(TypeId id, uint64_t at, uint32_t width) {
    auto type = btf::skip_modifiers(btf_, id);
    auto array = type ? btf::get_if<btf::Array>(btf_, *type) : std::nullopt;
    auto size = array ? btf::size_of(btf_, array->element, reader_.pointer_size_) : 0;
    if (!array || array->count != 0 || !size || *size == 0 || at >= size_in_bits()) {
      return read(id, at, width, 1);
    }
    return elements(array->element, *size, (size_in_bits() - at) / 8 / *size, at, 1);
  }

  // std::array of libstdc++ and of libc++: a struct of an array by a name that is theirs.
  std::optional<TypeId> library_array(TypeId id) const {
    auto type = btf::get_if<btf::Struct>(btf_, id);
    if (!type || type->members.size() != 1) return std::nullopt;
    const btf::Member& member = type->members[0];
    std::string_view name = btf_.string(member.name);
    if (name != "_M_elems" && name != "__elems_") return std::nullopt;
    return member.type;
  }

  Value alternative(TypeId id, const VariantPart& part, uint64_t at, uint32_t depth) {
    Value read_tag = read(part.tag_type, at + part.tag_bit, 0, depth + 1);
    Integer tag{0, false};
    if (auto* integer = std::get_if<Integer>(&read_tag.kind)) {
      tag = *integer;
    } else if (auto* boolean = std::get_if<Boolean>(&read_tag.kind)) {
      tag.bits = boolean->value;
    } else if (auto* character = std::get_if<Character>(&read_tag.kind)) {
      tag.bits = static_cast<unsigned char>(character->code);
    } else {
      return read_tag;
    }
    const VariantPart::Case* active = nullptr;
    for (const VariantPart::Case& one : part.cases) {
      if (one.tag == tag.bits || (!one.tag && !active)) active = &one;
      if (one.tag == tag.bits) break;
    }
    if (!active) return {NoAlternative{tag}};
    btf::Composite composite = *btf::get_if_composite(btf_, id);
    const btf::Member& member = composite.members[active->member];
    Value content = read(member.type, at + composite.bit_offset(member), 0, depth + 1);
    Alternative result{btf_.string(member.name), {}};
    auto* fields = std::get_if<Fields>(&content.kind);
    if (fields && fields->fields.size() == 1 && fields->fields[0].name == "__0") {
      // As of Rust's `Second(u32)`.
      Value only = std::move(fields->fields[0].value);
      result.content.push_back(std::move(only));
    } else if (!fields || !fields->fields.empty()) {
      result.content.push_back(std::move(content));
    }
    return {std::move(result)};
  }

  ValueReader& reader_;
  const Btf& btf_;
  Bytes bytes_;
  uint32_t parts_ = 0;
};

Value ValueReader::read(TypeId type, Bytes bytes) {
  return Walk(*this, bytes).read(type, 0, 0, 0);
}

}  // namespace btfkit::show
