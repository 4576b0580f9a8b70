#include "btf/named_types.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace btfkit::btf {
namespace {

// A name, and the keyword before it if the user gave one.
struct Wanted {
  std::string_view keyword;
  std::string_view name;
};

Wanted parse(std::string_view text) {
  for (std::string_view keyword : {"struct", "union", "enum"}) {
    if (text.starts_with(keyword) && text.substr(keyword.size()).starts_with(' ')) {
      return {keyword, text.substr(keyword.size() + 1)};
    }
  }
  return {{}, text};
}

bool is_shown(const Kind& kind) {
  return !std::holds_alternative<Datasec>(kind) && !std::holds_alternative<DeclTag>(kind) &&
         !std::holds_alternative<TypeTag>(kind) && !std::holds_alternative<Unknown>(kind);
}

bool has_keyword(const Kind& kind, std::string_view keyword) {
  if (keyword == "struct") {
    auto* forward = std::get_if<Fwd>(&kind);
    return std::holds_alternative<Struct>(kind) || (forward && !forward->is_union);
  }
  if (keyword == "union") {
    auto* forward = std::get_if<Fwd>(&kind);
    return std::holds_alternative<Union>(kind) || (forward && forward->is_union);
  }
  return std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind);
}

// How many letters have to be inserted, removed, changed or swapped with their neighbour to make
// one word of the other; `limit` + 1 if these are more.
size_t distance(std::string_view a, std::string_view b, size_t limit) {
  size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  std::vector<size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    size_t least = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
    before_last = last;
    std::swap(last, row);
  }
  return last[b.size()];
}

std::string nearest_names(const Btf& btf, std::string_view wanted) {
  constexpr size_t kMost = 3;
  size_t limit = std::clamp<size_t>(wanted.size() / 3, 1, 3);
  std::set<std::pair<size_t, std::string_view>> nearest;
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    std::string_view name = btf.name(id);
    if (name.empty() || !is_shown(btf.type(id).kind)) continue;
    size_t letters = distance(wanted, name, limit);
    if (letters <= limit) nearest.emplace(letters, name);
    if (nearest.size() > kMost) nearest.erase(std::prev(nearest.end()));
  }
  if (nearest.empty()) return "";
  std::vector<std::string> names;
  for (const auto& [letters, name] : nearest) names.push_back(fmt::format("'{}'", name));
  return fmt::format("; the nearest: {}", fmt::join(names, ", "));
}

}  // namespace

Result<std::vector<std::vector<TypeId>>> named_types(const Btf& btf,
                                                     std::span<const std::string> names) {
  std::vector<Wanted> wanted;
  std::unordered_map<std::string_view, std::vector<size_t>> by_name;
  for (const std::string& name : names) {
    wanted.push_back(parse(name));
    by_name[wanted.back().name].push_back(wanted.size() - 1);
  }
  std::vector<std::vector<TypeId>> types(names.size()), declarations(names.size());
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    auto entry = by_name.find(btf.name(id));
    if (entry == by_name.end() || entry->first.empty()) continue;
    Kind kind = btf.type(id).kind;
    if (!is_shown(kind)) continue;
    for (size_t i : entry->second) {
      if (!wanted[i].keyword.empty() && !has_keyword(kind, wanted[i].keyword)) continue;
      (std::holds_alternative<Fwd>(kind) ? declarations : types)[i].push_back(id);
    }
  }
  for (size_t i = 0; i < names.size(); ++i) {
    // A forward declaration only where there is nothing better.
    if (types[i].empty()) types[i] = declarations[i];
    if (types[i].empty()) {
      return fail("no type is named '{}'{}", names[i], nearest_names(btf, wanted[i].name));
    }
  }
  return types;
}

}  // namespace btfkit::btf
