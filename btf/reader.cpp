// Reading is one walk over the words of the type section: it finds where each type begins, checks
// that no type's entries leave the section, and notes the largest id and string offset that any of
// them has. Nothing is copied where the words are in the host's byte order.
#include "btf/reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "btf/references.h"
#include "header.h"
#include "words.h"

namespace btfkit::btf {
namespace {

Result<std::vector<KindLayout>> read_layout(Bytes bytes, Endian endian) {
  if (bytes.size() % wire::kLayoutSize != 0) {
    return fail("{} bytes, not a multiple of {}", bytes.size(), wire::kLayoutSize);
  }
  ByteReader reader(bytes, endian);
  std::vector<KindLayout> layout;
  while (!reader.at_end()) {
    KindLayout kind{BTFKIT_TRY(reader.u8()), BTFKIT_TRY(reader.u8()), BTFKIT_TRY(reader.u16())};
    size_t number = layout.size();
    if (kind.info_size % sizeof(uint32_t) != 0 || kind.entry_size % sizeof(uint32_t) != 0) {
      return fail("kind {}: {} bytes and {} an entry, not multiples of 4", number, kind.info_size,
                  kind.entry_size);
    }
    if (number != 0 && number < wire::kKinds) {
      Shape known = *shape_of(static_cast<uint32_t>(number), {});
      if (kind.info_size != known.info * sizeof(uint32_t) ||
          kind.entry_size != known.entry * sizeof(uint32_t)) {
        return fail("kind {}: {} bytes and {} an entry, but it has {} and {}", number,
                    kind.info_size, kind.entry_size, known.info * sizeof(uint32_t),
                    known.entry * sizeof(uint32_t));
      }
    }
    layout.push_back(kind);
  }
  return layout;
}

// Walks over the words of a type section.
class Walk {
 public:
  explicit Walk(std::span<const KindLayout> layout) {
    for (uint32_t kind = 0; kind < shapes_.size(); ++kind) {
      if (auto shape = shape_of(kind, layout)) shapes_[kind] = *shape;
    }
  }

  Result<void> run(std::span<const uint32_t> words, uint32_t first_id) {
    // Words; a kernel's BTF has more a type, so that there is room for all of them.
    constexpr size_t kSmallTypeSize = 6;
    starts_.reserve(words.size() / kSmallTypeSize);
    for (size_t at = 0; at < words.size();) {
      size_t size = size_of_type(words.subspan(at));
      if (size > words.size() - at) {
        return std::unexpected(
            fault(words.subspan(at)).in(fmt::format("type [{}]", first_id + starts_.size())));
      }
      starts_.push_back(static_cast<uint32_t>(at));
      note_references(words.subspan(at, size));
      at += size;
    }
    return {};
  }

  // Where each type begins.
  std::vector<uint32_t> take_starts() { return std::move(starts_); }
  // The largest ones that any type has.
  uint32_t largest_name() const { return largest_name_; }
  uint32_t largest_id() const { return largest_id_; }

 private:
  static constexpr size_t kTooLarge = SIZE_MAX;
  static constexpr Shape kUnknown{UINT8_MAX, UINT8_MAX};  // not a size that a layout can give

  // How many words the type takes that begins with these; kTooLarge if something is wrong with it.
  size_t size_of_type(std::span<const uint32_t> words) const {
    if (words.size() < kTypeWords) return kTooLarge;
    uint32_t kind = kind_of(words[1]);
    uint64_t vlen = vlen_of(words[1]);
    Shape shape = shapes_[kind];
    if (shape.info == kUnknown.info) return kTooLarge;
    // A function's linkage is in the vlen field.
    if (is(kind, wire::Kind::kFunc) && vlen > 2) return kTooLarge;
    if (is(kind, wire::Kind::kVar) && words.size() > kTypeWords && words[kTypeWords] > 2) {
      return kTooLarge;
    }
    return kTypeWords + shape.info + vlen * shape.entry;
  }

