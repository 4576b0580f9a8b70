// A distilled base's types are found again in a real base:
//
//   in the distilled base            in the base
//   INT, FLOAT                       the same, all but the id
//   ENUM of n bytes                  ENUM or ENUM64 of n bytes
//   STRUCT (UNION) of n bytes        STRUCT (UNION); of n bytes where its size matters: if a struct
//                                    of the split BTF has one as its member, or there are several;
//                                    or a FWD, if there is none and its size doesn't matter
//   FWD of a struct (union)          the same; or the STRUCT (UNION), if there is no FWD
//
// The name is always the same.
#include <algorithm>
#include <cassert>

#include "btf/distill.h"
#include "btf/references.h"

namespace btfkit::btf {
namespace {

TypeId next(TypeId id) {
  return TypeId{number(id) + 1};
}

Result<void> check_distilled(const Btf& distilled) {
  for (TypeId id{1}; id < distilled.end_id(); id = next(id)) {
    Kind kind = distilled.type(id).kind;
    bool is_kept = std::holds_alternative<Int>(kind) || std::holds_alternative<Float>(kind) ||
                   std::holds_alternative<Enum>(kind) || std::holds_alternative<Fwd>(kind) ||
                   as_composite(kind);
    if (!is_kept) return fail("type {}: not a kind of a distilled base", describe(distilled, id));
    if (distilled.name(id).empty()) {
      return fail("type {}: no type of a distilled base is without a name",
                  describe(distilled, id));
    }
  }
  return {};
}

// How a type of the distilled base is compared with those of its name.
class Match {
 public:
  Match(const Btf& distilled, TypeId id, bool needs_size)
      : words_(distilled.words(id)), kind_(distilled.type(id).kind), needs_size_(needs_size) {}

  bool is_of_kind(const Kind& kind) const {
    if (std::holds_alternative<Enum>(kind_)) {
      return std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind);
    }
    if (auto* declaration = std::get_if<Fwd>(&kind_)) {
      auto* other = std::get_if<Fwd>(&kind);
      return other && other->is_union == declaration->is_union;
    }
    return kind.index() == kind_.index();
  }

  // A declaration for a definition, or the other way round.
  bool is_stand_in(const Kind& kind) const {
    if (auto* declaration = std::get_if<Fwd>(&kind_)) {
      return declaration->is_union ? std::holds_alternative<Union>(kind)
                                   : std::holds_alternative<Struct>(kind);
    }
    auto* declaration = std::get_if<Fwd>(&kind);
    if (!declaration || needs_size_) return false;
    return declaration->is_union ? std::holds_alternative<Union>(kind_)
                                 : std::holds_alternative<Struct>(kind_);
  }

  // Of a type of the same kind. `is_alone` says that there is no other one.
  bool is_of_size(std::span<const uint32_t> words, bool is_alone) const {
    if (std::holds_alternative<Fwd>(kind_)) return true;
    constexpr size_t kSizeWord = 2;
    if (as_composite(kind_) && is_alone && !needs_size_) return true;
    if (!std::holds_alternative<Int>(kind_)) return words[kSizeWord] == words_[kSizeWord];
    // Encoding, bit offset and width are of an integer's size, too.
    return std::ranges::equal(words.subspan(kSizeWord), words_.subspan(kSizeWord));
  }

 private:
  std::span<const uint32_t> words_;
  Kind kind_;
  bool needs_size_;
};

class Resolver {
 public:
  Resolver(const Btf& split, const Btf& base)
      : split_(split), distilled_(*split.base()), base_(base), new_ids_(number(split.end_id())) {}

  Result<Btf> run() && {
    BTFKIT_CHECK(in("distilled base", check_distilled(distilled_)));
    mark_embedded();
    find_namesakes();
    for (TypeId id{1}; id < distilled_.end_id(); id = next(id)) {
      TypeId found = BTFKIT_TRY(in("distilled base", find(id)));
      new_ids_[number(id)] = number(found);
      base_names_.try_emplace(base_.name(found), base_.words(found)[0]);
    }
    Btf result(base_, split_.endian());
    result.set_own_strings(std::string(split_.own_strings()));
    uint32_t new_id = number(result.first_id());
    for (TypeId id = split_.first_id(); id < split_.end_id(); id = next(id)) {
      new_ids_[number(id)] = new_id++;
    }
    // From here all new ids are known.
    for (TypeId id = split_.first_id(); id < split_.end_id(); id = next(id)) {
      if (get_if<Unknown>(split_, id)) {
        return fail("type {}: what it refers to isn't known, so it can't get another base",
                    describe(split_, id));
      }
      copy(id, result);
    }
    return result;
  }

