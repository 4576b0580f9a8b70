#include "core/access.h"

#include <charconv>

#include "core/compatibility.h"
#include "core/name.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::CoreKind;
using btf::TypeId;

Result<std::vector<uint32_t>> parse_numbers(std::string_view text) {
  std::vector<uint32_t> numbers;
  const char* at = text.data();
  const char* end = at + text.size();
  for (;;) {
    uint32_t value;
    auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || (next != end && *next != ':')) {
      return fail("accessor string '{}' is not a list of numbers", text);
    }
    if (numbers.size() == kMaxAccessors) {
      return fail("accessor string '{}' has more than {} numbers", text, kMaxAccessors);
    }
    numbers.push_back(value);
    if (next == end) return numbers;
    at = next + 1;
  }
}

std::optional<std::string_view> enumerator_name(const Btf& btf, TypeId type, uint32_t index) {
  btf::Kind kind = btf.type(type).kind;
  if (auto* e = std::get_if<btf::Enum>(&kind); e && index < e->enumerators.size()) {
    return btf.string(e->enumerators[index].name);
  }
  if (auto* e = std::get_if<btf::Enum64>(&kind); e && index < e->enumerators.size()) {
    return btf.string(e->enumerators[index].name);
  }
  return std::nullopt;
}

size_t enumerator_count(const Btf& btf, TypeId type) {
  btf::Kind kind = btf.type(type).kind;
  if (auto* e = std::get_if<btf::Enum>(&kind)) return e->enumerators.size();
  if (auto* e = std::get_if<btf::Enum64>(&kind)) return e->enumerators.size();
  return 0;
}

// A flexible array is the last member of its struct and has no length of its own.
bool is_flexible_array(const Btf& btf, const Step& holder, const btf::Array& array) {
  if (holder.name.empty() || array.count > 0) return false;
  auto composite = btf::get_if_composite(btf, holder.type);
  return composite && holder.index + 1 == composite->members.size();
}

Result<void> add_elements(Access& access, const Btf& btf, TypeId element, uint32_t index,
                          uint32_t pointer_size) {
  uint64_t size = BTFKIT_TRY(btf::size_of(btf, element, pointer_size));
  // 64 steps of 32-bit indices times sizes could wrap; an offset that large is nonsense anyway.
  constexpr uint64_t kMaxBytes = uint64_t{1} << 40;
  if (index != 0 && size > kMaxBytes / index) {
    return fail("element {} of type {} is out of reach", index, btf::describe(btf, element));
  }
  access.bit_offset += uint64_t{index} * size * 8;
  return {};
}

// Finds members by name in a target struct, through anonymous members.
class MemberSearch {
 public:
  MemberSearch(const Btf& local, const Btf& target, Budget* budget)
      : local_(local), target_(target), budget_(budget) {}

  // Looks for the member that local step `wanted` names in target type `in`. If found, appends its
  // step to `access` and returns its type.
  Result<std::optional<TypeId>> find(const Step& wanted, TypeId in, Access& access) {
    auto wanted_in = btf::get_if_composite(local_, wanted.type);
    return find(wanted, wanted_in->members[wanted.index].type, in, access, 0);
  }

