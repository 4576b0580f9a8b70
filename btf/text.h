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
#include <vector>

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

// For Pen::add_until(): stops at letters below `bound`, which is 0x80 at most, or equal to
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

class Pen;

// The memory of a text. What is long and written at once goes through a Pen of its own; the methods
// here are for the rest.
class Text {
 public:
  // Keeps everything, for take(). If it gets no longer than `expected` it is never moved.
  explicit Text(size_t expected = 0) : expected_(expected) {}
  // Hands everything on in pieces; the last one by flush().
  explicit Text(const Sink& sink) : sink_(&sink) {}
  Text(const Text&) = delete;

  // As a Pen's.
  void add(std::string_view text);
  template <size_t length>
  void add_first(const std::array<char, length>& letters, size_t count);
  void add(char letter);
  void add(size_t count, char letter);
  template <std::integral Number>
    requires(!std::same_as<Number, char>)
  void add_number(Number number);

  // Bytes so far, with those handed on.
  size_t size() const { return handed_on_ + used(); }

  // A place where something is put in later. What, is for its owner to know.
  struct Gap {
    size_t at;
    uint32_t what;
  };
  void leave_gap(uint32_t what) { gaps_.push_back({size(), what}); }
  const std::vector<Gap>& gaps() const { return gaps_; }

  // Appends what already stands at `offset`, of kLongestCopy letters at most; only for a text that
  // keeps everything.
  static constexpr size_t kLongestCopy = 32;
  void copy(size_t offset, size_t count);

  // What has not been handed on.
  std::string_view view() const { return {buffer_.data(), used()}; }

  void flush() {
    (*sink_)(view());
    handed_on_ += used();
    at_ = buffer_.data();
  }

  // Hands on what somebody else has, without a copy where that is worth it.
  void hand_on(std::string_view text) {
    constexpr size_t kWorthIt = 1 << 14;
    if (text.size() < kWorthIt) return add(text);
    flush();
    (*sink_)(text);
    handed_on_ += text.size();
  }

  std::string take() && {
    buffer_.resize(used());
    return std::move(buffer_);
  }

 private:
  friend class Pen;

  // Small enough to stay in a processor's cache until it is handed on.
  static constexpr size_t kPiece = 1 << 17;

  size_t used() const { return static_cast<size_t>(at_ - buffer_.data()); }

  // Makes room for `count` letters behind `at`, where a pen has got to, and says where that is now.
  [[gnu::noinline]] char* make_room(char* at, size_t count) {
    at_ = at;
    if (sink_ && used() != 0) flush();
    size_t before = used();
    size_t wanted = before + count;
    if (wanted > buffer_.size()) {
      // New letters are not set, so that only the pages that are written to cost something.
      buffer_.resize_and_overwrite(
          sink_ ? std::max(wanted, kPiece) : std::max({2 * wanted, kPiece, expected_}),
          [](char*, size_t size) { return size; });
    }
    end_ = buffer_.data() + buffer_.size();
    return buffer_.data() + before;
  }

  const Sink* sink_ = nullptr;
  size_t expected_ = 0;
  std::string buffer_;
  char* at_ = buffer_.data();
  char* end_ = at_;  // of the room
  size_t handed_on_ = 0;
  std::vector<Gap> gaps_;
};

// Writes at the end of a text, which nobody else does as long as it lives. A processor has its
// place in a register: letters may lie anywhere, so that to a compiler each one that is written
// might change whatever is in memory, and a Text's own place with it.
class Pen {
 public:
  explicit Pen(Text& text) : text_(text), at_(text.at_), end_(text.end_) {}
  Pen(const Pen&) = delete;
  ~Pen() { text_.at_ = at_; }

  [[gnu::always_inline]] void add(std::string_view text) {
    make_room(text.size());
    copy(at_, text);
    at_ += text.size();
  }
  // The first `count` of `letters`. It copies all of them, which is faster if they are few.
  template <size_t length>
  [[gnu::always_inline]] void add_first(const std::array<char, length>& letters, size_t count) {
    make_room(length);
    std::memcpy(at_, letters.data(), length);
    at_ += count;
  }
  [[gnu::always_inline]] void add(char letter) {
    make_room(1);
    *at_++ = letter;
  }
  [[gnu::always_inline]] void add(size_t count, char letter) {
    make_room(count);
    std::memset(at_, letter, count);
    at_ += count;
  }
  [[gnu::always_inline]] void copy(size_t offset, size_t count) {
    make_room(Text::kLongestCopy);
    std::memmove(at_, text_.buffer_.data() + offset, Text::kLongestCopy);
    at_ += count;
  }
  template <std::integral Number>
    requires(!std::same_as<Number, char>)
  [[gnu::always_inline]] void add_number(Number number) {
    make_room(kLongestNumber);
    at_ = write_number(at_, number);
  }

