// Names as numbers, so that units read by different threads agree on them without talking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/bytes.h"

namespace btfkit::btfgen {

// A name. Equal texts have equal names, whatever section they are in:
//   up to 7 bytes    kShort and the text, the first byte lowest
//   in .debug_str    its offset there, that of the first of several equal ones
//   anywhere else    kElsewhere and a hash of the text
enum class Name : uint64_t {};
inline constexpr Name kUnnamed{~uint64_t{0}};
inline constexpr uint64_t kElsewhere = uint64_t{1} << 63;
inline constexpr uint64_t kShort = uint64_t{1} << 62;
inline constexpr size_t kMaxShort = 7;
constexpr uint64_t number(Name name) {
  return static_cast<uint64_t>(name);
}

// All strings of a file's .debug_str, found by their place or by their text. Linkers leave each
// string once in it; where they didn't, the first one stands for all.
class DebugStrings {
 public:
  // `section` must outlive this, as must `prefix`: a NameReader reads what begins with it as the
  // prefix alone, unless it is empty.
  explicit DebugStrings(Bytes section, std::string_view prefix = {});

  std::string_view prefix() const { return prefix_; }

  bool contains(const char* text) const { return text >= begin_ && text < end_; }
  uint32_t offset(const char* text) const { return static_cast<uint32_t>(text - begin_); }
  // Whether the string at `offset` is a whole one, the first of its text, neither short nor one
  // with the prefix, so that the offset is its name.
  bool is_name(uint32_t offset) const { return names_[offset / 64] >> offset % 64 & 1; }
  Name name_of(std::string_view text) const;

  // The text of a name in .debug_str.
  const char* text(Name name) const { return begin_ + number(name); }

 private:
  const char* begin_;
  const char* end_;
  std::string_view prefix_;
  std::vector<uint64_t> names_;  // a bit for each byte of the section
  std::vector<uint32_t> slots_;  // open addressing by text: offset + 1, or 0
};

// The names that one worker has met: those of .debug_str, which all share, and its own.
class NameReader {
 public:
  explicit NameReader(const DebugStrings& strings) : strings_(strings), recent_(kRecent) {}

  // `text` must live as long as the file; null is kUnnamed.
  Name name(const char* text) {
    if (!text) return kUnnamed;
    if (!strings_.contains(text)) [[unlikely]]
      return name_of(text);
    uint32_t offset = strings_.offset(text);
    Recent& recent = recent_[offset % kRecent];
    if (recent.offset != offset + 1) recent = {offset + 1, name_at(offset)};
    return recent.name;
  }
  // The same of a text that need not end in NUL.
  Name name_of(std::string_view text);
  std::string text(Name name) const;
  // Makes the names of another worker known.
  void add(const NameReader& other) {
    elsewhere_.insert(other.elsewhere_.begin(), other.elsewhere_.end());
  }

 private:
  // A MiB: enough for the names that a kernel's headers bring into nearly every unit.
  static constexpr size_t kRecent = size_t{1} << 16;
  struct Recent {
    uint32_t offset = 0;  // one more than the text's
    Name name{};
  };

  Name name_at(uint32_t offset) {
    if (strings_.is_name(offset)) return Name{offset};
    // Short, or the end of a longer string, which linkers use for a text of its own.
    return name_of(strings_.text(Name{offset}));
  }

  const DebugStrings& strings_;
  std::unordered_map<Name, std::string_view> elsewhere_;
  std::vector<Recent> recent_;
};

}  // namespace btfkit::btfgen
