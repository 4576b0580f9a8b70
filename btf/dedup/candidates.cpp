#include "candidates.h"

#include <utility>

namespace btfkit::btf::dedup {

void Candidates::count() {
  // libbpf's hashmap has four buckets at first, and twice as many when it is three quarters full.
  constexpr uint64_t kBuckets = 4;
  if (size_ == 0 || (count_ + 1) * 4 / 3 > size_) {
    size_ = size_ == 0 ? kBuckets : 2 * size_;
    is_turned_ = !is_turned_;
  }
  ++count_;
}

void Candidates::add(List list, Id id) {
  count();
  add_known(list, id);
}

void Candidates::add_known(List list, Id id) {
  if (list & kBelow) list = copy_from_below(list & ~kBelow);
  Slot& slot = slots_[list];
  if (slot.id == 0) {
    slot.id = id;
    ++used_;
    return;
  }
  if (slot.first == 0) slot.first = slot.last = new_node(slot.id);
  uint32_t node = new_node(id);
  uint32_t& end = is_turned_ ? slot.last : slot.first;
  (is_turned_ ? nodes_[end].next : nodes_[end].previous) = node;
  (is_turned_ ? nodes_[node].previous : nodes_[node].next) = end;
  end = node;
}

Candidates::List Candidates::copy_from_below(List list) {
  if (2 * used_ >= slots_.size()) enlarge();
  const Slot& from = below_->slots_[list];
  size_t at = home_of(from.tag);
  while (slots_[at].id != 0) at = (at + 1) & (slots_.size() - 1);
  ++used_;
  Slot& slot = slots_[at];
  slot = {from.tag, from.id};
  for (uint32_t node = from.first; node != 0; node = below_->nodes_[node].next) {
    uint32_t copy = new_node(below_->nodes_[node].id);
    nodes_[copy].previous = slot.last;
    (slot.last != 0 ? nodes_[slot.last].next : slot.first) = copy;
    slot.last = copy;
  }
  return at;
}

void Candidates::enlarge() {
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(4 * slots_.size()));
  for (const Slot& slot : old) {
    if (slot.id == 0) continue;
    size_t at = home_of(slot.tag);
    while (slots_[at].id != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

}  // namespace btfkit::btf::dedup
