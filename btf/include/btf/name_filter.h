// Finds the types of a BTF that may have one of a few names, without looking at most names.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ranges>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "btf/references.h"

namespace btfkit::btf {

// By kind, as half of a kernel's types are functions, whose names needn't be looked at where nobody
// asks for one; and by the first two letters of the name, which are enough for nearly all others.
class NameFilter {
 public:
  // A name of `kind` (BTF_KIND_*). One of a single letter may also go on with `flavor`, if that
  // isn't 0.
  void add(uint32_t kind, std::string_view name, char flavor = '\0') {
    if (name.empty()) return;
    std::vector<uint64_t>& seen = seen_[kind];
    if (seen.empty()) seen.resize(kPlaces / kBits);
    auto note = [&](char second) {
      const char letters[] = {name[0], second};
      seen[place(letters) / kBits] |= bit(place(letters));
    };
    note(name.size() > 1 ? name[1] : '\0');
    if (name.size() == 1) note(flavor);
  }

  // Whether any name of that kind is wanted.
  bool wants(uint32_t kind) const { return !seen_[kind].empty(); }
  // Whether this one may be, of a kind that is. `name` ends in a zero byte.
  bool may_want(uint32_t kind, const char* name) const {
    return name[0] != '\0' && (seen_[kind][place(name) / kBits] & bit(place(name)));
  }

  // Calls `use(id, kind, name)` for each type that may be wanted, by ascending id; `name` ends in a
  // zero byte. The base of a split BTF comes first.
  template <typename Use>
  void for_each(const Btf& btf, Use use) const {
    std::vector<const Btf*> parts;
    for (const Btf* part = &btf; part; part = part->base()) parts.push_back(part);
    for (const Btf* part : std::views::reverse(parts)) for_each_own(*part, use);
  }

  // The same without the base.
  template <typename Use>
  void for_each_own(const Btf& part, Use use) const {
    // None of this is asked for again a hundred thousand times.
    const char* strings = part.own_strings().data();
    const uint32_t first_string = part.first_string();
    part.for_each_own([&](TypeId id, const uint32_t* type) {
      uint32_t kind = kind_number(type[1]);
      if (!wants(kind)) return;
      const char* name = type[0] >= first_string
                             ? strings + (type[0] - first_string)
                             : part.string_and_rest(StringOffset{type[0]}).data();
      if (may_want(kind, name)) use(id, kind, name);
    });
  }

  // Those of a BTF's own types that may be wanted, by ascending id.
  std::vector<TypeId> own_types(const Btf& btf) const {
    std::vector<TypeId> types;
    for_each_own(btf, [&](TypeId id, uint32_t, const char*) { types.push_back(id); });
    return types;
  }

 private:
  static constexpr size_t kBits = 64;
  static constexpr size_t kPlaces = 1 << 16;

  // Of a name of one letter or more, which ends in a zero byte.
  static size_t place(const char* name) {
    uint16_t letters;
    std::memcpy(&letters, name, sizeof letters);
    return letters;
  }
  static uint64_t bit(size_t place) { return uint64_t{1} << place % kBits; }

  // A bit for each two letters; empty for kinds that nobody asks for.
  std::array<std::vector<uint64_t>, kKindNumbers> seen_;
};

}  // namespace btfkit::btf
