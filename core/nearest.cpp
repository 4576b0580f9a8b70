#include "core/nearest.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "core/compatibility.h"
#include "core/name.h"
#include "core/walk_members.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::TypeId;

constexpr size_t kMaxAnswers = 3;

// Whether every letter of the shorter name is in the longer one, and how far apart they are then:
// `state` and `__state`.
bool contains(std::string_view one, std::string_view other) {
  constexpr size_t kMinLength = 4;
  if (one.size() > other.size()) std::swap(one, other);
  return one.size() >= kMinLength && other.find(one) != other.npos;
}

std::string_view without_underscores(std::string_view name) {
  while (name.starts_with('_')) name.remove_prefix(1);
  while (name.ends_with('_')) name.remove_suffix(1);
  return name;
}

struct Closeness {
  uint32_t distance;
  bool is_close;       // whatever else is known
  bool is_half_close;  // if something else speaks for it
};

Closeness closeness(std::string_view wanted, std::string_view name) {
  auto length = static_cast<uint32_t>(wanted.size());
  // Of names as short as `si` and `sp` every letter counts.
  uint32_t half = length < 4 ? length / 3 : (length + 1) / 2;
  uint32_t distance = edit_distance(wanted, name, half);
  // `state` became `__state`, so that nobody should use it as before.
  if (without_underscores(wanted) == without_underscores(name)) return {0, true, true};
  bool is_within = contains(wanted, name);
  return {distance, is_within || distance <= length / 3, is_within || distance <= half};
}

// The letters that two names have in common, in their order.
uint32_t common_letters(std::string_view one, std::string_view other) {
  constexpr size_t kMaxLength = 128;
  one = one.substr(0, kMaxLength);
  other = other.substr(0, kMaxLength);
  std::vector<uint32_t> row(other.size() + 1);
  for (char letter : one) {
    uint32_t diagonal = 0;
    for (size_t i = 1; i < row.size(); ++i) {
      uint32_t above = row[i];
      row[i] = letter == other[i - 1] ? diagonal + 1 : std::max(above, row[i - 1]);
      diagonal = above;
    }
  }
  return row.back();
}

TypeId stripped(const Btf& btf, TypeId id) {
  auto result = btf::skip_modifiers(btf, id);
  return result ? *result : btf::kVoid;
}

// What a pointer points to, or the type itself.
TypeId pointee(const Btf& btf, TypeId id) {
  auto pointer = btf::get_if<btf::Ptr>(btf, id);
  return pointer ? stripped(btf, pointer->type) : id;
}

// Whether both are the same struct, union or enum by name, or pointers to it.
bool same_named_type(const Btf& local, TypeId local_type, const Btf& target, TypeId target_type) {
  TypeId from = stripped(local, local_type);
  TypeId to = stripped(target, target_type);
  if (from == btf::kVoid || to == btf::kVoid) return false;
  if (local.type(from).kind.index() != target.type(to).kind.index()) return false;
  from = pointee(local, from);
  to = pointee(target, to);
  if (from == btf::kVoid || to == btf::kVoid) return false;
  // A forward declaration stands for its definition here.
  auto is_distinct = [](const btf::Kind& kind) {
    return btf::as_composite(kind) || std::holds_alternative<btf::Fwd>(kind) ||
           std::holds_alternative<btf::Enum>(kind);
  };
  btf::Type one = local.type(from), other = target.type(to);
  if (!is_distinct(one.kind) || !is_distinct(other.kind)) return false;
  std::string_view name = essential_name(local.name(one));
  return !name.empty() && name == essential_name(target.name(other));
}

bool are_compatible(const Btf& local, TypeId local_type, const Btf& target, TypeId target_type) {
  auto result = fields_compatible(local, local_type, target, target_type);
  return result && *result;
}

// "rq_disk" and "disk" have "disk" in common.
bool share_word(std::string_view one, std::string_view other) {
  constexpr size_t kMinLength = 3;
  auto for_each_word = [](std::string_view name, auto use) {
    for (size_t at = 0; at < name.size();) {
      size_t end = std::min(name.find('_', at), name.size());
      if (end - at >= kMinLength) use(name.substr(at, end - at));
      at = end + 1;
    }
  };
  bool found = false;
  for_each_word(one, [&](std::string_view word) {
    for_each_word(other, [&](std::string_view candidate) { found |= word == candidate; });
  });
  return found;
}

