// The types that stay, found by what they look like.
#pragma once

#include <cstddef>
#include <vector>

#include "types.h"

namespace btfkit::btf::dedup {

// Lists of types that look the same, in a table by hash.
//
// Where a list has several types, the first that fits stands for the others, so their order shows
// in the result. It is the order that libbpf's hash table has: the newest first, and turned round
// whenever that table grows, because libbpf moves the members of a list one by one to the front of
// a new one. So this table counts the types in it as libbpf's does, and remembers which way round
// its lists are.
//
// A table can be laid over another one, which stays as it is: a list of that is copied when
// something is added to it.
class Candidates {
  // Most lists have one type, and then no nodes.
  struct Slot {
    uint32_t tag;
    Id id;               // one of the types, or void in an empty slot
    uint32_t first = 0;  // indices of nodes
    uint32_t last = 0;
  };

 public:
  // A list, to be used before anything is added.
  using List = size_t;

  Candidates() : slots_(kFirstSize), nodes_(1) {}
  // Over `below`, which must outlive it.
  explicit Candidates(const Candidates* below)
      : below_(below),
        slots_(kFirstSize),
        nodes_(1),
        count_(below->count_),
        size_(below->size_),
        is_turned_(below->is_turned_) {}

  // The list of the types for which `is_same(id)` is true, all of which have this hash; a new one
  // where there is none. Types of one list are the same to is_same.
  template <typename IsSame>
  List find(uint64_t hash, IsSame is_same) {
    if (2 * used_ >= slots_.size()) enlarge();
    auto tag = static_cast<uint32_t>(hash >> 32);
    size_t at = look_up(tag, is_same);
    if (slots_[at].id != 0) return at;
    if (below_) {
      size_t at_below = below_->look_up(tag, is_same);
      if (below_->slots_[at_below].id != 0) return at_below | kBelow;
    }
    slots_[at].tag = tag;
    return at;
  }

  // Calls `accept(id)` for the types of a list until one says true; the id of that one, or kNoId.
  template <typename Accept>
  Id first(List list, Accept accept) const {
    if (list & kBelow) return first_of(below_->slots_[list & ~kBelow], below_->nodes_, accept);
    return first_of(slots_[list], nodes_, accept);
  }

  void add(List list, Id id);
  // The same of a type that is known already, and so is counted, in another list.
  void add_known(List list, Id id);

  // Counts types that are not in this table as if they had been added, until there are `count`.
  void count_up_to(uint64_t count) {
    for (; elsewhere_ < count; ++elsewhere_) this->count();
  }

 private:
  static constexpr size_t kFirstSize = 1024;
  static constexpr List kBelow = ~(~List{0} >> 1);  // a list of below_

  struct Node {
    Id id;
    uint32_t next;
    uint32_t previous;
  };

  template <typename Accept>
  Id first_of(const Slot& slot, const std::vector<Node>& nodes, Accept accept) const {
    if (slot.first == 0) return slot.id != 0 && accept(slot.id) ? slot.id : kNoId;
    for (uint32_t node = is_turned_ ? slot.last : slot.first; node != 0;
         node = is_turned_ ? nodes[node].previous : nodes[node].next) {
      if (accept(nodes[node].id)) return nodes[node].id;
    }
    return kNoId;
  }

  // The slot with that list, or the empty one where it would be.
  template <typename IsSame>
  size_t look_up(uint32_t tag, IsSame is_same) const {
    size_t at = home_of(tag);
    for (; slots_[at].id != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag == tag && is_same(slots_[at].id)) break;
    }
    return at;
  }

  size_t home_of(uint32_t tag) const { return (uint64_t{tag} * slots_.size()) >> 32; }
  uint32_t new_node(Id id) {
    nodes_.push_back({id, 0, 0});
    return static_cast<uint32_t>(nodes_.size()) - 1;
  }
  void count();
  List copy_from_below(List list);
  void enlarge();

  const Candidates* below_ = nullptr;
  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;          // slots
  std::vector<Node> nodes_;  // the first one is none
  // libbpf's table: what is in it, its size, and whether its lists are the other way round.
  uint64_t count_ = 0;
  uint64_t size_ = 0;
  bool is_turned_ = false;
  uint64_t elsewhere_ = 0;  // of count_, what isn't here
};

}  // namespace btfkit::btf::dedup
