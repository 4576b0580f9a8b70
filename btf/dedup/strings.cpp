#include <cstring>
#include <functional>

#include "stages.h"

namespace btfkit::btf::dedup {
namespace {

// Strings by content, in an open-addressed table.
class StringTable {
 public:
  StringTable() : slots_(kFirstSize) {}

  // The offset of an equal string, or, if there is none, `offset`, which `text` has from now on.
  uint32_t find_or_add(std::string_view text, uint32_t offset) {
    if (2 * used_ >= slots_.size()) enlarge();
    Slot& slot = slots_[find(text, hash_of(text))];
    if (!slot.text.data()) {
      slot = {text, offset};
      ++used_;
    }
    return slot.offset;
  }

  // The offset of an equal string, or kNone.
  uint32_t find(std::string_view text) const {
    const Slot& slot = slots_[find(text, hash_of(text))];
    return slot.text.data() ? slot.offset : kNone;
  }

  static constexpr uint32_t kNone = UINT32_MAX;

 private:
  static constexpr size_t kFirstSize = 1024;

  struct Slot {
    std::string_view text;
    uint32_t offset;
  };

  static size_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

  size_t find(std::string_view text, size_t hash) const {
    size_t at = hash & (slots_.size() - 1);
    while (slots_[at].text.data() && slots_[at].text != text) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void enlarge() {
    std::vector<Slot> old(4 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.text.data()) slots_[find(slot.text, hash_of(slot.text))] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

// The string that begins at `offset`, up to the NUL that a section ends with at the latest.
std::string_view string_at(std::string_view section, size_t offset) {
  return section.data() + offset;
}

// Of equal strings the first one counts, those of a base's base before the base's.
void add_strings(const Btf& btf, StringTable& table) {
  if (btf.base()) add_strings(*btf.base(), table);
  std::string_view section = btf.own_strings();
  for (size_t at = 0; at < section.size();) {
    std::string_view text = string_at(section, at);
    table.find_or_add(text, btf.first_string() + static_cast<uint32_t>(at));
    at += text.size() + 1;
  }
}

}  // namespace

std::string deduplicate_strings(Types& types, const Btf& btf) {
  std::string_view own = btf.own_strings();
  uint32_t first = btf.first_string();
  StringTable of_base;
  if (btf.base()) add_strings(*btf.base(), of_base);
  StringTable of_result;
  std::string result;
  if (!btf.base()) {
    result.push_back('\0');
    of_result.find_or_add("", 0);
  }
  // Most offsets are used many times, so that a string is looked at once an offset and not once a
  // use. The new offset of each old one:
  LargeArray<uint32_t> renamed(own.size(), StringTable::kNone);
  auto rename = [&](uint32_t old) {
    std::string_view text = string_at(own, old - first);
    if (uint32_t known = of_base.find(text); known != StringTable::kNone) return known;
    auto next = static_cast<uint32_t>(first + result.size());
    uint32_t offset = of_result.find_or_add(text, next);
    if (offset == next) result.append(text).push_back('\0');
    return offset;
  };
  for (Id id = types.first_own(); id < types.end(); ++id) {
    for_each_name(types.at(id), [&](uint32_t& name) {
      if (name < first || name == 0) return;
      uint32_t& known = renamed[name - first];
      if (known == StringTable::kNone) known = rename(name);
      name = known;
    });
  }
  return result;
}

}  // namespace btfkit::btf::dedup