 private:
  Result<std::optional<TypeId>> find(const Step& wanted, TypeId wanted_type, TypeId in,
                                     Access& access, size_t depth) {
    TypeId id = BTFKIT_TRY(btf::skip_modifiers(target_, in));
    auto composite = btf::get_if_composite(target_, id);
    if (!composite) return std::nullopt;
    if (depth > kMaxAccessors) {
      return fail("type {}: anonymous members nest too deeply", btf::describe(target_, id));
    }
    for (uint32_t i = 0; i < composite->members.size(); ++i) {
      const btf::Member& member = composite->members[i];
      // Nesting is bounded by depth, but a crafted type can branch at each level.
      constexpr uint64_t kMaxVisits = 1'000'000;
      if (++visits_ > kMaxVisits) {
        return fail("type {}: the search for '{}' doesn't end", btf::describe(target_, id),
                    wanted.name);
      }
      if (budget_) BTFKIT_CHECK(budget_->spend(1));
      std::string_view name = target_.string(member.name);
      if (name.empty()) {
        access.bit_offset += composite->bit_offset(member);
        auto found = BTFKIT_TRY(find(wanted, wanted_type, member.type, access, depth + 1));
        if (found) return found;
        access.bit_offset -= composite->bit_offset(member);
      } else if (name == wanted.name) {
        if (!BTFKIT_TRY(fields_compatible(local_, wanted_type, target_, member.type))) {
          return std::nullopt;
        }
        access.bit_offset += composite->bit_offset(member);
        access.steps.push_back({id, i, name});
        return member.type;
      }
    }
    return std::nullopt;
  }

  const Btf& local_;
  const Btf& target_;
  Budget* budget_;
  uint64_t visits_ = 0;
};

Result<std::optional<Access>> match_enumerator(const Btf& local, const Access& access,
                                               const Btf& target, TypeId candidate,
                                               Budget* budget) {
  TypeId id = BTFKIT_TRY(btf::skip_modifiers(target, candidate));
  if (id == btf::kVoid) return std::nullopt;
  std::string_view wanted = essential_name(
      *enumerator_name(local, access.steps.front().type, access.steps.front().index));
  size_t count = enumerator_count(target, id);
  if (budget) BTFKIT_CHECK(budget->spend(count));
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view name = *enumerator_name(target, id, i);
    if (essential_name(name) != wanted) continue;
    return Access{candidate, {{id, i, name}}, 0};
  }
  return std::nullopt;
}

Result<std::optional<Access>> match_field(const Btf& local, const Access& access, const Btf& target,
                                          TypeId candidate, uint32_t pointer_size, Budget* budget) {
  Access found{candidate, {}, 0};
  MemberSearch search(local, target, budget);
  TypeId current = candidate;
  for (size_t i = 0; i < access.steps.size(); ++i) {
    const Step& step = access.steps[i];
    current = BTFKIT_TRY(btf::skip_modifiers(target, current));
    if (!step.name.empty()) {
      auto member = BTFKIT_TRY(search.find(step, current, found));
      if (!member) return std::nullopt;
      current = *member;
      continue;
    }
    if (i > 0) {
      auto array = btf::get_if<btf::Array>(target, current);
      if (!array) return std::nullopt;
      if (step.index >= array->count && !is_flexible_array(target, found.steps.back(), *array)) {
        return std::nullopt;
      }
      current = BTFKIT_TRY(btf::skip_modifiers(target, array->element));
    }
    found.steps.push_back({current, step.index, {}});
    BTFKIT_CHECK(add_elements(found, target, current, step.index, pointer_size));
  }
  return found;
}

std::string_view keyword(const btf::Kind& kind) {
  if (std::holds_alternative<btf::Struct>(kind)) return "struct ";
  if (std::holds_alternative<btf::Union>(kind)) return "union ";
  if (std::holds_alternative<btf::Enum>(kind) || std::holds_alternative<btf::Enum64>(kind)) {
    return "enum ";
  }
  return "";
}

}  // namespace

bool is_field_based(CoreKind kind) {
  return kind <= CoreKind::kFieldRshiftU64;
}

bool is_type_based(CoreKind kind) {
  return (kind >= CoreKind::kTypeIdLocal && kind <= CoreKind::kTypeSize) ||
         kind == CoreKind::kTypeMatches;
}

bool is_enumval_based(CoreKind kind) {
  return kind == CoreKind::kEnumvalExists || kind == CoreKind::kEnumvalValue;
}