 private:
  // Structs of the distilled base that are members of the split BTF's, so that their size matters.
  void mark_embedded() {
    embedded_.resize(new_ids_.size());
    for (TypeId id = split_.first_id(); id < split_.end_id(); id = next(id)) {
      auto composite = get_if_composite(split_, id);
      if (!composite) continue;
      for (const Member& member : composite->members) mark_embedded(member.type);
    }
  }

  void mark_embedded(TypeId id) {
    // A type that is marked has been followed; so this ends, in a loop of typedefs as well.
    while (id != kVoid && !embedded_[number(id)]) {
      embedded_[number(id)] = true;
      Kind kind = split_.type(id).kind;
      if (std::holds_alternative<Ptr>(kind)) return;
      auto* array = std::get_if<Array>(&kind);
      id = array ? array->element : referenced_type(kind).value_or(kVoid);
    }
  }

  // The base's types by those names that are wanted.
  void find_namesakes() {
    for (TypeId id{1}; id < distilled_.end_id(); id = next(id)) namesakes_[distilled_.name(id)];
    for (TypeId id{1}; id < base_.end_id(); id = next(id)) {
      auto wanted = namesakes_.find(base_.name(id));
      if (wanted != namesakes_.end()) wanted->second.push_back(id);
    }
  }

  Result<TypeId> find(TypeId id) const {
    Match match(distilled_, id, embedded_[number(id)]);
    const std::vector<TypeId>& namesakes = namesakes_.at(distilled_.name(id));
    std::vector<TypeId> of_kind;
    std::vector<TypeId> found;
    for (TypeId other : namesakes) {
      if (match.is_of_kind(base_.type(other).kind)) of_kind.push_back(other);
    }
    for (TypeId other : of_kind) {
      if (match.is_of_size(base_.words(other), of_kind.size() == 1)) found.push_back(other);
    }
    if (of_kind.empty()) {
      for (TypeId other : namesakes) {
        if (match.is_stand_in(base_.type(other).kind)) found.push_back(other);
      }
    }
    if (found.size() == 1) return found.front();
    std::string type = describe(distilled_, id);
    if (!found.empty()) {
      return fail("type {}: the base has several, such as [{}] and [{}]", type, number(found[0]),
                  number(found[1]));
    }
    if (of_kind.empty()) return fail("type {}: the base has none", type);
    std::string other = describe(base_, of_kind.front());
    if (size(distilled_, id) == size(base_, of_kind.front())) {
      return fail("type {}: in the base {} has another encoding", type, other);
    }
    return fail("type {}: {} bytes, but in the base {} has {}", type, size(distilled_, id), other,
                size(base_, of_kind.front()));
  }

  // Of a kind that has one.
  static uint32_t size(const Btf& btf, TypeId id) { return btf.words(id)[2]; }

  void copy(TypeId id, Btf& result) {
    std::span<const uint32_t> old = split_.words(id);
    std::vector<uint32_t> words(old.begin(), old.end());
    for_each_name(std::span(words), [&](uint32_t& name) { name = moved_name(name, result); });
    for_each_reference(std::span(words), [&](uint32_t& type) { type = new_ids_[type]; });
    result.add_words(words);
  }

  uint32_t moved_name(uint32_t name, Btf& result) {
    if (name >= split_.first_string()) {
      return name - split_.first_string() + result.first_string();
    }
    std::string_view text = split_.string(StringOffset{name});
    auto in_base = base_names_.find(text);
    return in_base != base_names_.end() ? in_base->second : number(result.add_string(text));
  }

  const Btf& split_;
  const Btf& distilled_;
  const Btf& base_;
  std::vector<uint32_t> new_ids_;  // by id of the split BTF or its distilled base
  std::vector<bool> embedded_;     // by the same
  std::unordered_map<std::string_view, std::vector<TypeId>> namesakes_;
  std::unordered_map<std::string_view, uint32_t> base_names_;
};

}  // namespace

Result<Btf> resolve_base(const Btf& split, const Btf& base) {
  assert(split.base());
  if (split.endian() != base.endian()) {
    return fail("it is {}, its base is {}", name_of(split.endian()), name_of(base.endian()));
  }
  return Resolver(split, base).run();
}

}  // namespace btfkit::btf