// The length of the words that both begin with: 4 of "BPF_ANY" and "BPF_EXIST".
size_t common_words(std::string_view one, std::string_view other) {
  auto [end, unused] = std::ranges::mismatch(one, other);
  std::string_view common = one.substr(0, static_cast<size_t>(end - one.begin()));
  size_t last = common.rfind('_');
  return last == common.npos ? 0 : last + 1;
}

template <typename Answer, typename Rank>
std::vector<Answer> best(std::vector<std::pair<Rank, Answer>> answers) {
  std::ranges::stable_sort(answers, {}, [](const auto& answer) { return answer.first; });
  if (answers.size() > kMaxAnswers) answers.erase(answers.begin() + kMaxAnswers, answers.end());
  std::vector<Answer> result;
  for (auto& [rank, answer] : answers) result.push_back(std::move(answer));
  return result;
}

// Calls `use(index, name)` for each enumerator of an enum of either width.
template <typename Use>
void for_each_enumerator(const Btf& btf, TypeId id, Use use) {
  if (id == btf::kVoid) return;
  btf::Kind kind = btf.type(id).kind;
  auto each = [&](const auto& enumerators) {
    for (const auto& enumerator : enumerators) use(btf.string(enumerator.name));
  };
  if (auto* type = std::get_if<btf::Enum>(&kind)) each(type->enumerators);
  if (auto* type = std::get_if<btf::Enum64>(&kind)) each(type->enumerators);
}

// Calls `use` with each part's own types.
template <typename Use>
void for_each_type(std::span<const Module> parts, Use use) {
  for (const Module& part : parts) {
    for (TypeId id = part.btf->first_id(); id != part.btf->end_id(); id = TypeId{number(id) + 1}) {
      use(Candidate{part.btf, id, part.name});
    }
  }
}

// Functions, variables and sections have the names of types by chance.
bool is_type_by_itself(const btf::Kind& kind) {
  return !std::holds_alternative<btf::Func>(kind) && !std::holds_alternative<btf::Var>(kind) &&
         !std::holds_alternative<btf::Datasec>(kind) &&
         !std::holds_alternative<btf::DeclTag>(kind) && !std::holds_alternative<btf::TypeTag>(kind);
}

bool has_all_members(const Btf& local, TypeId local_id, const Btf& target, TypeId id) {
  std::set<std::string_view> names;
  walk_members(target, id, [&](TypeId, const btf::Member& member) {
    names.insert(target.string(member.name));
  });
  bool has_all = true;
  size_t count = 0;
  walk_members(local, local_id, [&](TypeId, const btf::Member& member) {
    ++count;
    has_all &= names.contains(local.string(member.name));
  });
  return has_all && count > 0;
}

}  // namespace

uint32_t edit_distance(std::string_view one, std::string_view other, uint32_t limit) {
  // No name that is worth a guess is longer.
  constexpr size_t kMaxLength = 256;
  uint32_t far = limit + 1;
  if (one.size() < other.size()) std::swap(one, other);
  if (one.size() - other.size() > limit || one.size() > kMaxLength) return far;
  std::vector<uint32_t> row(other.size() + 1);
  for (size_t i = 0; i < row.size(); ++i) row[i] = static_cast<uint32_t>(i);
  for (size_t at = 0; at < one.size(); ++at) {
    uint32_t diagonal = row[0];
    uint32_t least = row[0] = static_cast<uint32_t>(at + 1);
    for (size_t i = 1; i < row.size(); ++i) {
      uint32_t above = row[i];
      uint32_t replaced = diagonal + (one[at] != other[i - 1]);
      row[i] = std::min({replaced, above + 1, row[i - 1] + 1});
      least = std::min(least, row[i]);
      diagonal = above;
    }
    if (least > limit) return far;
  }
  return std::min(row.back(), far);
}

std::vector<NearMember> deeper_members(const Btf& local, std::string_view name, TypeId local_type,
                                       const Btf& target, TypeId in) {
  name = essential_name(name);
  std::vector<std::pair<std::tuple<bool, uint32_t>, NearMember>> found;
  walk_members(target, in, [&](TypeId, const btf::Member& outer) {
    TypeId type = stripped(target, outer.type);
    bool is_pointer = type != btf::kVoid && btf::get_if<btf::Ptr>(target, type);
    TypeId inner = is_pointer ? pointee(target, type) : type;
    if (inner == in || !btf::get_if_composite(target, inner)) return;
    walk_members(target, inner, [&](TypeId, const btf::Member& member) {
      std::string_view there = target.string(member.name);
      bool same_name = there == name;
      bool fits =
          same_named_type(local, local_type, target, member.type)
              ? same_name || share_word(name, there)
              : !is_pointer && same_name && are_compatible(local, local_type, target, member.type);
      if (!fits) return;
      std::string path =
          fmt::format("{}{}{}", target.string(outer.name), is_pointer ? "->" : ".", there);
      uint32_t far = edit_distance(name, target.string(outer.name), 64);
      found.push_back({{!same_name, far}, {std::move(path), member.type}});
    });
  });
  return best(std::move(found));
}

