#include "reach_state.h"

#include <algorithm>

namespace btfkit::relocator {

Value State::load(int64_t offset, uint32_t size, bool is_little) const {
  for (const StackSlot& slot : slots_) {
    if (slot.offset == offset && slot.size == size) return slot.value;
    // A part of a constant.
    bool is_inside =
        slot.offset <= offset && offset + size <= slot.offset + static_cast<int64_t>(slot.size);
    if (!is_inside || !slot.value.is_constant()) continue;
    auto before = static_cast<uint32_t>(offset - slot.offset);
    uint32_t skipped = is_little ? before : slot.size - before - size;
    uint64_t mask = (uint64_t{1} << size * 8) - 1;
    return constant(slot.value.number >> skipped * 8 & mask);
  }
  return kUnknown;
}

void State::store(int64_t offset, uint32_t size, const Value& value) {
  std::erase_if(slots_, [&](const StackSlot& slot) {
    return slot.offset < offset + static_cast<int64_t>(size) &&
           offset < slot.offset + static_cast<int64_t>(slot.size);
  });
  // The kernel's frames have 512 bytes; who uses more of them in ones is a crafted program.
  constexpr size_t kMaxSlots = 128;
  if (value == kUnknown || slots_.size() == kMaxSlots) return;
  auto place = std::ranges::lower_bound(slots_, offset, {}, &StackSlot::offset);
  slots_.insert(place, {offset, size, value});
}

Value State::slot(const StackSlot& like) const {
  auto there = std::ranges::find(slots_, like.offset, &StackSlot::offset);
  return there != slots_.end() && there->size == like.size ? there->value : kUnknown;
}

bool State::covers(const State& other) const {
  for (size_t i = 0; i < kRegisters; ++i) {
    if (join(registers_[i], other.registers_[i]) != registers_[i]) return false;
  }
  auto covers_slot = [&](const StackSlot& one) {
    Value here = slot(one);
    return join(here, other.slot(one)) == here;
  };
  return std::ranges::all_of(slots_, covers_slot) && std::ranges::all_of(other.slots_, covers_slot);
}

bool State::join_with(const State& other) {
  if (covers(other)) return false;
  for (size_t i = 0; i < kRegisters; ++i) registers_[i] = join(registers_[i], other.registers_[i]);
  std::vector<StackSlot> both;
  for (const StackSlot& one : slots_) {
    Value value = join(one.value, other.slot(one));
    if (value != kUnknown) both.push_back({one.offset, one.size, value});
  }
  // A pointer to the stack on one of the ways may be one on both.
  for (const StackSlot& one : other.slots_) {
    if (one.value.is_stack() && slot(one) == kUnknown) {
      both.push_back({one.offset, one.size, kAnyStack});
    }
  }
  std::ranges::sort(both, {}, &StackSlot::offset);
  slots_ = std::move(both);
  return true;
}

}  // namespace btfkit::relocator
