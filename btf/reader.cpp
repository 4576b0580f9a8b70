// Reading is one walk over the words of the type section: it finds where each type begins, checks
// that no type's entries leave the section, whether all names are in the string section, and notes
// the largest id that any of them has. Nothing is copied where the words are in the host's byte
// order.
#include "btf/reader.h"

#include <algorithm>
#include <cstring>

#include "btf/name_filter.h"
#include "btf/references.h"
#include "header.h"
#include "layout.h"

namespace btfkit::btf {
namespace {

// Words; a kernel's BTF has more a type, so that there is room for all of them.
constexpr size_t kSmallTypeSize = 5;

// Walks over the words of a type section.
class Walk {
 public:
  // Names of types are at string offsets below `end_string`.
  Walk(std::span<const KindLayout> layout, uint32_t end_string)
      : sizes_(layout), end_string_(end_string) {}

  Result<void> run(std::span<const uint32_t> words, uint32_t first_id) {
    std::vector<uint32_t> starts;
    starts.reserve(words.size() / kSmallTypeSize);
    uint32_t largest_id = 0;
    for (size_t at = 0; at < words.size();) {
      size_t size = note_common(words.data() + at, words.size() - at, largest_id);
      if (size == 0) {
        auto any = note_any(words.subspan(at));
        if (!any) {
          return std::unexpected(
              std::move(any).error().in(fmt::format("type [{}]", first_id + starts.size())));
        }
        size = *any;
      }
      starts.push_back(static_cast<uint32_t>(at));
      at += size;
    }
    starts_ = std::move(starts);
    largest_id_ = std::max(largest_id_, largest_id);
    return {};
  }

  // Where each type begins.
  std::vector<uint32_t> take_starts() { return std::move(starts_); }
  bool names_are_in() const { return names_are_in_; }
  // The largest one that any type has.
  uint32_t largest_id() const { return largest_id_; }

 private:
  // Kinds that are no more than struct btf_type with an id in it, by number.
  static constexpr uint32_t kThirdWordIsId = [] {
    uint32_t kinds = 0;
    for (wire::Kind kind : {wire::Kind::kPtr, wire::Kind::kTypedef, wire::Kind::kVolatile,
                            wire::Kind::kConst, wire::Kind::kRestrict, wire::Kind::kFunc}) {
      kinds |= uint32_t{1} << static_cast<uint32_t>(kind);
    }
    return kinds;
  }();

  // Notes the type at `words` if it is of a kind that is all over a kernel's BTF, without asking
  // the tables that know all kinds. Returns how many of the `left` words it takes; 0 for one that
  // it doesn't know or that is at fault.
  [[gnu::always_inline]] size_t note_common(const uint32_t* words, size_t left,
                                            uint32_t& largest_id) const {
    if (left < kTypeWords || words[0] >= end_string_) return 0;
    uint32_t kind = kind_of(words[1]);
    uint32_t vlen = vlen_of(words[1]);
    // The vlen of a function is its linkage, and the others have none.
    if (kind < 32 && (kThirdWordIsId >> kind & 1) && vlen <= 2) {
      largest_id = std::max(largest_id, words[2]);
      return kTypeWords;
    }
    if (kind == static_cast<uint32_t>(wire::Kind::kFuncProto)) {
      largest_id = std::max(largest_id, words[2]);
      return note_entries<2>(words, left, vlen, largest_id);
    }
    if (kind == static_cast<uint32_t>(wire::Kind::kStruct) ||
        kind == static_cast<uint32_t>(wire::Kind::kUnion)) {
      return note_entries<3>(words, left, vlen, largest_id);
    }
    return 0;
  }

  // Each entry begins with a name and an id.
  template <size_t entry>
  [[gnu::always_inline]] size_t note_entries(const uint32_t* words, size_t left, uint32_t vlen,
                                             uint32_t& largest_id) const {
    size_t size = kTypeWords + size_t{vlen} * entry;
    if (size > left) return 0;
    uint32_t id = largest_id;
    for (const uint32_t* at = words + kTypeWords; at < words + size; at += entry) {
      if (at[0] >= end_string_) return 0;
      id = std::max(id, at[1]);
    }
    largest_id = id;
    return size;
  }

  // A type of any kind at the beginning of `words`. Not inline, or the loop's variables would be on
  // the stack.
  [[gnu::noinline]] Result<size_t> note_any(std::span<const uint32_t> words) {
    size_t left = words.size();
    TypeSizes::Head head{left > 1 ? words[1] : 0, left > 3 ? words[3] : 0, left};
    size_t size = sizes_.size(head);
    if (size > left) return std::unexpected(sizes_.fault(head));
    for_each_name(words.first(size), [&](uint32_t name) { names_are_in_ &= name < end_string_; });
    for_each_reference(words.first(size),
                       [&](uint32_t id) { largest_id_ = std::max(largest_id_, id); });
    return size;
  }

