// Where the members of a struct or union are, and where nothing is.
#pragma once

#include <unordered_map>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// All in bits from the start of the struct.
struct Place {
  uint64_t begin;
  uint64_t end;
  uint64_t size;   // of the member's type, in bytes; 0 if that has none
  uint32_t width;  // of a bit field; 0 if it is none

  bool is_bit_field() const { return width != 0; }
  // The storage unit of a bit field: its type's size, aligned to it.
  uint64_t unit_begin() const { return size == 0 ? begin : begin / (8 * size) * 8 * size; }
  uint64_t unit_end() const { return unit_begin() + 8 * size; }
};

// Unused room. Bits are those that are left in the storage unit of a bit field, or before the first
// byte that is free as a whole.
struct Gap {
  uint64_t bytes = 0;
  uint64_t bits = 0;
};

struct MemberLayout {
  Place place;
  Gap hole;              // behind it, before the next member
  uint64_t padding = 0;  // bytes at the end of the struct that it is, if it is one
};

struct StructLayout {
  std::vector<MemberLayout> members;
  Gap padding;  // behind the last member
};

// Where `member` is. A bit field in the old way is one whose INT says so.
Place place_of(const Btf& btf, const Composite& kind, const Member& member, uint32_t pointer_size);

// Lays out the structs and unions of one BTF, which must outlive it.
class Layouts {
 public:
  Layouts(const Btf& btf, uint32_t pointer_size) : btf_(btf), pointer_size_(pointer_size) {}

  // For a union holes and padding are left empty.
  StructLayout lay_out(const Composite& kind, bool is_union);

 private:
  uint64_t padding_of(TypeId id);

  const Btf& btf_;
  uint32_t pointer_size_;
  // A struct may be the type of any number of members.
  std::unordered_map<uint32_t, uint64_t> paddings_;
};

}  // namespace btfkit::btf
