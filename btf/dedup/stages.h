// The stages of deduplication, in their order; docs/btf-dedup.md explains them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "btf/dedup.h"
#include "candidates.h"
#include "mapping.h"
#include "string_table.h"
#include "support/error.h"
#include "types.h"

namespace btfkit::btf::dedup {

// Which names are declared somewhere: by a FWD, or by an enum without enumerators. By string
// offset.
class DeclaredNames {
 public:
  DeclaredNames() = default;
  // Equal names in `types` must be equal offsets.
  explicit DeclaredNames(const Types& types);

  // Whether a type of this name may stand for a type of `kind`, which it only declares. An ENUM and
  // an ENUM64 are declared alike.
  bool has(uint32_t name, wire::Kind kind) const {
    if (is_enum(kind)) return contains(enums_, name);
    return contains(kind == wire::Kind::kUnion ? unions_ : structs_, name);
  }

 private:
  using Set = std::vector<bool>;
  static void insert(Set& set, uint32_t name) {
    if (name >= set.size()) set.resize(name + size_t{1});
    set[name] = true;
  }
  static bool contains(const Set& set, uint32_t name) { return name < set.size() && set[name]; }

  Set structs_, unions_, enums_;
};

// What the stages after the strings work on.
struct Work {
  explicit Work(const Btf& btf) : types(btf), mapping(types) {}
  // Of a BTF on the one that `base` is for, whose types are all kept; `base` must outlive it.
  Work(const Btf& btf, const Work& base)
      : types(btf, base.types), mapping(types), candidates(&base.candidates) {}

  // The list of the types that may stand for `type`: those equal to it; of a typedef, struct or
  // union, those that are equal but for references; of an enum that is somewhere only declared,
  // those with its name.
  Candidates::List list_of(const Word* type);
  // The list of what is equal to `type`, for the kinds of which list_of() says this.
  Candidates::List list_of_equal(const Word* type);

  // Before a primitive or a composite type is looked at: counts what a larger BTF has before it.
  void reach_primitive(Id id) {
    if (larger) candidates.count_up_to(larger->primitives_before[id - 1]);
  }
  void reach_composite(Id id) {
    if (larger) candidates.count_up_to(larger->primitives + larger->composites_before[id - 1]);
  }

  // Settles a type that stays, or that another one stands for.
  void settle(Id id, Id stand_in, Candidates::List list) {
    if (stand_in != kNoId) return mapping.replace(id, stand_in);
    mapping.keep(id);
    if (larger && larger->is_stand_in[id - 1]) return;  // nothing else looks like it
    candidates.add(list, id);
  }

  Work(const Work&) = delete;

  Types types;
  Mapping mapping;
  Candidates candidates;
  DeclaredNames declared;  // none, before names are what they will be
  const LargerBtf* larger = nullptr;
};

// Returns each string that the own types of `btf` use once; the names in `types` become offsets
// into that. Equal strings of the base, `of_base`, are used instead.
std::string deduplicate_strings(Types& types, const Btf& btf, const StringTable& of_base);

// Types up to `end` stay, and others may be replaced by them: those of a base.
void keep_up_to(Id end, Work& work);

// INT, FLOAT, FWD, ENUM and ENUM64: what refers to nothing.
void deduplicate_primitives(Work& work);

// STRUCT, UNION and TYPEDEF, with all that they refer to, and the forward declarations that are met
// on the way. Fails where one of them refers to what only a section can.
Result<void> deduplicate_composites(Work& work);

// The forward declarations that are left: those of a name with one definition.
void resolve_declarations(Work& work);

// All others, once what they refer to is settled. Fails where they form a loop.
Result<void> deduplicate_references(Work& work);

// The own types that stay, with their ids and references renumbered, and their strings in the order
// of use, which is why deduplicating once more changes nothing. `strings` are those of
// deduplicate_strings(), which begin at the offset `first_string`.
struct Compacted {
  std::vector<Word> words;
  std::string strings;
  std::vector<uint32_t> starts;  // by type: its first word
};
Compacted compact(const Work& work, std::string_view strings, uint32_t first_string);

}  // namespace btfkit::btf::dedup
