// Text that grows at its end; what the dumps are written into.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "btf/dump.h"
#include "support/bytes.h"

namespace btfkit::btf {

// Numbers below 10,000 as four digits each: a table makes two divisions of the usual ten.
inline constexpr auto kFourDigits = [] {
  std::array<std::array<char, 4>, 10'000> digits{};
  for (int n = 0; n < 10'000; ++n) {
    digits[n] = {static_cast<char>('0' + n / 1000), static_cast<char>('0' + n / 100 % 10),
                 static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
  }
  return digits;
}();

// For Text::add_until(): stops at letters below `bound`, which is 0x80 at most, or equal to
// `letter`.
constexpr uint64_t eight_of(uint8_t letter) {
  return uint64_t{0x0101010101010101} * letter;
}
constexpr uint64_t stops_below(uint8_t bound, uint64_t letters) {
  return (letters - eight_of(bound)) & ~letters & eight_of(0x80);
}
constexpr uint64_t stops_at(uint8_t letter, uint64_t letters) {
  return stops_below(1, letters ^ eight_of(letter));
}

// The letters below the first that is to stop at.
constexpr uint64_t letters_before_stop(uint64_t stops) {
  return ((stops & -stops) >> 7) - 1;
}
constexpr size_t letters_up_to_stop(uint64_t stops) {
  return static_cast<size_t>(std::countr_zero(stops)) / 8;
}

// Eight letters of `text`, the first one lowest; zeros for those behind its end.
inline uint64_t eight_letters(std::string_view text, size_t at) {
  uint64_t letters = 0;
  size_t left = text.size() - at;
  if (left >= sizeof letters) [[likely]] {
    std::memcpy(&letters, text.data() + at, sizeof letters);
  } else {
    std::memcpy(&letters, text.data() + at, left);
  }
  return to_endian(letters, Endian::kLittle);
}

// The first string of a string section, or of what is left of one: names are short, so that a loop
// in place is faster than a call.
inline std::string_view first_string(std::string_view section) {
  for (size_t at = 0;; at += sizeof(uint64_t)) {
    uint64_t stops = stops_below(1, eight_letters(section, at));
    if (stops != 0) return {section.data(), at + letters_up_to_stop(stops)};
  }
}

class Text {
 public:
  // Keeps everything, for take(). If it gets no longer than `expected` it is never moved.
  explicit Text(size_t expected = 0) : expected_(expected) {}
  // Hands everything on in pieces; the last one by flush().
  explicit Text(const Sink& sink) : sink_(&sink) {}

  void add(std::string_view text) {
    copy(room(text.size()), text);
    used_ += text.size();
  }
  // The first `count` of `letters`. It copies all of them, which is faster if they are few.
  template <size_t size>
  void add_first(const std::array<char, size>& letters, size_t count) {
    std::memcpy(room(size), letters.data(), size);
    used_ += count;
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
    used_ += static_cast<size_t>(write_number(at, number) - at);
  }

  // The letters of `text` up to the first at which it is to stop, of which there must be one;
  // returns their number. `find_stops` takes eight letters and gives a word in which the upper bit
  // of the first one to stop at is the lowest that is set.
  template <typename FindStops>
  size_t add_until(std::string_view text, FindStops find_stops) {
    // Names are short: to look for the end and to copy in one go, eight letters at a time, is
    // faster than two calls.
    for (size_t at = 0;; at += kEight) {
      char* to = room(kEight);
      uint64_t letters = eight_letters(text, at);
      uint64_t as_they_lie = to_endian(letters, Endian::kLittle);
      std::memcpy(to, &as_they_lie, kEight);
      uint64_t stops = find_stops(letters);
      if (stops != 0) {
        size_t rest = letters_up_to_stop(stops);
        used_ += rest;
        return at + rest;
      }
      used_ += kEight;
    }
  }

  // Bytes so far, with those handed on.
  size_t size() const { return handed_on_ + used_; }

  void flush() {
    (*sink_)(std::string_view(buffer_).substr(0, used_));
    handed_on_ += used_;
    used_ = 0;
  }

  std::string take() && {
    buffer_.resize(used_);
    return std::move(buffer_);
  }

 private:
  static constexpr size_t kLongestNumber = 20;  // INT64_MIN
  static constexpr size_t kEight = sizeof(uint64_t);

  // Small enough to stay in a processor's cache until it is handed on.
  static constexpr size_t kPiece = 1 << 17;

  template <typename Number>
  static char* write_number(char* at, Number number) {
    if constexpr (std::is_signed_v<Number>) {
      if (number < 0) {
        *at++ = '-';
        return write_digits(at, uint64_t{0} - static_cast<uint64_t>(number));
      }
    }
    return write_digits(at, number);
  }

  static char* write_digits(char* at, uint64_t number) {
    if (number < 10'000) [[likely]] {
      const std::array<char, 4>& digits = kFourDigits[number];
      size_t zeros = number >= 100 ? (number < 1000) : 2 + (number < 10);
      std::memcpy(at, digits.data() + zeros, 4 - zeros);
      return at + (4 - zeros);
    }
    at = write_digits(at, number / 10'000);
    std::memcpy(at, kFourDigits[number % 10'000].data(), 4);
    return at + 4;
  }

  // Most names have few letters: two words that overlap are faster than a call.
  static void copy(char* to, std::string_view text) {
    size_t count = text.size();
    if (count > 2 * kEight) return static_cast<void>(std::memcpy(to, text.data(), count));
    if (count >= kEight) return copy_ends<uint64_t>(to, text);
    if (count >= sizeof(uint32_t)) return copy_ends<uint32_t>(to, text);
    for (size_t i = 0; i < count; ++i) to[i] = text[i];
  }

  // The first and the last letters, as many of each as a `Word` has bytes.
  template <typename Word>
  static void copy_ends(char* to, std::string_view text) {
    size_t last = text.size() - sizeof(Word);
    Word first_word, last_word;
    std::memcpy(&first_word, text.data(), sizeof(Word));
    std::memcpy(&last_word, text.data() + last, sizeof(Word));
    std::memcpy(to, &first_word, sizeof(Word));
    std::memcpy(to + last, &last_word, sizeof(Word));
  }

  char* room(size_t count) {
    if (count > buffer_.size() - used_) [[unlikely]]
      make_room(count);
    return buffer_.data() + used_;
  }

  [[gnu::noinline]] void make_room(size_t count) {
    if (sink_ && used_ != 0) flush();
    size_t wanted = used_ + count;
    if (wanted > buffer_.size()) {
      // New letters are not set, so that only the pages that are written to cost something.
      buffer_.resize_and_overwrite(
          sink_ ? std::max(wanted, kPiece) : std::max({2 * wanted, kPiece, expected_}),
          [](char*, size_t size) { return size; });
    }
  }

  const Sink* sink_ = nullptr;
  size_t expected_ = 0;
  std::string buffer_;
  size_t used_ = 0;
  size_t handed_on_ = 0;
};

}  // namespace btfkit::btf
