// Nearly all names of a kernel are there once. To count them while the header is written would make
// each part of it wait for the one before; to know which are the few that have to be counted, it is
// enough to hash them all. Two names of one hash are taken for the same, which costs a count that
// nobody needs, but can't be wrong.
#include "dump_c_repeats.h"

#include "dump_c_name_counts.h"
#include "words.h"

namespace btfkit::btf::c {

void References::count(const Btf& part) {
  if (part.base()) count(*part.base());
  for (uint32_t id = number(part.first_id()); id < number(part.end_id()); ++id) {
    std::span<const uint32_t> words = part.words(TypeId{id});
    auto once_more = [&](uint32_t target) { counts_[target] = kMany; };
    auto by_name = [&](TypeId target) {
      Count& known = counts_[number(target)];
      known = known == kNone ? kOneByName : kMany;
    };
    auto composite = [&](const Composite& kind) {
      if (!has_name(part, words)) return for_each_reference(words, once_more);
      for (const Member& member : kind.members) by_name(member.type);
    };
    visit_kind(words, Overloaded{
                          [&](const Struct& kind) { composite(kind); },
                          [&](const Union& kind) { composite(kind); },
                          [&](const Typedef& kind) { by_name(kind.type); },
                          [&](const Ptr& kind) { once_more(number(kind.type)); },
                          [&](const FuncProto& kind) {
                            once_more(number(kind.result));
                            for (const Parameter& parameter : kind.parameters) {
                              once_more(number(parameter.type));
                            }
                          },
                          [&](const auto&) { for_each_reference(words, once_more); },
                      });
  }
}

class Repeats::Finder {
 public:
  Finder(const Btf& btf, const References& references, std::vector<bool>& repeated)
      : btf_(btf), references_(references), repeated_(repeated), slots_(kSlots) {
    uses_.reserve(repeated.size());  // what isn't used costs nothing
  }

  void add(const Btf& part) {
    if (part.base()) add(*part.base());
    for (uint32_t id = number(part.first_id()); id < number(part.end_id()); ++id) {
      add(TypeId{id}, part.words(TypeId{id}));
    }
  }

  void finish() {
    for (const Use& use : uses_) {
      if (slots_[use.slot] == Slot::kMany) repeated_[number(use.type)] = true;
    }
  }

 private:
  // Tags have a scope of their own in C; typedefs and enumerators share the other one.
  enum class Scope : uint32_t { kTags = 0, kIdentifiers = 1 };
  enum class Slot : uint8_t { kFree, kOne, kMany };
  struct Use {
    TypeId type;
    uint32_t slot;
  };
  static constexpr size_t kSlots = 1 << 19;  // eight for each name of a kernel

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
    uint32_t hash = NameCounts::hash_of(btf_.string_and_rest(name));
    uint32_t at = (hash >> 1 ^ static_cast<uint32_t>(scope)) % kSlots;
    Slot& slot = slots_[at];
    slot = slot == Slot::kFree ? Slot::kOne : Slot::kMany;
    uses_.push_back({id, at});
  }

  const Btf& btf_;
  const References& references_;
  std::vector<bool>& repeated_;
  std::vector<Slot> slots_;
  std::vector<Use> uses_;
};

Repeats::Repeats(const Btf& btf, const References& references) : repeated_(number(btf.end_id())) {
  Finder finder(btf, references, repeated_);
  finder.add(btf);
  finder.finish();
}

}  // namespace btfkit::btf::c
