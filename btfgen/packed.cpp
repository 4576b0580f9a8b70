#include "packed.h"

#include <algorithm>

namespace btfkit::btfgen {
namespace {

constexpr int kMaxDepth = 32;  // nesting by value that the kernel takes
// Members looked at for one type: damaged debug info can have a struct of two, each of two, ...
constexpr int kMaxMembers = 100'000;

class Layout {
 public:
  Layout(const UnitTypes& types, uint32_t address_size)
      : types_(types), address_size_(address_size) {}

  uint32_t strip(uint32_t type) const {
    for (int steps = 0; type != 0 && steps < kMaxDepth; ++steps) {
      TypeKind kind = types_.types[type - 1].kind;
      bool is_modifier = kind == TypeKind::kTypedef || kind == TypeKind::kConst ||
                         kind == TypeKind::kVolatile || kind == TypeKind::kRestrict;
      if (!is_modifier) return type;
      type = types_.types[type - 1].target;
    }
    return type;
  }

  uint64_t size(uint32_t type, int depth = 0) const {
    type = strip(type);
    if (type == 0 || depth > kMaxDepth) return 0;
    const UnitType& of = types_.types[type - 1];
    if (of.kind == TypeKind::kPtr || of.kind == TypeKind::kFuncProto) return address_size_;
    if (of.kind == TypeKind::kArray) return of.size * size(of.target, depth + 1);
    return of.size;
  }

  uint64_t alignment(uint32_t type, int depth = 0) const {
    type = strip(type);
    if (type == 0 || depth > kMaxDepth) return 1;
    const UnitType& of = types_.types[type - 1];
    switch (of.kind) {
      case TypeKind::kPtr:
        return address_size_;
      case TypeKind::kArray:
        return alignment(of.target, depth + 1);
      case TypeKind::kStruct:
      case TypeKind::kUnion: {
        uint64_t result = 1;
        for (uint32_t i = 0; i < of.count && members_left_ > 0; ++i, --members_left_) {
          uint32_t member = types_.entries[of.first + i].target;
          result = std::max(result, alignment(member, depth + 1));
        }
        return result;
      }
      case TypeKind::kInt:
      case TypeKind::kFloat:
      case TypeKind::kEnum:
      case TypeKind::kEnum64:
        return std::max<uint64_t>(of.size, 1);
      default:
        return 1;
    }
  }

 private:
  const UnitTypes& types_;
  uint32_t address_size_;
  mutable int members_left_ = kMaxMembers;
};

}  // namespace

bool is_packed(const UnitTypes& types, uint32_t type, uint32_t address_size) {
  const UnitType& of = types.types[type - 1];
  if (of.kind != TypeKind::kStruct || of.name == kUnnamed) return false;
  Layout layout(types, address_size);
  uint64_t end = 0, strictest = 1;
  bool is_misplaced = false;
  for (uint32_t i = 0; i < of.count; ++i) {
    const UnitEntry& member = types.entries[of.first + i];
    uint64_t width = of.flag ? member.value >> 24 : 0;
    uint64_t bit = of.flag ? member.value & 0xffffff : member.value;
    uint64_t alignment = layout.alignment(member.target);
    if (bit > end) return false;  // a hole
    end = std::max(end, bit + (width != 0 ? width : layout.size(member.target) * 8));
    strictest = std::max(strictest, alignment);
    is_misplaced |= width == 0 && bit / 8 % alignment != 0;
  }
  if (end < uint64_t{of.size} * 8) return false;  // padding
  return is_misplaced || of.size % strictest != 0;
}

}  // namespace btfkit::btfgen
