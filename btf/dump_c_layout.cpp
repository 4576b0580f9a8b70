#include "dump_c_layout.h"

#include <algorithm>

#include "words.h"

namespace btfkit::btf::c {

Layout::Layout(const Btf& btf, Walk& walk)
    : btf_(btf),
      walk_(walk),
      // No Linux has pointers of another size; a BTF may claim so all the same.
      pointer_size_(btf::pointer_size(btf) == 4 ? 4 : 8),
      units_{{"long", pointer_size_ * 8}, {"int", 32}, {"short", 16}, {"char", 8}},
      known_(number(btf.end_id())) {}

uint64_t Layout::find_size(TypeId id) {
  Result<uint64_t> size = size_of(btf_, id, pointer_size_);
  if (size) {
    if (*size <= UINT16_MAX) known_[number(id)].size = static_cast<uint16_t>(*size);
    return *size;
  }
  walk_.stop(id, "{}", size.error().message());
  return 0;
}

uint32_t Layout::find_alignment(TypeId id) {
  uint32_t alignment = alignment_of_kind(id);
  known_[number(id)].alignment = static_cast<uint8_t>(alignment);
  return alignment;
}

// Alignments are found out from sizes, as BTF doesn't have them: a scalar has its size's, up to a
// pointer's; a struct or union has that of its strictest member. From 1 to the pointer size.
uint32_t Layout::alignment_of_kind(TypeId id) {
  Walk::Level level(walk_, id);
  if (!level || !walk_.step(id)) return 1;
  if (id == kVoid) {
    walk_.stop(id, "void has no size");
    return 1;
  }
  auto scalar = [&](uint32_t size) { return std::clamp(size, uint32_t{1}, pointer_size_); };
  auto none = [&] {
    walk_.stop(id, "a member can't have this type");
    return uint32_t{1};
  };
  return visit_kind(btf_.words(id), Overloaded{
                                        [&](const Int& kind) { return scalar(kind.size); },
                                        [&](const Float& kind) { return scalar(kind.size); },
                                        [&](const Enum& kind) { return scalar(kind.size); },
                                        [&](const Enum64& kind) { return scalar(kind.size); },
                                        [&](const Ptr&) { return pointer_size_; },
                                        [&](const Array& kind) { return alignment(kind.element); },
                                        [&](const Typedef& kind) { return alignment(kind.type); },
                                        [&](const Volatile& kind) { return alignment(kind.type); },
                                        [&](const Const& kind) { return alignment(kind.type); },
                                        [&](const Restrict& kind) { return alignment(kind.type); },
                                        [&](const TypeTag& kind) { return alignment(kind.type); },
                                        [&](const Struct& kind) { return alignment_of(id, kind); },
                                        [&](const Union& kind) { return alignment_of(id, kind); },
                                        [&](const Fwd&) { return none(); },
                                        [&](const Func&) { return none(); },
                                        [&](const FuncProto&) { return none(); },
                                        [&](const Var&) { return none(); },
                                        [&](const Datasec&) { return none(); },
                                        [&](const DeclTag&) { return none(); },
                                        [&](const Unknown&) { return none(); },
                                    });
}

uint32_t Layout::alignment_of(TypeId id, const Composite& kind) {
  uint32_t strictest = 1;
  bool is_packed = false;
  for (const Member& member : kind.members) {
    if (!walk_.step(id)) return 1;
    is_packed = is_out_of_place(kind, member);
    if (is_packed) break;
    strictest = std::max(strictest, alignment(member.type));
  }
  is_packed = is_packed || kind.size % strictest != 0;
  known_[number(id)].is_packed = is_packed;
  return is_packed ? 1 : strictest;
}

bool Layout::is_out_of_place(const Composite& kind, const Member& member) {
  uint32_t width = kind.bit_width(member);
  uint32_t begin = kind.bit_offset(member);
  if (width == 0) return begin % (8 * alignment(member.type)) != 0;
  // A compiler begins a bit field in the next unit of its type if it would not fit into this one.
  uint64_t unit = size(member.type) * 8;
  return unit != 0 && begin % unit + width > unit;
}

uint64_t Layout::missing_bits(TypeId id, const Composite& kind) {
  uint64_t largest = 0;
  for (const Member& member : kind.members) {
    if (!walk_.step(id)) return 0;
    uint64_t width = kind.bit_width(member);
    uint64_t bits = width != 0 ? width : size(member.type) * 8;
    largest = std::max(largest, bits);
  }
  uint64_t own_bits = uint64_t{kind.size} * 8;
  return round_up(largest, uint64_t{alignment(id)} * 8) < own_bits ? own_bits : 0;
}

const Layout::Unit& Layout::smallest_unit(uint64_t bits) const {
  const Unit* unit = std::end(units_) - 1;
  while (unit != units_ && unit->bits < bits) --unit;
  return *unit;
}

}  // namespace btfkit::btf::c