  TypeSizes sizes_;
  uint32_t end_string_;
  std::vector<uint32_t> starts_;
  bool names_are_in_ = true;
  uint32_t largest_id_ = 0;
};

// Where types begin, if that can be told and their names are below `end_string`: no more is looked
// at than struct btf_type. `use(index, type)` is called with each. Not inline, or the loop's
// variables would be on the stack.
template <typename Use>
[[gnu::noinline]] std::optional<TypeStarts> find_starts(std::span<const uint32_t> words,
                                                        const TypeSteps& steps, uint32_t end_string,
                                                        Use use) {
  std::vector<uint32_t> starts;
  starts.reserve(words.size() / kSmallTypeSize / TypeStarts::kInterval);
  const uint32_t* const first = words.data();
  const size_t end = words.size();
  size_t index = 0;
  size_t at = 0;
  for (; at + kTypeWords <= end; ++index) {
    if (index % TypeStarts::kInterval == 0) starts.push_back(static_cast<uint32_t>(at));
    const uint32_t* type = first + at;
    if (type[0] >= end_string) return std::nullopt;
    use(index, type);
    at += steps[kind_of(type[1])](type[1]);
  }
  if (at != end) return std::nullopt;
  return TypeStarts(std::move(starts), index, steps);
}

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

// A BTF whose sections have been found and whose types are still to be.
class Reader {
 public:
  static Result<Reader> open(Bytes bytes, const Btf* base) {
    Sections sections = BTFKIT_TRY(read_sections(bytes));
    Endian endian = sections.endian;
    if (base && base->endian() != endian) {
      return fail("header: it is {}, its base is {}", name_of(endian), name_of(base->endian()));
    }
    Reader reader(base ? Btf(*base, endian) : Btf(endian));
    BTFKIT_CHECK(check_strings(sections.strings, base != nullptr));
    reader.btf_.set_strings(as_text(sections.strings));
    reader.btf_.set_layout(BTFKIT_TRY(in("layout section", read_layout(sections.layout, endian))));

    if (sections.types.size() % sizeof(uint32_t) != 0) {
      return fail("type section: {} bytes, not a multiple of 4", sections.types.size());
    }
    reader.words_ = {reinterpret_cast<const uint32_t*>(sections.types.data()),
                     sections.types.size() / sizeof(uint32_t)};
    reader.is_copy_ = !lies_like_words(sections.types, endian);
    if (reader.is_copy_) {
      reader.words_ = reader.host_words_ = to_host_words(sections.types, endian);
    }
    return reader;
  }

  // Finds the types alone; `use(id, type)` is called with each. False if something is wrong, which
  // read_all() tells.
  template <typename Use>
  bool find_types(Use use) {
    TypeSteps steps = TypeSizes(btf_.known_layout()).steps();
    uint32_t first_id = number(btf_.first_id());
    auto starts =
        find_starts(words_, steps, btf_.end_string(), [&](size_t index, const uint32_t* type) {
          use(TypeId{first_id + static_cast<uint32_t>(index)}, type);
        });
    if (!starts) return false;
    set_types(std::move(*starts));
    btf_.check_when_used();
    return true;
  }

  // Finds the types and checks them.
  Result<void> read_all() {
    Walk walk(btf_.known_layout(), btf_.end_string());
    BTFKIT_CHECK(walk.run(words_, number(btf_.first_id())));
    set_types(walk.take_starts());

    // From here the last id and the end of the strings are known. One check is enough for all
    // types; only if it fails is the one looked for that is at fault.
    if (walk.names_are_in() && walk.largest_id() < number(btf_.end_id())) return {};
    for (TypeId id = btf_.first_id();; id = TypeId{number(id) + 1}) {
      if (auto checked = ReferenceChecker(btf_).check(btf_.type(id)); !checked) {
        return std::unexpected(std::move(checked).error().in(type_context(btf_, id)));
      }
    }
  }

  const Btf& btf() const { return btf_; }
  Btf take() { return std::move(btf_); }

 private:
  explicit Reader(Btf btf) : btf_(std::move(btf)) {}

  void set_types(TypeStarts starts) {
    if (is_copy_) {
      btf_.set_types(std::move(host_words_), std::move(starts));
    } else {
      btf_.set_types(words_, std::move(starts));
    }
  }

  Btf btf_;
  std::span<const uint32_t> words_;  // in the host's byte order
  std::vector<uint32_t> host_words_;
  bool is_copy_ = false;
};

}  // namespace

bool is_btf(Bytes bytes) {
  return read_magic(bytes).has_value();
}

Result<Btf> read(Bytes bytes, const Btf* base, Check check) {
  Reader reader = BTFKIT_TRY(Reader::open(bytes, base));
  bool is_read = check == Check::kWhenUsed && reader.find_types([](TypeId, const uint32_t*) {});
  if (!is_read) BTFKIT_CHECK(reader.read_all());
  return reader.take();
}

Result<FilteredBtf> read_filtered(Bytes bytes, const NameFilter& filter) {
  Reader reader = BTFKIT_TRY(Reader::open(bytes, nullptr));
  std::vector<TypeId> types;
  const char* strings = reader.btf().own_strings().data();
  bool is_read = reader.find_types([&](TypeId id, const uint32_t* type) {
    uint32_t kind = kind_of(type[1]);
    if (filter.wants(kind) && filter.may_want(kind, strings + type[0])) types.push_back(id);
  });
  if (is_read) return FilteredBtf{reader.take(), std::move(types)};
  BTFKIT_CHECK(reader.read_all());
  types = filter.own_types(reader.btf());
  return FilteredBtf{reader.take(), std::move(types)};
}

Result<Btf> read(std::vector<std::byte>&& bytes, const Btf* base) {
  Btf btf = BTFKIT_TRY(read(Bytes(bytes), base));
  btf.keep(std::move(bytes));
  return btf;
}

}  // namespace btfkit::btf
