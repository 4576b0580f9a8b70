// Between a Type and the 32-bit words of the type section.
#pragma once

#include <vector>

#include "btf/model.h"
#include "btf/references.h"
#include "wire.h"

namespace btfkit::btf {

// The type that begins at `words`, all of which must be there. Its lists lie in the words.
Type decode(std::span<const uint32_t> words);

// Appends the words of `type`.
void encode(const Type& type, std::vector<uint32_t>& words);

// How many words a type of `kind` has besides struct btf_type: `info` of them, and `entry` for each
// of its vlen entries. Nothing for a kind that neither we nor the layout section know.
struct Shape {
  uint8_t info;
  uint8_t entry;
};
std::optional<Shape> shape_of(uint32_t kind, std::span<const KindLayout> layout);

// struct btf_type's info word.
constexpr uint32_t kind_of(uint32_t info) {
  return info >> wire::kKindShift & wire::kKindMask;
}
constexpr uint32_t vlen_of(uint32_t info) {
  return info & wire::kVlenMask;
}
constexpr bool kind_flag_of(uint32_t info) {
  return info >> wire::kKindFlagShift != 0;
}

}  // namespace btfkit::btf
