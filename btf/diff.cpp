// Types are paired by family and name; pairs are compared by diff_compare.cpp.
#include "btf/diff.h"

#include <algorithm>

#include "diff_compare.h"

namespace btfkit::btf {
namespace {

struct Entry {
  Family family;
  std::string_view name;
  TypeId id;

  auto key() const { return std::tuple(family, name, number(id)); }
  bool has_name_of(const Entry& other) const {
    return family == other.family && name == other.name;
  }
};

// All that has a name, in the order of the difference.
std::vector<Entry> entries_of(const Btf& btf) {
  std::vector<Entry> entries;
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    Type type = btf.type(id);
    std::string_view name = btf.name(type);
    if (name.empty()) continue;
    if (auto family = family_of(type.kind)) entries.push_back({*family, name, id});
  }
  std::ranges::sort(entries, {}, &Entry::key);
  return entries;
}

// Enums without a name, but for those that have one by a typedef.
std::vector<TypeId> constants_of(const Btf& btf) {
  std::vector<bool> has_typedef(number(btf.end_id()));
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    if (auto alias = get_if<Typedef>(btf, id)) has_typedef[number(alias->type)] = true;
  }
  std::vector<TypeId> enums;
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    Type type = btf.type(id);
    if (!btf.name(type).empty() || has_typedef[number(id)]) continue;
    if (family_of(type.kind) == Family::kEnum) enums.push_back(id);
  }
  return enums;
}

class Diff {
 public:
  Diff(const Btf& before, const Btf& after)
      : before_(before), after_(after), comparison_(before, after) {}

  Result<Difference> run() && {
    std::vector<Entry> before = entries_of(before_);
    std::vector<Entry> after = entries_of(after_);
    std::span<const Entry> a = before, b = after;
    while (!a.empty() || !b.empty()) {
      bool takes_a = !a.empty() && (b.empty() || !precedes(b.front(), a.front()));
      const Entry& first = takes_a ? a.front() : b.front();
      compare_group(take_group(a, first), take_group(b, first));
    }
    add(comparison_.constant_changes(constants_of(before_), constants_of(after_)));
    BTFKIT_CHECK(comparison_.result());
    std::ranges::stable_sort(difference_.types, {}, [](const TypeChange& change) {
      return std::pair(change.family, std::string_view(change.name));
    });
    return std::move(difference_);
  }

 private:
  static bool precedes(const Entry& one, const Entry& other) {
    return std::pair(one.family, one.name) < std::pair(other.family, other.name);
  }

  static std::span<const Entry> take_group(std::span<const Entry>& entries, const Entry& first) {
    size_t count = 0;
    while (count < entries.size() && entries[count].has_name_of(first)) ++count;
    std::span<const Entry> group = entries.first(count);
    entries = entries.subspan(count);
    return group;
  }

  // Types of one name. Usually there is one on each side.
  void compare_group(std::span<const Entry> before, std::span<const Entry> after) {
    std::vector<bool> is_paired(after.size());
    std::vector<Entry> changed;
    // Crafted BTF may have any number of them; then only those at the same place are compared.
    constexpr size_t kMaxPairs = 4096;
    bool try_all = before.size() <= kMaxPairs / std::max<size_t>(after.size(), 1);
    for (size_t i = 0; i < before.size(); ++i) {
      size_t first = try_all ? 0 : i, end = try_all ? after.size() : std::min(i + 1, after.size());
      size_t found = first;
      while (found < end &&
             (is_paired[found] || !comparison_.equal(before[i].id, after[found].id))) {
        ++found;
      }
      if (found < end) {
        is_paired[found] = true;
      } else {
        changed.push_back(before[i]);
      }
    }
    for (const Entry& entry : changed) {
      std::optional<size_t> partner = best_partner(entry, after, is_paired, try_all);
      if (!partner) {
        add_whole(entry, true);
        continue;
      }
      is_paired[*partner] = true;
      add(comparison_.changes(entry.family, entry.id, after[*partner].id));
    }
    for (size_t i = 0; i < after.size(); ++i) {
      if (!is_paired[i]) add_whole(after[i], false);
    }
  }

  // The one that has most names in common with `entry`; of several the first.
  std::optional<size_t> best_partner(const Entry& entry, std::span<const Entry> after,
                                     const std::vector<bool>& is_paired, bool try_all) const {
    std::optional<size_t> best;
    size_t most = 0;
    for (size_t i = 0; i < after.size(); ++i) {
      if (is_paired[i]) continue;
      if (!try_all || after.size() == 1) return i;
      size_t common = comparison_.common_names(entry.id, after[i].id);
      if (best && common <= most) continue;
      best = i;
      most = common;
    }
    return best;
  }

  void add(TypeChange change) {
    if (!is_empty(change)) difference_.types.push_back(std::move(change));
  }

  void add_whole(const Entry& entry, bool is_removed) {
    TypeChange change;
    change.family = entry.family;
    change.name = entry.name;
    (is_removed ? change.before : change.after) = entry.id;
    (is_removed ? change.declaration_before : change.declaration_after) =
        declaration(is_removed ? before_ : after_, entry.id);
    difference_.types.push_back(std::move(change));
  }

  const Btf& before_;
  const Btf& after_;
  Comparison comparison_;
  Difference difference_;
};

}  // namespace

std::string_view family_name(Family family) {
  switch (family) {
    case Family::kStruct:
      return "struct";
    case Family::kUnion:
      return "union";
    case Family::kEnum:
      return "enum";
    case Family::kConstants:
      return "constants";
    case Family::kTypedef:
      return "typedef";
    case Family::kFunction:
      return "function";
    case Family::kVariable:
      return "variable";
    case Family::kScalar:
      return "scalar";
  }
  return "";
}

Result<Difference> diff(const Btf& before, const Btf& after) {
  return Diff(before, after).run();
}

Difference select(Difference difference, const Selection& before, const Selection& after) {
  auto in_either = [&](const auto& change, auto holds) {
    return (change.before && holds(before, *change.before)) ||
           (change.after && holds(after, *change.after));
  };
  auto has_member = [](const Selection& selection, const Field& field) {
    return selection.members.contains({field.holder, field.index});
  };
  auto has_enumerator = [](const Selection& selection, const Value& value) {
    return selection.enumerators.contains({value.holder, value.index});
  };
  std::erase_if(difference.types, [&](TypeChange& change) {
    if (before.whole.contains(change.before) || after.whole.contains(change.after)) return false;
    if (change.added()) return !after.existence.contains(change.after);
    if (change.removed()) return !before.existence.contains(change.before);
    bool has_size = before.sizes.contains(change.before) || after.sizes.contains(change.after);
    std::erase_if(change.properties, [&](const PropertyChange& property) {
      return property.property != "size" || !has_size;
    });
    std::erase_if(change.fields,
                  [&](const FieldChange& field) { return !in_either(field, has_member); });
    std::erase_if(change.enumerators,
                  [&](const EnumeratorChange& one) { return !in_either(one, has_enumerator); });
    change.parameters.clear();
    return is_empty(change);
  });
  return difference;
}

}  // namespace btfkit::btf