Result<Access> parse_access(const Btf& local, const btf::CoreRelocation& relocation,
                            uint32_t pointer_size) {
  std::string_view text = local.string(relocation.access);
  if (relocation.type == btf::kVoid) return fail("its root type is void");
  if (is_type_based(relocation.kind)) {
    if (text != "0") return fail("accessor string of a type is '{}', not '0'", text);
    return Access{relocation.type, {}, 0};
  }

  auto numbers = BTFKIT_TRY(parse_numbers(text));
  TypeId root = BTFKIT_TRY(btf::skip_modifiers(local, relocation.type));
  if (root == btf::kVoid) return fail("its root type stands for void");
  if (is_enumval_based(relocation.kind)) {
    auto name = enumerator_name(local, root, numbers.front());
    if (numbers.size() != 1 || !name) {
      return fail("accessor string '{}' names no enumerator of {}", text,
                  btf::describe(local, root));
    }
    return Access{relocation.type, {{root, numbers.front(), *name}}, 0};
  }

  Access access{relocation.type, {{root, numbers.front(), {}}}, 0};
  BTFKIT_CHECK(add_elements(access, local, root, numbers.front(), pointer_size));
  TypeId current = root;
  for (size_t i = 1; i < numbers.size(); ++i) {
    current = BTFKIT_TRY(btf::skip_modifiers(local, current));
    uint32_t index = numbers[i];
    if (auto composite = btf::get_if_composite(local, current)) {
      if (index >= composite->members.size()) {
        return fail("accessor string '{}': number {} is {}, but {} has {} members", text, i, index,
                    btf::describe(local, current), composite->members.size());
      }
      const btf::Member& member = composite->members[index];
      access.bit_offset += composite->bit_offset(member);
      std::string_view name = local.string(member.name);
      if (!name.empty()) access.steps.push_back({current, index, name});
      current = member.type;
    } else if (auto array = btf::get_if<btf::Array>(local, current)) {
      if (index >= array->count && !is_flexible_array(local, access.steps.back(), *array)) {
        return fail("accessor string '{}': number {} is {}, but {} has {} elements", text, i, index,
                    btf::describe(local, current), array->count);
      }
      current = BTFKIT_TRY(btf::skip_modifiers(local, array->element));
      access.steps.push_back({current, index, {}});
      BTFKIT_CHECK(add_elements(access, local, current, index, pointer_size));
    } else {
      return fail("accessor string '{}': number {} goes into {}", text, i,
                  btf::describe(local, current));
    }
  }
  return access;
}

Result<std::optional<Access>> match_access(const Btf& local, const Access& access, CoreKind kind,
                                           const Btf& target, TypeId candidate,
                                           uint32_t pointer_size, Budget* budget) {
  if (budget) BTFKIT_CHECK(budget->spend(1 + access.steps.size()));
  if (is_enumval_based(kind)) return match_enumerator(local, access, target, candidate, budget);
  if (is_field_based(kind)) {
    return match_field(local, access, target, candidate, pointer_size, budget);
  }
  bool fits = kind == CoreKind::kTypeMatches
                  ? BTFKIT_TRY(types_match(local, access.root, target, candidate, budget))
                  : BTFKIT_TRY(types_compatible(local, access.root, target, candidate, budget));
  if (!fits) return std::nullopt;
  return Access{candidate, {}, 0};
}

std::string describe(const Btf& btf, const Access& access, CoreKind kind) {
  btf::Type root = btf.type(access.root);
  std::string_view name = btf.name(root);
  std::string text = fmt::format("{}{}", keyword(root.kind), name.empty() ? "(anon)" : name);
  if (is_enumval_based(kind)) {
    return text + "::" + std::string(access.steps.front().name);
  }
  for (size_t i = 0; i < access.steps.size(); ++i) {
    const Step& step = access.steps[i];
    if (!step.name.empty()) {
      text += fmt::format(".{}", step.name);
    } else if (i > 0 || step.index != 0) {
      text += fmt::format("[{}]", step.index);
    }
  }
  return text;
}

}  // namespace btfkit::core