std::vector<NearMember> nearest_members(const Btf& local, std::string_view name, TypeId local_type,
                                        const Btf& target, TypeId in) {
  name = essential_name(name);
  // What leads to something of the same type is more likely to be meant.
  std::set<std::string> leading;
  for (const NearMember& deeper : deeper_members(local, name, local_type, target, in)) {
    leading.insert(deeper.path.substr(0, deeper.path.find_first_of(".-")));
  }
  std::vector<std::pair<std::tuple<uint32_t, int, size_t>, NearMember>> found;
  walk_members(target, in, [&](TypeId, const btf::Member& member) {
    std::string there(target.string(member.name));
    auto [distance, is_close, is_half_close] = closeness(name, there);
    bool compatible = are_compatible(local, local_type, target, member.type);
    if (!is_close && !(is_half_close && compatible)) return;
    int rank = same_named_type(local, local_type, target, member.type) ? 0
               : leading.contains(there)                               ? 1
               : compatible                                            ? 2
                                                                       : 3;
    if (!is_close && rank > 1 && !leading.empty()) return;
    size_t strange = name.size() + there.size() - 2 * common_letters(name, there);
    found.push_back({{distance, rank, strange}, {std::move(there), member.type}});
  });
  // Besides `__state` for `state` nothing is worth a word.
  auto is_same_name = [](const auto& near) { return std::get<0>(near.first) == 0; };
  if (std::ranges::any_of(found, is_same_name)) std::erase_if(found, std::not_fn(is_same_name));
  return best(std::move(found));
}

std::vector<Candidate> nearest_types(const Btf& local, TypeId id, std::span<const Module> parts) {
  btf::Type wanted = local.type(id);
  std::string_view name = essential_name(local.name(wanted));
  std::vector<std::pair<std::tuple<uint32_t, bool, uint32_t>, Candidate>> found;
  for_each_type(parts, [&](const Candidate& candidate) {
    const Btf& target = *candidate.btf;
    std::string_view there = target.name(candidate.type);
    if (there.empty()) return;
    if (essential_name(there) == name) {
      btf::Kind kind = target.type(candidate.type).kind;
      if (is_type_by_itself(kind) && !kinds_compatible(wanted.kind, kind)) {
        found.push_back({{0, false, 0}, candidate});
      }
      return;
    }
    size_t difference = std::max(name.size(), there.size()) - std::min(name.size(), there.size());
    if (difference > (name.size() + 1) / 2) return;
    auto [distance, is_close, is_half_close] = closeness(name, there);
    if (!is_half_close || !kinds_compatible(wanted.kind, target.type(candidate.type).kind)) return;
    bool has_all = has_all_members(local, id, target, candidate.type);
    if (is_close || has_all) found.push_back({{1, !has_all, distance}, candidate});
  });
  return best(std::move(found));
}

std::vector<std::string_view> nearest_enumerators(std::string_view name, const Btf& target,
                                                  TypeId in) {
  name = essential_name(name);
  std::vector<std::pair<std::tuple<uint32_t, size_t>, std::string_view>> found;
  for_each_enumerator(target, in, [&](std::string_view there) {
    // BPF_MAP_TYPE_ARRAY is no nearer to BPF_MAP_TYPE_HASH by what all of them begin with.
    size_t prefix = common_words(name, there);
    Closeness close = closeness(name.substr(prefix), there.substr(prefix));
    if (!close.is_close) return;
    size_t strange = name.size() + there.size() - 2 * common_letters(name, there);
    found.push_back({{close.distance, strange}, there});
  });
  return best(std::move(found));
}

std::vector<NearEnumerator> enumerators_elsewhere(std::string_view name,
                                                  std::span<const Module> parts) {
  name = essential_name(name);
  std::vector<NearEnumerator> found;
  for_each_type(parts, [&](const Candidate& candidate) {
    if (found.size() == kMaxAnswers) return;
    for_each_enumerator(*candidate.btf, candidate.type, [&](std::string_view there) {
      if (found.size() < kMaxAnswers && essential_name(there) == name) {
        found.push_back({candidate, there});
      }
    });
  });
  return found;
}

}  // namespace btfkit::core
