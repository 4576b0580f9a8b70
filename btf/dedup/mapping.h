// What each type is to be replaced by.
#pragma once

#include "types.h"

namespace btfkit::btf::dedup {

// A forest: a type that stays points to itself, one that goes away to another type, which may go
// away as well. A type that no stage has settled points nowhere. Only roots and types without a
// target are ever given one, so that what has been resolved to the same type once always will be.
class Mapping {
 public:
  // Of these types, which must outlive it.
  explicit Mapping(Types& types) : types_(types) { keep(0); }

  bool is_settled(Id id) const { return target(id) != kNoId; }
  bool is_root(Id id) const { return target(id) == id; }
  void keep(Id id) { target(id) = id; }
  void replace(Id id, Id stand_in) { target(id) = stand_in; }

  // Whether the two end at the same type.
  bool is_one(Id a, Id b) const {
    Id of_a = target(a), of_b = target(b);
    if (of_a == of_b) return of_a != kNoId || a == b;
    return resolve(a) == resolve(b);
  }

  // The end of the way from `id`: a type that stays or that isn't settled.
  Id resolve(Id id) const {
    for (;;) {
      Id next = target(id);
      if (next == id || next == kNoId) return id;
      id = next;
    }
  }

 private:
  Id& target(Id id) { return types_.node(id).target; }
  Id target(Id id) const { return types_.node(id).target; }

  Types& types_;
};

}  // namespace btfkit::btf::dedup
