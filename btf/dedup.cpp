// Deduplication by partition refinement.
//
// All types are sorted into classes of those that could be the same, and a class is split as long
// as two of its members differ in what they are or in the classes of what they refer to. What is
// then still together is the same, cycles included, since nobody found a difference anywhere below.
//
//   a.c: struct node { struct node *next; };   struct list { struct node *head; };
//   b.c: struct node { struct node *next; };
//   c.c: struct node;                          struct list { struct node *head; };
//
//   a.c: [1] STRUCT node {next: 2}  [2] PTR 1  [3] STRUCT list {head: 2}
//   b.c: [4] STRUCT node {next: 5}  [5] PTR 4
//   c.c: [6] FWD node               [7] PTR 6  [8] STRUCT list {head: 7}
//
// The classes to begin with: {1 4 6} struct node, {2 5 7} PTR, {3 8} struct list. A named struct,
// union or enum is together with its forward declarations and with all else of its name. Each
// member of a class now has a signature: its content without references, and the classes that it
// refers to. 1 and 4 both say "one member next at 0, to {2 5 7}", so their class holds; 6, a
// declaration, never disagrees. Nor is there a difference elsewhere. The result is [1] STRUCT node,
// [2] PTR 1, [3] STRUCT list.
//
// Were 4 a different struct node, its class would split into {1}, {4} and {6}: with two definitions
// nobody knows which one the declaration means. Then 2, 5 and 7 refer to three classes, so theirs
// splits, and so does {3 8}: two types that look the same but lead to different ones stay apart.
//
// Only those types are looked at again whose references changed class; the members of a class that
// were not touched keep its number.

#include "btf/dedup.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <string>
#include <unordered_map>

#include "btf/references.h"

namespace btfkit::btf {
namespace {

using Key = std::vector<uint32_t>;

struct KeyHash {
  size_t operator()(const Key& key) const {
    uint64_t hash = key.size();
    for (uint32_t word : key) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 29;
    }
    return hash;
  }
};

// Numbers different keys in the order in which they are first seen.
class Numbering {
 public:
  uint32_t operator()(const Key& key) {
    return numbers_.try_emplace(key, static_cast<uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<Key, uint32_t, KeyHash> numbers_;
};

// Equal strings have equal numbers, wherever they are in the section.
class StringNumbering {
 public:
  explicit StringNumbering(const Btf& btf) : btf_(btf) {}

  uint32_t operator()(StringOffset offset) {
    auto [known, is_new] = by_offset_.try_emplace(number(offset), 0);
    if (is_new) {
      auto next = static_cast<uint32_t>(by_text_.size());
      known->second = by_text_.try_emplace(btf_.string(offset), next).first->second;
    }
    return known->second;
  }

 private:
  const Btf& btf_;
  std::unordered_map<uint32_t, uint32_t> by_offset_;
  std::unordered_map<std::string_view, uint32_t> by_text_;
};

// What can be the definition of a forward declaration of the same name.
enum class Family : uint32_t { kNone, kStruct, kUnion, kEnum };

Family family_of(const Kind& kind) {
  if (std::holds_alternative<Struct>(kind)) return Family::kStruct;
  if (std::holds_alternative<Union>(kind)) return Family::kUnion;
  if (std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind)) {
    return Family::kEnum;
  }
  if (auto* declaration = std::get_if<Fwd>(&kind)) {
    return declaration->is_union ? Family::kUnion : Family::kStruct;
  }
  return Family::kNone;
}

// An enum is declared by one without enumerators.
bool is_declaration(const Kind& kind) {
  if (auto* type = std::get_if<Enum>(&kind)) return type->enumerators.empty();
  return std::holds_alternative<Fwd>(kind);
}

// Everything about a type but its references: its words, without ids and with strings numbered.
Key content_of(std::span<const uint32_t> words, StringNumbering& strings) {
  Key key(words.begin(), words.end());
  for_each_name(std::span(key), [&](uint32_t& name) { name = strings(StringOffset{name}); });
  for_each_reference(std::span(key), [](uint32_t& id) { id = 0; });
  return key;
}

// Types are counted from 0 here: index i is type id i + 1.
class Refinement {
 public:
  explicit Refinement(const Btf& btf)
      : btf_(btf), count_(static_cast<uint32_t>(btf.own_types().size())) {
    count_referrers();
    sort_into_first_classes();
  }

