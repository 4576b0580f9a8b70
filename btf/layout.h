// How long types are.
#pragma once

#include <array>
#include <vector>

#include "words.h"

namespace btfkit::btf {

// The layout section, by kind. What it says of the kinds that we know must be what we know.
Result<std::vector<KindLayout>> read_layout(Bytes bytes, Endian endian);

// The step from a type to the next one.
class TypeSizes {
 public:
  explicit TypeSizes(std::span<const KindLayout> layout);

  // The beginning of a type, of which `left` words are there: its info word, and the fourth one if
  // there is one.
  struct Head {
    uint32_t info;
    uint32_t fourth;
    size_t left;
  };

  // How many words the type has; more than are left if something is wrong with it.
  size_t size(const Head& head) const {
    if (head.left < kTypeWords) return kTooLarge;
    uint32_t kind = kind_of(head.info);
    uint64_t vlen = vlen_of(head.info);
    Shape shape = shapes_[kind];
    if (shape.info == kUnknown) return kTooLarge;
    // A function's linkage is in the vlen field.
    if (is(kind, wire::Kind::kFunc) && vlen > 2) return kTooLarge;
    if (is(kind, wire::Kind::kVar) && head.left > kTypeWords && head.fourth > 2) return kTooLarge;
    return kTypeWords + shape.info + vlen * shape.entry;
  }

  TypeSteps steps() const;

  // What is wrong where size() is more than is left.
  Error fault(const Head& head) const;

 private:
  static constexpr size_t kTooLarge = SIZE_MAX;
  static constexpr uint8_t kUnknown = UINT8_MAX;  // more words than a layout can give

  static bool is(uint32_t number, wire::Kind kind) { return number == static_cast<uint32_t>(kind); }

  std::array<Shape, wire::kKindMask + 1> shapes_;
};

}  // namespace btfkit::btf