  // What is wrong where size_of_type() gave more than there is.
  Error fault(std::span<const uint32_t> words) const {
    auto short_of = [](uint64_t needed, uint64_t left) {
      return fail("{} bytes needed, {} left", needed * sizeof(uint32_t), left * sizeof(uint32_t))
          .error();
    };
    if (words.size() < kTypeWords) return short_of(kTypeWords, words.size());
    uint32_t kind = kind_of(words[1]);
    uint32_t vlen = vlen_of(words[1]);
    Shape shape = shapes_[kind];
    if (shape.info == kUnknown.info) return fail("kind {} is not known", kind).error();
    if (is(kind, wire::Kind::kFunc)) return fail("FUNC: linkage {} is not known", vlen).error();
    size_t left = words.size() - kTypeWords;
    if (shape.info > left) return short_of(shape.info, left);
    if (is(kind, wire::Kind::kVar)) {
      return fail("VAR: linkage {} is not known", words[kTypeWords]).error();
    }
    return fail("{} entries of {} bytes, but {} bytes are left", vlen,
                shape.entry * sizeof(uint32_t), (left - shape.info) * sizeof(uint32_t))
        .error();
  }

  static bool is(uint32_t number, wire::Kind kind) { return number == static_cast<uint32_t>(kind); }

  void note_references(std::span<const uint32_t> words) {
    for_each_name(words, [&](uint32_t name) { largest_name_ = std::max(largest_name_, name); });
    for_each_reference(words, [&](uint32_t id) { largest_id_ = std::max(largest_id_, id); });
  }

  std::array<Shape, wire::kKindMask + 1> shapes_ = [] {
    std::array<Shape, wire::kKindMask + 1> unknown;
    unknown.fill(kUnknown);
    return unknown;
  }();
  std::vector<uint32_t> starts_;
  uint32_t largest_name_ = 0;
  uint32_t largest_id_ = 0;
};

// Checks that every id and every string offset of one type leads somewhere.
class ReferenceChecker {
 public:
  explicit ReferenceChecker(const Btf& btf) : btf_(btf) {}

  Result<void> check(const Type& type) {
    BTFKIT_CHECK(string(type.name, "its name"));
    return std::visit(Overloaded{
                          [](const Int&) { return Result<void>{}; },
                          [](const Float&) { return Result<void>{}; },
                          [](const Fwd&) { return Result<void>{}; },
                          [](const Unknown&) { return Result<void>{}; },
                          [&](const Array& kind) -> Result<void> {
                            BTFKIT_CHECK(id(kind.element, "element type"));
                            return id(kind.index, "index type");
                          },
                          [&](const Struct& kind) { return members(kind); },
                          [&](const Union& kind) { return members(kind); },
                          [&](const Enum& kind) { return names(kind.enumerators, "enumerator"); },
                          [&](const Enum64& kind) { return names(kind.enumerators, "enumerator"); },
                          [&](const Func& kind) { return id(kind.proto, "prototype"); },
                          [&](const FuncProto& kind) -> Result<void> {
                            BTFKIT_CHECK(id(kind.result, "return type"));
                            BTFKIT_CHECK(names(kind.parameters, "parameter"));
                            for (size_t i = 0; i < kind.parameters.size(); ++i) {
                              BTFKIT_CHECK(id(kind.parameters[i].type, "parameter", i));
                            }
                            return {};
                          },
                          [&](const Datasec& kind) -> Result<void> {
                            for (size_t i = 0; i < kind.vars.size(); ++i) {
                              BTFKIT_CHECK(id(kind.vars[i].var, "variable", i));
                            }
                            return {};
                          },
                          // All that is left refers to one type.
                          [&](const auto& kind) { return id(kind.type, "type"); },
                      },
                      type.kind);
  }

 private:
  Result<void> string(StringOffset offset, std::string_view what) {
    if (btf_.find_string(offset)) return {};
    return fail("{} is at string offset {}, but the strings end at {}", what, number(offset),
                btf_.end_string());
  }

  template <typename Named>
  Result<void> names(std::span<const Named> list, std::string_view what) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (btf_.find_string(list[i].name)) continue;
      return string(list[i].name, fmt::format("{} {}: its name", what, i));
    }
    return {};
  }