  // The letters of `text` up to the first at which it is to stop, of which there must be one;
  // returns their number. `find_stops` takes eight letters and gives a word in which the upper bit
  // of the first one to stop at is the lowest that is set.
  template <typename FindStops>
  [[gnu::always_inline]] size_t add_until(std::string_view text, FindStops find_stops) {
    // Names are short: to look for the end and to copy in one go, eight letters at a time, is
    // faster than two calls.
    for (size_t at = 0;; at += kEight) {
      make_room(kEight);
      uint64_t letters = eight_letters(text, at);
      uint64_t as_they_lie = to_endian(letters, Endian::kLittle);
      std::memcpy(at_, &as_they_lie, kEight);
      uint64_t stops = find_stops(letters);
      if (stops != 0) {
        size_t rest = letters_up_to_stop(stops);
        at_ += rest;
        return at + rest;
      }
      at_ += kEight;
    }
  }

 private:
  static constexpr size_t kLongestNumber = 20;  // INT64_MIN
  static constexpr size_t kEight = sizeof(uint64_t);

  [[gnu::always_inline]] void make_room(size_t count) {
    if (count <= static_cast<size_t>(end_ - at_)) [[likely]]
      return;
    at_ = text_.make_room(at_, count);
    end_ = text_.end_;
  }

  template <typename Number>
  [[gnu::always_inline]] static char* write_number(char* at, Number number) {
    if constexpr (std::is_signed_v<Number>) {
      if (number < 0) {
        *at++ = '-';
        return write_digits(at, uint64_t{0} - static_cast<uint64_t>(number));
      }
    }
    return write_digits(at, number);
  }

  [[gnu::always_inline]] static char* write_digits(char* at, uint64_t number) {
    if (number < 10'000) [[likely]]
      return write_first_digits(at, static_cast<uint32_t>(number));
    if (number < 100'000'000) [[likely]] {
      auto low = static_cast<uint32_t>(number);
      at = write_first_digits(at, low / 10'000);
      return write_four_digits(at, low % 10'000);
    }
    return write_long(at, number);
  }
  [[gnu::noinline]] static char* write_long(char* at, uint64_t number) {
    at = write_digits(at, number / 10'000);
    return write_four_digits(at, static_cast<uint32_t>(number % 10'000));
  }
  // All four letters are copied, those that count to the front.
  static char* write_first_digits(char* at, uint32_t number) {
    uint32_t digits;
    std::memcpy(&digits, kFourDigits[number].data(), sizeof digits);
    digits = to_endian(digits, Endian::kLittle);
    constexpr uint32_t kZeros = 0x30303030, kLastDigit = 0x01000000;
    int zeros = std::countr_zero((digits ^ kZeros) | kLastDigit) / 8;
    digits = to_endian(digits >> 8 * zeros, Endian::kLittle);
    std::memcpy(at, &digits, sizeof digits);
    return at + (4 - zeros);
  }
  static char* write_four_digits(char* at, uint32_t number) {
    std::memcpy(at, kFourDigits[number].data(), 4);
    return at + 4;
  }

  // Most names have few letters: two words that overlap are faster than a call. Where the compiler
  // knows how many there are, it does better.
  [[gnu::always_inline]] static void copy(char* to, std::string_view text) {
    size_t count = text.size();
    if (__builtin_constant_p(count) || count > 2 * kEight) {
      std::memcpy(to, text.data(), count);
    } else if (count >= kEight) {
      copy_ends<uint64_t>(to, text);
    } else if (count >= sizeof(uint32_t)) {
      copy_ends<uint32_t>(to, text);
    } else {
      for (size_t i = 0; i < count; ++i) to[i] = text[i];
    }
  }

  // The first and the last letters, as many of each as a `Word` has bytes.
  template <typename Word>
  [[gnu::always_inline]] static void copy_ends(char* to, std::string_view text) {
    size_t last = text.size() - sizeof(Word);
    Word first_word, last_word;
    std::memcpy(&first_word, text.data(), sizeof(Word));
    std::memcpy(&last_word, text.data() + last, sizeof(Word));
    std::memcpy(to, &first_word, sizeof(Word));
    std::memcpy(to + last, &last_word, sizeof(Word));
  }

  Text& text_;
  char* at_;
  char* end_;
};

inline void Text::add(std::string_view text) {
  Pen(*this).add(text);
}
template <size_t length>
inline void Text::add_first(const std::array<char, length>& letters, size_t count) {
  Pen(*this).add_first(letters, count);
}
inline void Text::add(char letter) {
  Pen(*this).add(letter);
}
inline void Text::copy(size_t offset, size_t count) {
  Pen(*this).copy(offset, count);
}
inline void Text::add(size_t count, char letter) {
  Pen(*this).add(count, letter);
}
template <std::integral Number>
  requires(!std::same_as<Number, char>)
inline void Text::add_number(Number number) {
  Pen(*this).add_number(number);
}

}  // namespace btfkit::btf
