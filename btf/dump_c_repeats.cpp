// Nearly all names of a kernel are there once. To count them while the header is written would make
// each part of it wait for the one before; to know which are the few that have to be counted, it is
// enough to hash them all. Two names of one hash are taken for the same: a count that nobody needs,
// but never a wrong one.
#include "dump_c_repeats.h"

#include <bit>

#include "text.h"
#include "words.h"

namespace btfkit::btf::c {
namespace {

// Of the letters up to the first zero.
uint32_t hash_of(std::string_view text) {
  constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
  uint64_t hash = 0;
  for (size_t at = 0;; at += sizeof(uint64_t)) {
    uint64_t letters = eight_letters(text, at);
    uint64_t stops = stops_below(1, letters);
    if (stops != 0) letters &= letters_before_stop(stops);
    hash = (hash ^ letters) * kMultiplier;
    hash ^= hash >> 32;
    if (stops != 0) return static_cast<uint32_t>(hash);
  }
}

}  // namespace

class Repeats::Finder {
 public:
  Finder(const Btf& btf, const References& references, std::vector<bool>& repeated)
      : btf_(btf), references_(references), repeated_(repeated) {
    uses_.reserve(repeated.size());  // what isn't used costs nothing
  }

  void add(const Btf& part) {
    if (part.base()) add(*part.base());
    for (uint32_t id = number(part.first_id()); id < number(part.end_id()); ++id) {
      add(TypeId{id}, part.words(TypeId{id}));
    }
  }

  void finish() {
    // Which hash is in a slot, and by the lowest bit whether once; 0 is none.
    std::vector<uint32_t> slots(std::bit_ceil(2 * uses_.size() + 1));
    size_t mask = slots.size() - 1;
    for (Use& use : uses_) {
      size_t at = use.hash >> 2 & mask;
      while (slots[at] != 0 && (slots[at] | 1) != use.hash) at = (at + 1) & mask;
      slots[at] = slots[at] == 0 ? use.hash : use.hash - 1;
      use.hash = static_cast<uint32_t>(at);
    }
    for (const Use& use : uses_) {
      if (slots[use.hash] % 2 == 0) repeated_[number(use.type)] = true;
    }
  }

 private:
  struct Use {
    TypeId type;
    uint32_t hash;  // from when it is in the table on, its slot
  };

  void add(TypeId id, std::span<const uint32_t> words) {
    switch (wire_kind(words)) {
      case wire::Kind::kStruct:
      case wire::Kind::kUnion:
        return add(id, StringOffset{words[0]}, Scope::kTags);
      case wire::Kind::kTypedef:
        return add(id, StringOffset{words[0]}, Scope::kIdentifiers);
      case wire::Kind::kEnum:
        return enumeration(id, words, entries<Enumerator>(words));
      case wire::Kind::kEnum64:
        return enumeration(id, words, entries<Enumerator64>(words));
      case wire::Kind::kInt:
      case wire::Kind::kPtr:
      case wire::Kind::kArray:
      case wire::Kind::kFwd:
      case wire::Kind::kVolatile:
      case wire::Kind::kConst:
      case wire::Kind::kRestrict:
      case wire::Kind::kFunc:
      case wire::Kind::kFuncProto:
      case wire::Kind::kVar:
      case wire::Kind::kDatasec:
      case wire::Kind::kFloat:
      case wire::Kind::kDeclTag:
      case wire::Kind::kTypeTag:
        return;
    }
  }

  template <typename AnyEnumerator>
  void enumeration(TypeId id, std::span<const uint32_t> words,
                   std::span<const AnyEnumerator> enumerators) {
    add(id, StringOffset{words[0]}, Scope::kTags);
    for (const AnyEnumerator& enumerator : enumerators) {
      add(id, enumerator.name, Scope::kIdentifiers);
    }
    // One without a name is written out wherever it is used.
    if (!has_name(btf_, words) && references_.to(id) == References::kMany) {
      repeated_[number(id)] = true;
    }
  }

  void add(TypeId id, StringOffset name, Scope scope) {
    constexpr uint32_t kTaken = 3;  // in a slot neither 0 nor, less one, 0
    constexpr uint32_t kOtherScope = uint32_t{1} << 31;
    std::string_view text = btf_.string_and_rest(name);
    if (text.front() == '\0') return;
    uint32_t hash = hash_of(text) ^ (scope == Scope::kTags ? 0 : kOtherScope);
    uses_.push_back({id, hash | kTaken});
  }

  const Btf& btf_;
  const References& references_;
  std::vector<bool>& repeated_;
  std::vector<Use> uses_;
};

Repeats::Repeats(const Btf& btf, const References& references) : repeated_(number(btf.end_id())) {
  Finder finder(btf, references, repeated_);
  finder.add(btf);
  finder.finish();
}

}  // namespace btfkit::btf::c