  Result<void> id(TypeId type, std::string_view what) {
    if (type == kVoid || btf_.contains(type)) return {};
    return fail("{}: type id {} is out of range (last is {})", what, number(type),
                number(btf_.end_id()) - 1);
  }
  Result<void> id(TypeId type, std::string_view what, size_t index) {
    if (type == kVoid || btf_.contains(type)) return {};
    return id(type, fmt::format("{} {}", what, index));
  }

  Result<void> members(const Composite& kind) {
    BTFKIT_CHECK(names(kind.members, "member"));
    for (size_t i = 0; i < kind.members.size(); ++i) {
      BTFKIT_CHECK(id(kind.members[i].type, "member", i));
    }
    return {};
  }

  const Btf& btf_;
};

// "type [412] STRUCT 'foo'" for a message about a type whose name may itself be wrong.
std::string type_context(const Btf& btf, TypeId id) {
  Type type = btf.type(id);
  auto name = btf.find_string(type.name);
  return fmt::format("type [{}] {} '{}'", number(id), kind_name(type.kind),
                     !name           ? "?"
                     : name->empty() ? "(anon)"
                                     : *name);
}

bool lies_like_words(Bytes bytes, Endian endian) {
  return endian == kHostEndian &&
         reinterpret_cast<uintptr_t>(bytes.data()) % alignof(uint32_t) == 0;
}

// A copy in the host's byte order. A last word that is cut off is told by who walks the types.
std::vector<uint32_t> to_host_words(Bytes bytes, Endian endian) {
  std::vector<uint32_t> words(bytes.size() / sizeof(uint32_t));
  std::memcpy(words.data(), bytes.data(), words.size() * sizeof(uint32_t));
  for (uint32_t& word : words) word = to_endian(word, endian);
  return words;
}

Result<void> check_strings(Bytes strings, bool is_split) {
  if (is_split && strings.empty()) return {};
  if (strings.empty() || strings.back() != std::byte{0}) {
    return fail("string section: it doesn't end in a zero byte");
  }
  if (!is_split && strings.front() != std::byte{0}) {
    return fail("string section: it doesn't begin with a zero byte");
  }
  return {};
}

}  // namespace

bool is_btf(Bytes bytes) {
  return read_magic(bytes).has_value();
}

Result<Btf> read(Bytes bytes, const Btf* base) {
  Sections sections = BTFKIT_TRY(read_sections(bytes));
  Endian endian = sections.endian;
  if (base && base->endian() != endian) {
    return fail("header: it is {}, its base is {}", name_of(endian), name_of(base->endian()));
  }
  Btf btf = base ? Btf(*base, endian) : Btf(endian);
  BTFKIT_CHECK(check_strings(sections.strings, base != nullptr));
  btf.set_strings(as_text(sections.strings));
  btf.set_layout(BTFKIT_TRY(in("layout section", read_layout(sections.layout, endian))));

  if (sections.types.size() % sizeof(uint32_t) != 0) {
    return fail("type section: {} bytes, not a multiple of 4", sections.types.size());
  }
  Walk walk(btf.known_layout());
  if (lies_like_words(sections.types, endian)) {
    std::span words(reinterpret_cast<const uint32_t*>(sections.types.data()),
                    sections.types.size() / sizeof(uint32_t));
    BTFKIT_CHECK(walk.run(words, number(btf.first_id())));
    btf.set_types(words, walk.take_starts());
  } else {
    std::vector<uint32_t> words = to_host_words(sections.types, endian);
    BTFKIT_CHECK(walk.run(words, number(btf.first_id())));
    btf.set_types(std::move(words), walk.take_starts());
  }

  // From here the last id and the end of the strings are known. One check is enough for all types;
  // only if it fails is the one looked for that is at fault.
  if (walk.largest_id() < number(btf.end_id()) && walk.largest_name() < btf.end_string())
    return btf;
  for (TypeId id = btf.first_id();; id = TypeId{number(id) + 1}) {
    if (auto checked = ReferenceChecker(btf).check(btf.type(id)); !checked) {
      return std::unexpected(std::move(checked).error().in(type_context(btf, id)));
    }
  }
}

Result<Btf> read(std::vector<std::byte>&& bytes, const Btf* base) {
  Btf btf = BTFKIT_TRY(read(Bytes(bytes), base));
  btf.keep(std::move(bytes));
  return btf;
}

}  // namespace btfkit::btf
