#include "stages.h"

namespace btfkit::btf::dedup {
namespace {

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

StringTable strings_of(const Btf& btf) {
  StringTable table;
  add_strings(btf, table);
  return table;
}

std::string deduplicate_strings(Types& types, const Btf& btf, const StringTable& of_base) {
  std::string_view own = btf.own_strings();
  uint32_t first = btf.first_string();
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
    for_each_name(types.own(id), [&](uint32_t& name) {
      if (name < first || name == 0) return;
      uint32_t& known = renamed[name - first];
      if (known == StringTable::kNone) known = rename(name);
      name = known;
    });
  }
  return result;
}

}  // namespace btfkit::btf::dedup
