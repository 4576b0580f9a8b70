#include "core/compatibility.h"

#include <algorithm>

#include "core/name.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::TypeId;

constexpr int kMaxDepth = 32;  // libbpf's limit for the recursive relations

bool is_any_enum(const btf::Kind& kind) {
  return std::holds_alternative<btf::Enum>(kind) || std::holds_alternative<btf::Enum64>(kind);
}

// A pair of types, each with its modifiers stripped.
struct Pair {
  TypeId local;
  TypeId target;
  bool both_void() const { return local == btf::kVoid && target == btf::kVoid; }
  bool one_void() const { return local == btf::kVoid || target == btf::kVoid; }
};

Result<Pair> strip(const Btf& local, TypeId local_id, const Btf& target, TypeId target_id) {
  TypeId stripped = BTFKIT_TRY(btf::skip_modifiers(local, local_id));
  return Pair{stripped, BTFKIT_TRY(btf::skip_modifiers(target, target_id))};
}

bool is_plain_integer(const btf::Int& type) {
  return type.bit_offset == 0;
}

// Depth bounds nesting, but a crafted pair of types can branch at each level and have many members
// and enumerators to compare. No real types come near this.
class PairBudget {
 public:
  explicit PairBudget(Budget* shared) : shared_(shared) {}

  Result<void> spend(uint64_t comparisons) {
    constexpr uint64_t kMaxComparisons = 1'000'000;
    spent_ += comparisons;
    if (spent_ > kMaxComparisons) return fail("comparing two types doesn't end");
    return shared_ ? shared_->spend(comparisons) : Result<void>();
  }

 private:
  Budget* shared_;
  uint64_t spent_ = 0;
};

class TypeCompatibility {
 public:
  TypeCompatibility(const Btf& local, const Btf& target, Budget* budget)
      : local_(local), target_(target), budget_(budget) {}

  Result<bool> check(TypeId local_id, TypeId target_id, int depth) {
    for (; depth > 0; --depth) {
      BTFKIT_CHECK(budget_.spend(1));
      Pair pair = BTFKIT_TRY(strip(local_, local_id, target_, target_id));
      if (pair.both_void()) return true;
      if (pair.one_void()) return false;
      btf::Kind kind = local_.type(pair.local).kind;
      btf::Kind other = target_.type(pair.target).kind;
      if (!kinds_compatible(kind, other)) return false;
      if (btf::as_composite(kind) || is_any_enum(kind) || std::holds_alternative<btf::Fwd>(kind)) {
        return true;
      }
      if (auto* integer = std::get_if<btf::Int>(&kind)) {
        return is_plain_integer(*integer) && is_plain_integer(std::get<btf::Int>(other));
      }
      if (auto* pointer = std::get_if<btf::Ptr>(&kind)) {
        local_id = pointer->type;
        target_id = std::get<btf::Ptr>(other).type;
      } else if (auto* array = std::get_if<btf::Array>(&kind)) {
        local_id = array->element;
        target_id = std::get<btf::Array>(other).element;
      } else if (auto* proto = std::get_if<btf::FuncProto>(&kind)) {
        auto& target = std::get<btf::FuncProto>(other);
        if (proto->parameters.size() != target.parameters.size()) return false;
        for (size_t i = 0; i < proto->parameters.size(); ++i) {
          if (!BTFKIT_TRY(check(proto->parameters[i].type, target.parameters[i].type, depth - 1))) {
            return false;
          }
        }
        local_id = proto->result;
        target_id = target.result;
      } else {
        return false;
      }
    }
    return fail("types are nested too deeply to be compared");
  }

 private:
  const Btf& local_;
  const Btf& target_;
  PairBudget budget_;
};

class TypeMatch {
 public:
  TypeMatch(const Btf& local, const Btf& target, Budget* budget)
      : local_(local), target_(target), budget_(budget) {}

  Result<bool> match(TypeId local_id, TypeId target_id, bool behind_pointer, int depth) {
    for (; depth > 0; --depth) {
      BTFKIT_CHECK(budget_.spend(1));
      Pair pair = BTFKIT_TRY(strip(local_, local_id, target_, target_id));
      if (pair.both_void()) return true;
      if (pair.one_void()) return false;
      if (!names_match(local_.name(pair.local), target_.name(pair.target))) return false;
      btf::Kind kind = local_.type(pair.local).kind;
      btf::Kind other = target_.type(pair.target).kind;
      if (auto* fwd = std::get_if<btf::Fwd>(&kind)) return match_fwd(*fwd, other, behind_pointer);
      if (is_any_enum(kind)) return enumerators_match(kind, other);
      if (btf::as_composite(kind)) return match_composite(kind, other, behind_pointer, depth);
      if (kind.index() != other.index()) return false;
      if (auto* integer = std::get_if<btf::Int>(&kind)) {
        auto& target = std::get<btf::Int>(other);
        return integer->size == target.size &&
               (integer->encoding & btf::Int::kSigned) == (target.encoding & btf::Int::kSigned);
      }
      if (auto* pointer = std::get_if<btf::Ptr>(&kind)) {
        behind_pointer = true;
        local_id = pointer->type;
        target_id = std::get<btf::Ptr>(other).type;
      } else if (auto* array = std::get_if<btf::Array>(&kind)) {
        auto& target = std::get<btf::Array>(other);
        if (array->count != target.count) return false;
        local_id = array->element;
        target_id = target.element;
      } else if (auto* proto = std::get_if<btf::FuncProto>(&kind)) {
        auto& target = std::get<btf::FuncProto>(other);
        if (proto->parameters.size() != target.parameters.size()) return false;
        for (size_t i = 0; i < proto->parameters.size(); ++i) {
          if (!BTFKIT_TRY(match(proto->parameters[i].type, target.parameters[i].type,
                                behind_pointer, depth - 1))) {
            return false;
          }
        }
        local_id = proto->result;
        target_id = target.result;
      } else {
        return false;
      }
    }
    return fail("types are nested too deeply to be matched");
  }

