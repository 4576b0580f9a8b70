// Hashes of words. They only speed things up: equality is always checked, and no result depends on
// them.
#pragma once

#include <cstdint>

namespace btfkit::btf::dedup {

// `hash` with 64 more bits in it: the two halves of a product, each of which depends on all bits.
inline uint64_t mix(uint64_t hash, uint64_t value) {
  __extension__ using Product = unsigned __int128;
  Product product = Product{hash ^ value ^ 0x9e3779b97f4a7c15} * 0xd6e8feb86659fd93;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t mix(uint64_t hash, uint32_t low, uint32_t high) {
  return mix(hash, uint64_t{high} << 32 | low);
}

}  // namespace btfkit::btf::dedup
