// Where a C compiler puts members, and what has to stand between them to move them elsewhere.
#pragma once

#include <vector>

#include "btf/model.h"
#include "dump_c_walk.h"

namespace btfkit::btf::c {

// A bit field without a name: `long: 64;`, or `int: 0;`, which ends the unit of an int.
struct Filler {
  std::string_view type;
  uint32_t width;
};

class Layout {
 public:
  Layout(const Btf& btf, Walk& walk);

  // In bytes. A type that has no size stops the walk; the answer is then of no use.
  uint64_t size(TypeId id) {
    uint16_t known = known_[number(id)].size;
    return known != 0 ? known : find_size(id);
  }
  uint32_t alignment(TypeId id) {
    uint8_t known = known_[number(id)].alignment;
    return known != 0 ? known : find_alignment(id);
  }
  uint32_t pointer_size() const { return pointer_size_; }

  // Whether a struct or union has its layout only with `__attribute__((packed))`.
  bool is_packed(TypeId id) { return alignment(id) == 1 && known_[number(id)].is_packed; }
  // What a union needs beside its members to be as large as it is, if anything: that many bits.
  uint64_t missing_bits(TypeId id, const Composite& kind);

  // Calls `emit(Filler)` for what takes the compiler from bit `from`, where it would go on, to bit
  // `to` of struct `id`. What comes there has an alignment of `alignment` bytes;
  // `between_bit_fields` says that a bit field is on either side.
  template <typename Emit>
  void fill(TypeId id, uint64_t from, uint64_t to, uint32_t alignment, bool between_bit_fields,
            Emit emit);

 private:
  struct Unit {
    std::string_view type;
    uint32_t bits;
  };
  static uint64_t round_up(uint64_t value, uint64_t unit) {
    return (value + unit - 1) / unit * unit;
  }

  // What has been found out about a type.
  struct Known {
    uint16_t size = 0;      // 0: not known, or none that is worth to be kept
    uint8_t alignment = 0;  // 0: not known
    bool is_packed = false;
  };

  uint64_t find_size(TypeId id);
  uint32_t find_alignment(TypeId id);
  uint32_t alignment_of_kind(TypeId id);
  uint32_t alignment_of(TypeId id, const Composite& kind);
  bool is_out_of_place(const Composite& kind, const Member& member);
  const Unit& smallest_unit(uint64_t bits) const;

  const Btf& btf_;
  Walk& walk_;
  uint32_t pointer_size_;
  Unit units_[4];             // from the largest to the smallest
  std::vector<Known> known_;  // by id
};

// A gap is closed in two steps. First an unnamed field of width 0 takes the compiler to the next
// boundary of the largest unit that fits; where the compiler gets there by itself, as the next
// member's alignment demands it or as the unit that follows won't fit before it, the field is left
// out. Then whole units follow, and a last one for the rest. So a hole of 20 bytes behind an int in
// `struct { int a; long: 0; long: 64; long: 64; char b; }` is told from one that needs nothing.
template <typename Emit>
void Layout::fill(TypeId id, uint64_t from, uint64_t to, uint32_t alignment,
                  bool between_bit_fields, Emit emit) {
  if (from >= to) return;
  const Unit* unit = units_;
  while (unit != std::end(units_) - 1 && round_up(from, unit->bits) > to) ++unit;
  uint64_t boundary = round_up(from, unit->bits);
  if (boundary > from && boundary <= to) {
    bool is_natural = boundary == to ? round_up(from, uint64_t{alignment} * 8) == to
                                     : to - boundary > boundary - from;
    if (between_bit_fields) {
      emit(Filler{unit->type, static_cast<uint32_t>(boundary - from)});
    } else if (!is_natural) {
      emit(Filler{unit->type, 0});
    }
    from = boundary;
  }
  for (; to - from >= unit->bits; from += unit->bits) {
    if (!walk_.step(id)) return;
    emit(Filler{unit->type, unit->bits});
  }
  if (from != to) emit(Filler{smallest_unit(to - from).type, static_cast<uint32_t>(to - from)});
}

}  // namespace btfkit::btf::c