  // Splits until nothing differs, then names for each type the one that stands for its class.
  std::vector<TypeId> run() && {
    std::vector<uint32_t> touched(count_);
    std::iota(touched.begin(), touched.end(), 0);
    while (!touched.empty()) {
      std::vector<uint32_t> moved = split_classes_of(touched);
      touched = referrers_of(moved);
    }
    return stand_ins();
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  std::span<const uint32_t> words(uint32_t type) const { return btf_.words(TypeId{type + 1}); }
  Kind kind(uint32_t type) const { return btf_.type(TypeId{type + 1}).kind; }

  // referrers_[referrer_start_[i]] up to referrer_start_[i + 1] are the types that refer to i.
  void count_referrers() {
    referrer_start_.assign(count_ + 1, 0);
    auto each = [&](auto use) {
      for (uint32_t i = 0; i < count_; ++i) {
        for_each_reference(words(i), [&](uint32_t id) {
          if (id != number(kVoid)) use(id - 1, i);
        });
      }
    };
    each([&](uint32_t target, uint32_t) { ++referrer_start_[target + 1]; });
    std::partial_sum(referrer_start_.begin(), referrer_start_.end(), referrer_start_.begin());
    referrers_.resize(referrer_start_.back());
    std::vector<uint32_t> next(referrer_start_.begin(), referrer_start_.end() - 1);
    each([&](uint32_t target, uint32_t referrer) { referrers_[next[target]++] = referrer; });
  }

  void sort_into_first_classes() {
    StringNumbering strings(btf_);
    Numbering contents;
    Numbering classes;
    for (uint32_t i = 0; i < count_; ++i) {
      Type type = btf_.type(TypeId{i + 1});
      uint32_t content = contents(content_of(words(i), strings));
      contents_.push_back(content);
      Key key{0, content};
      // A variable or section is itself even where it looks like another one.
      if (std::holds_alternative<Var>(type.kind) || std::holds_alternative<Datasec>(type.kind)) {
        key = {1, i};
      } else if (Family family = family_of(type.kind);
                 family != Family::kNone && !btf_.name(type).empty()) {
        key = {2, static_cast<uint32_t>(family), strings(type.name)};
      }
      class_of_.push_back(classes(key));
      if (class_of_[i] == members_.size()) members_.emplace_back();
      members_[class_of_[i]].push_back(i);
    }
  }

  // The content of a type and the classes that it refers to. A declaration that goes with a
  // definition in its class has none; it agrees with everything.
  Key signature(uint32_t type) const {
    Key key{contents_[type]};
    for_each_reference(words(type), [&](uint32_t id) {
      key.push_back(id == number(kVoid) ? kNone : class_of_[id - 1]);
    });
    return key;
  }

  // Splits each class that has a member in `touched`; returns the types that got into a new one.
  std::vector<uint32_t> split_classes_of(std::vector<uint32_t>& touched) {
    std::ranges::sort(touched, {}, [&](uint32_t type) { return std::pair(class_of_[type], type); });
    // Signatures are those of the moment before any class is split.
    std::vector<Key> signatures;
    signatures.reserve(touched.size());
    for (uint32_t type : touched) signatures.push_back(signature(type));

    std::vector<uint32_t> moved;
    for (size_t begin = 0, end = 0; begin < touched.size(); begin = end) {
      uint32_t split = class_of_[touched[begin]];
      while (end < touched.size() && class_of_[touched[end]] == split) ++end;
      split_class(split, std::span(touched).subspan(begin, end - begin),
                  std::span(signatures).subspan(begin, end - begin), moved);
    }
    return moved;
  }

  void split_class(uint32_t split, std::span<const uint32_t> touched,
                   std::span<const Key> signatures, std::vector<uint32_t>& moved) {
    std::vector<uint32_t>& members = members_[split];
    if (members.size() == 1) return;
    size_t definitions =
        std::ranges::count_if(members, [&](uint32_t type) { return !is_declaration(kind(type)); });

    // Groups of touched types with one signature. Beside definitions, declarations are no group.
    Numbering groups;
    std::vector<std::vector<uint32_t>> parts;
    size_t grouped = 0;
    for (size_t i = 0; i < touched.size(); ++i) {
      if (definitions != 0 && is_declaration(kind(touched[i]))) continue;
      uint32_t group = groups(signatures[i]);
      if (group == parts.size()) parts.emplace_back();
      parts[group].push_back(touched[i]);
      ++grouped;
    }
    size_t untouched = (definitions != 0 ? definitions : members.size()) - grouped;
    size_t different = parts.size() + (untouched != 0 ? 1 : 0);
    if (different <= 1) return;

    // One group keeps the class: the untouched members, or else the first one.
    if (definitions != 0 && definitions != members.size()) {
      std::vector<uint32_t> declarations;
      std::ranges::copy_if(members, std::back_inserter(declarations),
                           [&](uint32_t type) { return is_declaration(kind(type)); });
      parts.push_back(std::move(declarations));
    }
    for (size_t i = untouched != 0 ? 0 : 1; i < parts.size(); ++i) {
      auto added = static_cast<uint32_t>(members_.size());
      for (uint32_t type : parts[i]) class_of_[type] = added;
      moved.insert(moved.end(), parts[i].begin(), parts[i].end());
      members_.push_back(std::move(parts[i]));
    }
    std::erase_if(members_[split], [&](uint32_t type) { return class_of_[type] != split; });
  }

  std::vector<uint32_t> referrers_of(const std::vector<uint32_t>& types) const {
    std::vector<uint32_t> result;
    for (uint32_t type : types) {
      result.insert(result.end(), referrers_.begin() + referrer_start_[type],
                    referrers_.begin() + referrer_start_[type + 1]);
    }
    std::ranges::sort(result);
    auto rest = std::ranges::unique(result);
    result.erase(rest.begin(), rest.end());
    return result;
  }

  // A class is represented by its first definition, or its first declaration if it has only those.
  std::vector<TypeId> stand_ins() const {
    std::vector<TypeId> result(count_);
    for (const std::vector<uint32_t>& members : members_) {
      auto first = std::ranges::min_element(
          members, {}, [&](uint32_t type) { return std::pair(is_declaration(kind(type)), type); });
      for (uint32_t type : members) result[type] = TypeId{*first + 1};
    }
    return result;
  }

  const Btf& btf_;
  uint32_t count_;
  std::vector<uint32_t> referrer_start_;
  std::vector<uint32_t> referrers_;
  std::vector<uint32_t> contents_;              // by type: equal numbers for equal contents
  std::vector<uint32_t> class_of_;              // by type
  std::vector<std::vector<uint32_t>> members_;  // by class
};

}  // namespace

Btf deduplicate(const Btf& btf) {
  assert(!btf.base());
  return replace_types(btf, Refinement(btf).run());
}

Btf replace_types(const Btf& btf, const std::vector<TypeId>& stand_ins) {
  assert(!btf.base());
  auto count = static_cast<uint32_t>(btf.own_types().size());
  std::vector<uint32_t> new_ids(count + 1, number(kVoid));
  uint32_t next = number(btf.first_id());
  for (uint32_t id = 1; id <= count; ++id) {
    if (stand_ins[id - 1] == TypeId{id}) new_ids[id] = next++;
  }
  for (uint32_t id = 1; id <= count; ++id) new_ids[id] = new_ids[number(stand_ins[id - 1])];

  Btf result(btf.endian());
  std::vector<uint32_t> words;
  for (uint32_t id = 1; id <= count; ++id) {
    if (stand_ins[id - 1] != TypeId{id}) continue;
    auto old = btf.words(TypeId{id});
    words.assign(old.begin(), old.end());
    for_each_name(std::span(words), [&](uint32_t& name) {
      name = number(result.add_string(btf.string(StringOffset{name})));
    });
    for_each_reference(std::span(words), [&](uint32_t& type) { type = new_ids[type]; });
    result.add_words(words);
  }
  return result;
}

}  // namespace btfkit::btf
