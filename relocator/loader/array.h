// A growing array and an owning pointer on malloc: the loader runs without libstdc++, so that
// operator new and std::vector are out.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace loader {

using Bytes = std::span<const std::byte>;

template <class T>
class Array {
  static_assert(std::is_trivially_copyable_v<T>, "it grows by realloc");

 public:
  Array() = default;
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  ~Array() { free(items_); }

  // False if there is no memory; the array is then as it was.
  [[nodiscard]] bool append(const T& item) {
    if (size_ == capacity_ && !reserve(capacity_ == 0 ? 8 : 2 * capacity_)) return false;
    items_[size_++] = item;
    return true;
  }

  // New items are zero bytes.
  [[nodiscard]] bool resize(size_t size) {
    if (size > capacity_ && !reserve(size)) return false;
    if (size > size_) memset(static_cast<void*>(items_ + size_), 0, (size - size_) * sizeof(T));
    size_ = size;
    return true;
  }

  void pop() { size_--; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](size_t index) { return items_[index]; }
  const T& operator[](size_t index) const { return items_[index]; }
  T* data() { return items_; }
  T* begin() { return items_; }
  T* end() { return items_ + size_; }
  const T* begin() const { return items_; }
  const T* end() const { return items_ + size_; }

 private:
  bool reserve(size_t capacity) {
    void* grown = reallocarray(items_, capacity, sizeof(T));
    if (grown == nullptr) return false;
    items_ = static_cast<T*>(grown);
    capacity_ = capacity;
    return true;
  }

  T* items_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

// Null if there is no memory.
template <class T, class... Arguments>
T* allocate(Arguments&&... arguments) {
  void* memory = malloc(sizeof(T));
  return memory == nullptr ? nullptr : ::new (memory) T(std::forward<Arguments>(arguments)...);
}

template <class T>
void release(T* object) {
  if (object == nullptr) return;
  object->~T();
  free(object);
}

}  // namespace loader
