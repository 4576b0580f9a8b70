// Names as numbers, so that units read by different threads agree on them without talking.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/bytes.h"

namespace btfkit::btfgen {

// A name: the offset of the string in .debug_str, or kElsewhere and a hash of the text for one that
// isn't there. Equal texts have equal names.
enum class Name : uint64_t {};
inline constexpr Name kUnnamed{~uint64_t{0}};
inline constexpr uint64_t kElsewhere = uint64_t{1} << 63;
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

  // Of a text that lies in .debug_str.
  bool contains(const char* text) const { return text >= begin_ && text < end_; }
  // Its name, if it is not the end of another string, the first of its text and not one with the
  // prefix.
  std::optional<Name> name_at(const char* text) const {
    auto offset = static_cast<uint64_t>(text - begin_);
    if (firsts_[offset / 64] >> offset % 64 & 1) [[likely]]
      return Name{offset};
    return std::nullopt;
  }
  Name name_of(std::string_view text) const;

  // The text of a name without kElsewhere.
  const char* text(Name name) const { return begin_ + number(name); }

 private:
  const char* begin_;
  const char* end_;
  std::string_view prefix_;
  std::vector<uint64_t> firsts_;  // a bit for each byte of the section
  std::vector<uint32_t> slots_;   // open addressing by text: offset + 1, or 0
};

// The names that one worker has met: those of .debug_str, which all share, and its own.
class NameReader {
 public:
  explicit NameReader(const DebugStrings& strings) : strings_(strings) {}

  // `text` must live as long as the file; null is kUnnamed.
  Name name(const char* text) {
    if (!text) return kUnnamed;
    if (strings_.contains(text)) [[likely]] {
      if (auto name = strings_.name_at(text)) return *name;
    }
    return name_of(text);
  }
  // The same of a text that need not end in NUL.
  Name name_of(std::string_view text);
  std::string_view text(Name name) const;
  // Makes the names of another worker known.
  void add(const NameReader& other) {
    elsewhere_.insert(other.elsewhere_.begin(), other.elsewhere_.end());
  }

 private:
  const DebugStrings& strings_;
  std::unordered_map<Name, std::string_view> elsewhere_;
};

}  // namespace btfkit::btfgen
