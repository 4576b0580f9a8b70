#include "c/packed.h"

#include <algorithm>

#include "c/type_chain.h"

namespace btfkit::btfgen {
namespace {

constexpr int kMaxDepth = 32;  // nesting by value that the kernel takes
// Members looked at for one type: damaged debug info can have a struct of two, each of two, ...
constexpr int kMaxMembers = 100'000;

class Alignments {
 public:
  Alignments(const UnitTypes& types, uint32_t address_size)
      : types_(types), address_size_(address_size) {}

  uint64_t of(uint32_t type, int depth = 0) {
    type = skip(kModifiers, types_, type);
    if (type == 0 || depth > kMaxDepth) return 1;
    const UnitType& at = types_.types[type - 1];
    switch (at.kind) {
      case TypeKind::kPtr:
        return address_size_;
      case TypeKind::kArray:
        return of(at.target, depth + 1);
      case TypeKind::kStruct:
      case TypeKind::kUnion: {
        uint64_t result = 1;
        for (uint32_t i = 0; i < at.count && members_left_ > 0; ++i, --members_left_) {
          uint32_t member = types_.entries[at.first + i].target;
          result = std::max(result, of(member, depth + 1));
        }
        return result;
      }
      case TypeKind::kInt:
      case TypeKind::kFloat:
      case TypeKind::kEnum:
      case TypeKind::kEnum64:
        return std::max<uint64_t>(at.size, 1);
      default:
        return 1;
    }
  }

 private:
  const UnitTypes& types_;
  uint32_t address_size_;
  int members_left_ = kMaxMembers;
};

}  // namespace

bool is_packed(const UnitTypes& types, uint32_t type, uint32_t address_size) {
  const UnitType& of = types.types[type - 1];
  if (of.kind != TypeKind::kStruct || of.name == kUnnamed) return false;
  Alignments alignments(types, address_size);
  uint64_t end = 0, strictest = 1;
  bool is_misplaced = false;
  for (uint32_t i = 0; i < of.count; ++i) {
    const UnitEntry& member = types.entries[of.first + i];
    auto [bit, width] = place_of_member(of, member);
    uint64_t alignment = alignments.of(member.target);
    if (bit > end) return false;  // a hole
    uint64_t bits = width;
    if (width == 0) bits = 8 * size_of(types, member.target, address_size).value_or(0);
    end = std::max(end, bit + bits);
    strictest = std::max(strictest, alignment);
    is_misplaced |= width == 0 && bit / 8 % alignment != 0;
  }
  if (end < uint64_t{of.size} * 8) return false;  // padding
  return is_misplaced || of.size % strictest != 0;
}

}  // namespace btfkit::btfgen
