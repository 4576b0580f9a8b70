// Reading is one walk over the words of the type section: it finds where each type begins, checks
// that no type's entries leave the section, and notes the largest id and string offset that any of
// them has. Nothing is copied where the words are in the host's byte order.
#include "btf/reader.h"

#include <algorithm>
#include <cstring>

#include "btf/references.h"
#include "header.h"
#include "layout.h"

namespace btfkit::btf {
namespace {

// Walks over the words of a type section.
class Walk {
 public:
  explicit Walk(std::span<const KindLayout> layout) : sizes_(layout) {}

  Result<void> run(std::span<const uint32_t> words, uint32_t first_id) {
    // Words; a kernel's BTF has more a type, so that there is room for all of them.
    constexpr size_t kSmallTypeSize = 6;
    starts_.reserve(words.size() / kSmallTypeSize);
    for (size_t at = 0; at < words.size();) {
      size_t left = words.size() - at;
      TypeSizes::Head head{left > 1 ? words[at + 1] : 0, left > 3 ? words[at + 3] : 0, left};
      size_t size = sizes_.size(head);
      if (size > left) {
        return std::unexpected(
            sizes_.fault(head).in(fmt::format("type [{}]", first_id + starts_.size())));
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
  void note_references(std::span<const uint32_t> words) {
    note_name(words[0]);
    const ReferencePlaces& places = reference_places(words[1]);
    for (size_t at = places.first_id; at < places.end_id; ++at) note_id(words[at]);
    // Nearly all entries are those of a struct or a prototype: a name and an id.
    if (places.entry_name == 0 && places.entry_id == 1) {
      if (places.entry == 3) return note_entries<3>(words);
      if (places.entry == 2) return note_entries<2>(words);
    }
    for_each_name(words, [&](uint32_t name) { note_name(name); });
    for_each_reference(words, [&](uint32_t id) { note_id(id); });
  }
  template <size_t size>
  void note_entries(std::span<const uint32_t> words) {
    uint32_t name = largest_name_;
    uint32_t id = largest_id_;
    for (size_t at = kTypeWords; at < words.size(); at += size) {
      name = std::max(name, words[at]);
      id = std::max(id, words[at + 1]);
    }
    largest_name_ = name;
    largest_id_ = id;
  }
  void note_name(uint32_t name) { largest_name_ = std::max(largest_name_, name); }
  void note_id(uint32_t id) { largest_id_ = std::max(largest_id_, id); }

  TypeSizes sizes_;
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
  if (words.empty()) return words;  // memcpy() takes no null pointer, not even for no bytes
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
