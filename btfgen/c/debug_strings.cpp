#include "c/debug_strings.h"

#include <xxhash.h>

#include <bit>
#include <cstring>

namespace btfkit::btfgen {
namespace {

uint64_t hash(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

// Of up to kMaxShort bytes.
Name short_name(std::string_view text) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    bytes |= uint64_t{static_cast<unsigned char>(text[i])} << 8 * i;
  }
  return Name{bytes | kShort};
}

}  // namespace

DebugStrings::DebugStrings(Bytes section, std::string_view prefix) : prefix_(prefix) {
  std::string_view text = as_text(section);
  text = text.substr(0, text.rfind('\0') + 1);
  begin_ = text.data();
  end_ = begin_ + text.size();
  whole_names_.resize(text.size() / 64 + 1);
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at = text.find('\0', at) + 1) ++count;
  slots_.resize(std::bit_ceil(count * 2 + 1));
  size_t mask = slots_.size() - 1;
  for (size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = text.find('\0', at);
    std::string_view string = text.substr(at, end - at);
    if (string.size() <= kMaxShort) continue;
    size_t slot = hash(string) & mask;
    while (slots_[slot] != 0 && !is_at(slots_[slot] - 1, string)) slot = (slot + 1) & mask;
    if (slots_[slot] != 0) continue;
    slots_[slot] = static_cast<uint32_t>(at) + 1;
    if (!prefix.empty() && string.starts_with(prefix)) continue;
    whole_names_[at / 64] |= uint64_t{1} << at % 64;
  }
}

bool DebugStrings::is_at(uint32_t offset, std::string_view text) const {
  const char* at = begin_ + offset;
  return static_cast<size_t>(end_ - at) > text.size() &&
         std::memcmp(at, text.data(), text.size()) == 0 && at[text.size()] == '\0';
}

Name DebugStrings::name_of(std::string_view text) const {
  if (text.size() <= kMaxShort) return short_name(text);
  uint64_t text_hash = hash(text);
  size_t mask = slots_.size() - 1;
  for (size_t slot = text_hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    if (is_at(slots_[slot] - 1, text)) return Name{slots_[slot] - 1};
  }
  text_hash &= kShort - 1;
  bool is_tail = contains(text.data()) && text.data()[text.size()] == '\0';
  Name name = is_tail ? Name{offset(text.data())} : Name{text_hash | kElsewhere};
  std::lock_guard lock(mutex_);
  return others_.try_emplace(text_hash, name).first->second;
}

Name NameReader::name_at(uint32_t offset) {
  Recent& recent = recent_[offset % kRecent];
  if (recent.offset == offset + 1) return recent.name;
  Name name = name_of(strings_.text(Name{offset}));
  if (name == Name{offset}) {
    is_name_[offset / 64] |= uint64_t{1} << offset % 64;
  } else {
    recent = {offset + 1, name};
  }
  return name;
}

Name NameReader::name_of(std::string_view text) {
  std::string_view prefix = strings_.prefix();
  if (!prefix.empty() && text.starts_with(prefix)) text = prefix;
  Name name = strings_.name_of(text);
  if (number(name) & kElsewhere) elsewhere_.emplace(name, text);
  return name;
}

std::string NameReader::text(Name name) const {
  if (name == kUnnamed) return "";
  if (number(name) & kElsewhere) return std::string(elsewhere_.at(name));
  if (!(number(name) & kShort)) return strings_.text(name);
  std::string result;
  for (uint64_t bytes = number(name) & (kShort - 1); bytes != 0; bytes >>= 8) {
    result.push_back(static_cast<char>(bytes));
  }
  return result;
}

}  // namespace btfkit::btfgen
