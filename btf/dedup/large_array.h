// Arrays that are as large as the input.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace btfkit::btf::dedup {

// Asks for huge pages. The kernel hands out a page of 4 KB for each first touch of one, which would
// cost a tenth of the whole deduplication.
template <typename T>
struct LargeAllocator {
  using value_type = T;

  LargeAllocator() = default;
  template <typename Other>
  LargeAllocator(const LargeAllocator<Other>&) {}

  T* allocate(size_t count) {
    constexpr size_t kHugePage = size_t{2} << 20;
    size_t size = count * sizeof(T);
    bool is_large = size >= 2 * kHugePage;
    size_t rounded = is_large ? (size + kHugePage - 1) / kHugePage * kHugePage : size;
    void* memory = is_large ? std::aligned_alloc(kHugePage, rounded) : std::malloc(size);
    if (!memory) throw std::bad_alloc();
    if (is_large) madvise(memory, rounded, MADV_HUGEPAGE);  // only advice: it may be refused
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t) { std::free(memory); }

  bool operator==(const LargeAllocator&) const = default;
};

template <typename T>
using LargeArray = std::vector<T, LargeAllocator<T>>;

}  // namespace btfkit::btf::dedup
