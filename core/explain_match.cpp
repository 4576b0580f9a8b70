#include "core/explain_match.h"

#include "core/compatibility.h"
#include "core/name.h"
#include "core/walk_members.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::CoreKind;
using btf::TypeId;
using Reason = Mismatch::Reason;

// A field's mismatch: the longest beginning of the access that fits, and what is wrong behind it.
class FieldMismatch {
 public:
  FieldMismatch(const Btf& local, const Access& access, const Btf& target, TypeId candidate,
                uint32_t pointer_size)
      : local_(local),
        access_(access),
        target_(target),
        candidate_(candidate),
        pointer_size_(pointer_size) {}

  Result<std::optional<Mismatch>> find() const {
    TypeId in = candidate_;
    for (size_t count = 1; count <= access_.steps.size(); ++count) {
      Access beginning = access_;
      beginning.steps.resize(count);
      auto match = BTFKIT_TRY(match_access(local_, beginning, CoreKind::kFieldByteOffset, target_,
                                           candidate_, pointer_size_));
      in = BTFKIT_TRY(btf::skip_modifiers(target_, in));
      if (!match) return why(count - 1, in);
      in = type_behind(match->steps.back());
    }
    return std::nullopt;
  }

 private:
  // An array step has the element's type, a named one that of the struct.
  TypeId type_behind(const Step& step) const {
    if (step.name.empty()) return step.type;
    return btf::get_if_composite(target_, step.type)->members[step.index].type;
  }

  Mismatch why(size_t index, TypeId in) const {
    const Step& step = access_.steps[index];
    if (step.name.empty()) {
      auto array = btf::get_if<btf::Array>(target_, in);
      if (!array) return {.reason = Reason::kNoArray, .step = index, .in = in};
      return {.reason = Reason::kBeyondArray, .step = index, .in = in, .count = array->count};
    }
    Mismatch result{.reason = Reason::kNoStruct, .step = index, .in = in, .name = step.name};
    if (!btf::get_if_composite(target_, in)) return result;
    result.reason = Reason::kNoMember;
    auto found = find_member(target_, in, step.name);
    if (!found) return result;
    result.reason = Reason::kIncompatibleMember;
    result.in = found->in;
    result.local_type = btf::get_if_composite(local_, step.type)->members[step.index].type;
    result.target_type = found->member.type;
    return result;
  }

  const Btf& local_;
  const Access& access_;
  const Btf& target_;
  TypeId candidate_;
  uint32_t pointer_size_;
};

// The first thing of a local struct or enum that its namesake lacks.
Result<Mismatch> why_not_matched(const Btf& local, TypeId local_id, const Btf& target,
                                 TypeId target_id) {
  Mismatch result{.reason = Reason::kShape, .local_type = local_id, .target_type = target_id};
  TypeId from = BTFKIT_TRY(btf::skip_modifiers(local, local_id));
  result.in = BTFKIT_TRY(btf::skip_modifiers(target, target_id));
  auto wanted = btf::get_if_composite(local, from);
  auto there = btf::get_if_composite(target, result.in);
  if (!wanted || !there) return result;
  for (const btf::Member& member : wanted->members) {
    std::string_view name = essential_name(local.string(member.name));
    const btf::Member* other = nullptr;
    for (const btf::Member& candidate : there->members) {
      if (essential_name(target.string(candidate.name)) != name) continue;
      other = &candidate;
      if (BTFKIT_TRY(types_match(local, member.type, target, candidate.type))) break;
    }
    if (!other) {
      result.reason = Reason::kNoMember;
      result.name = name;
      return result;
    }
    if (BTFKIT_TRY(types_match(local, member.type, target, other->type))) continue;
    result.reason = Reason::kMemberIsNotMatched;
    result.name = name;
    result.local_type = member.type;
    result.target_type = other->type;
    return result;
  }
  return result;
}

}  // namespace

std::optional<FoundMember> find_member(const Btf& btf, TypeId in, std::string_view name) {
  std::optional<FoundMember> found;
  walk_members(btf, in, [&](TypeId holder, const btf::Member& member) {
    if (!found && btf.string(member.name) == name) found = FoundMember{holder, member};
  });
  return found;
}

Result<std::optional<Mismatch>> explain_match(const Btf& local, const Access& access, CoreKind kind,
                                              const Btf& target, TypeId candidate,
                                              uint32_t pointer_size) {
  if (is_field_based(kind)) {
    return FieldMismatch(local, access, target, candidate, pointer_size).find();
  }
  auto match = BTFKIT_TRY(match_access(local, access, kind, target, candidate, pointer_size));
  if (match) return std::nullopt;
  if (is_enumval_based(kind)) {
    return Mismatch{.reason = Reason::kNoEnumerator,
                    .in = BTFKIT_TRY(btf::skip_modifiers(target, candidate)),
                    .name = essential_name(access.steps.front().name)};
  }
  if (kind == CoreKind::kTypeMatches) {
    return BTFKIT_TRY(why_not_matched(local, access.root, target, candidate));
  }
  return Mismatch{.reason = Reason::kIncompatibleType,
                  .in = candidate,
                  .local_type = access.root,
                  .target_type = candidate};
}

}  // namespace btfkit::core
