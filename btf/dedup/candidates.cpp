#include "candidates.h"

#include <utility>

namespace btfkit::btf::dedup {

void Candidates::add(List list, Id id) {
  // libbpf's hashmap has four buckets at first, and twice as many when it is three quarters full.
  constexpr uint64_t kBuckets = 4;
  if (size_ == 0 || (count_ + 1) * 4 / 3 > size_) {
    size_ = size_ == 0 ? kBuckets : 2 * size_;
    is_turned_ = !is_turned_;
  }
  ++count_;
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
