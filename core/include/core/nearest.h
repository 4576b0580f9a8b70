// What a target has in place of what it lacks: guesses by name and type, best first, for people to
// read. Nothing is relocated by them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "core/engine.h"

namespace btfkit::core {

// How many letters have to be put in, taken out or replaced to make one name of the other
// (Levenshtein), or `limit + 1` if it is more than `limit`.
uint32_t edit_distance(std::string_view one, std::string_view other, uint32_t limit);

// A member that may be meant.
struct NearMember {
  std::string path;  // from the struct that was searched: "bi_bdev", "bi_bdev->bd_disk"
  btf::TypeId type;  // in the target
};

// Members of the target's struct or union `in` (and of its anonymous members) with names close to
// `name`, whose local type is `local_type`. A name is close within a third of its length, or within
// half of it if the types are compatible. Of equally close ones those come first that are of the
// same type, that lead to it (`bi_bdev` to `bi_bdev->bd_disk`), that are of the same kind; if any
// leads to it, those of the last kind have to be closer.
std::vector<NearMember> nearest_members(const btf::Btf& local, std::string_view name,
                                        btf::TypeId local_type, const btf::Btf& target,
                                        btf::TypeId in);

// What may be the same member one struct deeper: one of equal name in a struct that `in` embeds, or
// one of the same named type, with a word of the name in common, in a struct that it embeds or
// points to.
std::vector<NearMember> deeper_members(const btf::Btf& local, std::string_view name,
                                       btf::TypeId local_type, const btf::Btf& target,
                                       btf::TypeId in);

// Types of a kernel that may be meant by the local type `id`, which has a name: those of the same
// essential name but another kind, then those of the same kind with names close to it: within a
// third of its length, or within half of it if they have all of its members by name. Of each of
// `parts` its own types are looked at; of equally near ones those of the first part come first.
std::vector<Candidate> nearest_types(const btf::Btf& local, btf::TypeId id,
                                     std::span<const Module> parts);

// Enumerators of the target's enum `in` with names close to `name`; kVoid for none.
std::vector<std::string_view> nearest_enumerators(std::string_view name, const btf::Btf& target,
                                                  btf::TypeId in);

// An enumerator that may be meant.
struct NearEnumerator {
  Candidate in;
  std::string_view name;
};

// The enums of a kernel that have an enumerator `name`, those of its first parts first.
std::vector<NearEnumerator> enumerators_elsewhere(std::string_view name,
                                                  std::span<const Module> parts);

}  // namespace btfkit::core
