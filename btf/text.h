// Text that grows at its end; what the dumps are written into.
#pragma once

#include <charconv>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

namespace btfkit::btf {

class Text {
 public:
  // Sets address space aside for `expected` bytes; more may come.
  explicit Text(size_t expected) { buffer_.reserve(expected); }

  size_t size() const { return used_; }

  void add(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    used_ += text.size();
  }
  void add(char letter) {
    *room(1) = letter;
    ++used_;
  }
  void add(size_t count, char letter) {
    std::memset(room(count), letter, count);
    used_ += count;
  }
  template <std::integral Number>
    requires(!std::same_as<Number, char>)
  void add_number(Number number) {
    char* at = room(kLongestNumber);
    used_ += static_cast<size_t>(std::to_chars(at, at + kLongestNumber, number).ptr - at);
  }

  std::string take() && {
    buffer_.resize(used_);
    return std::move(buffer_);
  }

 private:
  static constexpr size_t kLongestNumber = 20;  // INT64_MIN
  // The buffer is made longer in steps, so that no page is touched long before it is written.
  static constexpr size_t kStep = 1 << 16;

  char* room(size_t count) {
    if (count > buffer_.size() - used_) [[unlikely]] buffer_.resize(used_ + count + kStep);
    return buffer_.data() + used_;
  }

  std::string buffer_;
  size_t used_ = 0;
};

}  // namespace btfkit::btf
