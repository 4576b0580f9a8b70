// Names as numbers, so that units read by different threads agree on them without talking.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/bytes.h"

namespace btfkit::btfgen {

// A name. Equal texts have equal names, whatever section they are in:
//   up to 3 bytes    kShort and the text, the first byte lowest
//   in .debug_str    its offset there, one of several equal ones
//   anywhere else    kElsewhere and a hash of the text
// Compilers write strings of up to 3 bytes into the DIE itself and all others into .debug_str, so
// that hardly any name has to be looked up by its text.
enum class Name : uint64_t {};
inline constexpr Name kUnnamed{~uint64_t{0}};
inline constexpr uint64_t kElsewhere = uint64_t{1} << 63;
inline constexpr uint64_t kShort = uint64_t{1} << 62;
inline constexpr size_t kMaxShort = 3;
constexpr uint64_t number(Name name) {
  return static_cast<uint64_t>(name);
}

// All strings of a file's .debug_str, found by their place or by their text. Linkers leave each
// string once in it; where they didn't, the first one stands for all. They also let a text that
// ends another string share its bytes: such a tail is known once it was asked for, by its hash.
// For several threads.
class DebugStrings {
 public:
  // `section` must outlive this, as must `prefix`: a NameReader reads what begins with it as the
  // prefix alone, unless it is empty.
  explicit DebugStrings(Bytes section, std::string_view prefix = {});

  std::string_view prefix() const { return prefix_; }

  bool contains(const char* text) const { return text >= begin_ && text < end_; }
  uint32_t offset(const char* text) const { return static_cast<uint32_t>(text - begin_); }
  // A bit for each byte of the section: whether a whole string begins there, the first of its text,
  // neither short nor one with the prefix, so that the offset is its name.
  const std::vector<uint64_t>& whole_names() const { return whole_names_; }
  // Which name a text gets that isn't a whole string depends on who asks first, and with several
  // threads on chance; it is the same from then on.
  Name name_of(std::string_view text) const;

  // The text of a name in .debug_str.
  const char* text(Name name) const { return begin_ + number(name); }

 private:
  // Whether the string at `offset` is `text`.
  bool is_at(uint32_t offset, std::string_view text) const;

  const char* begin_;
  const char* end_;
  std::string_view prefix_;
  std::vector<uint64_t> whole_names_;
  std::vector<uint32_t> slots_;  // whole strings, open addressing by text: offset + 1, or 0
  mutable std::mutex mutex_;
  mutable absl::flat_hash_map<uint64_t, Name> others_;  // by hash
};

// The names that one worker has met: those of .debug_str, which all share, and its own.
class NameReader {
 public:
  explicit NameReader(const DebugStrings& strings)
      : strings_(strings), is_name_(strings.whole_names()), recent_(kRecent) {}

  // `text` must live as long as the file; null is kUnnamed.
  Name name(const char* text) {
    if (!text) return kUnnamed;
    if (!strings_.contains(text)) [[unlikely]]
      return name_elsewhere(text);
    uint32_t offset = strings_.offset(text);
    if (is_name_[offset / 64] >> offset % 64 & 1) [[likely]]
      return Name{offset};
    return name_at(offset);
  }
  // The same of a text that need not end in NUL.
  Name name_of(std::string_view text);
  std::string text(Name name) const;
  // Makes the names of another worker known.
  void add(const NameReader& other) {
    elsewhere_.insert(other.elsewhere_.begin(), other.elsewhere_.end());
  }

 private:
  static constexpr size_t kRecent = size_t{1} << 14;
  struct Recent {
    uint32_t offset = 0;  // one more than the text's
    Name name{};
  };

  // Of what is_name_ doesn't know.
  Name name_at(uint32_t offset);
  // What stands in the DIE itself is mostly short.
  Name name_elsewhere(const char* text) {
    uint64_t bytes = 0;
    for (size_t i = 0; i <= kMaxShort; ++i) {
      uint64_t byte = static_cast<unsigned char>(text[i]);
      if (byte == 0 && strings_.prefix().empty()) return Name{bytes | kShort};
      if (byte == 0) break;
      bytes |= byte << 8 * i;
    }
    return name_of(text);
  }

  const DebugStrings& strings_;
  std::unordered_map<Name, std::string_view> elsewhere_;
  // A bit for each byte of .debug_str: whether the offset is known to be the name of the text.
  std::vector<uint64_t> is_name_;
  std::vector<Recent> recent_;  // by offset, for those of .debug_str that have other names
};

}  // namespace btfkit::btfgen