 private:
  static bool names_match(std::string_view local, std::string_view target) {
    return essential_name(local) == essential_name(target);
  }

  // A forward declaration stands for its own kind, behind a pointer also for the definition.
  static bool match_fwd(const btf::Fwd& fwd, const btf::Kind& other, bool behind_pointer) {
    if (auto* target = std::get_if<btf::Fwd>(&other)) return fwd.is_union == target->is_union;
    if (!behind_pointer) return false;
    return fwd.is_union ? std::holds_alternative<btf::Union>(other)
                        : std::holds_alternative<btf::Struct>(other);
  }

  Result<bool> match_composite(const btf::Kind& kind, const btf::Kind& other, bool behind_pointer,
                               int depth) {
    if (behind_pointer) {
      if (kind.index() == other.index()) return true;
      auto* fwd = std::get_if<btf::Fwd>(&other);
      return fwd && fwd->is_union == std::holds_alternative<btf::Union>(kind);
    }
    if (kind.index() != other.index()) return false;
    const auto& local_members = btf::as_composite(kind)->members;
    const auto& target_members = btf::as_composite(other)->members;
    if (local_members.size() > target_members.size()) return false;
    for (const btf::Member& member : local_members) {
      bool found = false;
      for (const btf::Member& candidate : target_members) {
        BTFKIT_CHECK(budget_.spend(1));
        if (!names_match(local_.string(member.name), target_.string(candidate.name))) continue;
        found = BTFKIT_TRY(match(member.type, candidate.type, behind_pointer, depth - 1));
        if (found) break;
      }
      if (!found) return false;
    }
    return true;
  }

  std::vector<std::string_view> enumerator_names(const Btf& btf, const btf::Kind& kind) const {
    std::vector<std::string_view> names;
    auto add = [&](const auto& enumerators) {
      for (const auto& enumerator : enumerators) {
        names.push_back(essential_name(btf.string(enumerator.name)));
      }
    };
    if (auto* type = std::get_if<btf::Enum>(&kind)) add(type->enumerators);
    if (auto* type = std::get_if<btf::Enum64>(&kind)) add(type->enumerators);
    return names;
  }

  Result<bool> enumerators_match(const btf::Kind& kind, const btf::Kind& other) {
    if (!is_any_enum(other)) return false;
    auto wanted = enumerator_names(local_, kind);
    auto there = enumerator_names(target_, other);
    if (wanted.size() > there.size()) return false;
    BTFKIT_CHECK(budget_.spend(wanted.size() + there.size()));
    std::ranges::sort(wanted);
    std::ranges::sort(there);
    auto repeated = std::ranges::unique(wanted);
    wanted.erase(repeated.begin(), repeated.end());
    return std::ranges::includes(there, wanted);
  }

  const Btf& local_;
  const Btf& target_;
  PairBudget budget_;
};

}  // namespace

bool kinds_compatible(const btf::Kind& local, const btf::Kind& target) {
  return local.index() == target.index() || (is_any_enum(local) && is_any_enum(target));
}

Result<bool> fields_compatible(const Btf& local, TypeId local_id, const Btf& target,
                               TypeId target_id) {
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    Pair pair = BTFKIT_TRY(strip(local, local_id, target, target_id));
    if (pair.one_void()) return false;
    btf::Kind kind = local.type(pair.local).kind;
    btf::Kind other = target.type(pair.target).kind;
    if (btf::as_composite(kind) && btf::as_composite(other)) return true;
    if (!kinds_compatible(kind, other)) return false;
    if (std::holds_alternative<btf::Ptr>(kind) || std::holds_alternative<btf::Float>(kind)) {
      return true;
    }
    if (is_any_enum(kind) || std::holds_alternative<btf::Fwd>(kind)) {
      std::string_view local_name = essential_name(local.name(pair.local));
      std::string_view target_name = essential_name(target.name(pair.target));
      return local_name.empty() || target_name.empty() || local_name == target_name;
    }
    if (auto* integer = std::get_if<btf::Int>(&kind)) {
      return is_plain_integer(*integer) && is_plain_integer(std::get<btf::Int>(other));
    }
    auto* array = std::get_if<btf::Array>(&kind);
    if (!array) return false;
    local_id = array->element;
    target_id = std::get<btf::Array>(other).element;
  }
  return fail("type {}: arrays are nested too deeply", btf::describe(local, local_id));
}

Result<bool> types_compatible(const Btf& local, TypeId local_id, const Btf& target,
                              TypeId target_id, Budget* budget) {
  // The names were compared for these types themselves, typedefs included: so are their kinds.
  if (!kinds_compatible(local.type(local_id).kind, target.type(target_id).kind)) return false;
  return TypeCompatibility(local, target, budget).check(local_id, target_id, kMaxDepth);
}

Result<bool> types_match(const Btf& local, TypeId local_id, const Btf& target, TypeId target_id,
                         Budget* budget) {
  return TypeMatch(local, target, budget).match(local_id, target_id, false, kMaxDepth);
}

}  // namespace btfkit::core
