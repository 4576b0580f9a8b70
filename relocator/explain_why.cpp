#include "explain_why.h"

#include <algorithm>

#include "btf/spell.h"
#include "core/fixup.h"
#include "core/name.h"
#include "core/nearest.h"

namespace btfkit::relocator {
namespace {

using btf::Btf;
using btf::TypeId;
using core::Mismatch;
using Reason = core::Mismatch::Reason;

constexpr size_t kMaxCandidates = 8;

std::string spelled(const Btf& btf, TypeId id) {
  return id == btf::kVoid ? "void" : btf::spell(btf, id).around("");
}

// "struct bio", "an anonymous struct".
std::string type_text(const Btf& btf, TypeId id) {
  if (id == btf::kVoid) return "void";
  btf::Kind kind = btf.type(id).kind;
  std::string_view keyword = btf::keyword(kind);
  if (keyword.empty()) return spelled(btf, id);
  std::string_view name = btf.name(id);
  return name.empty() ? fmt::format("an anonymous {}", keyword)
                      : fmt::format("{} {}", keyword, name);
}

// "struct 'bio'", "typedef 'u64'": a type of that kind and name that isn't there.
std::string sought_text(const Btf& btf, TypeId id) {
  btf::Type type = btf.type(id);
  std::string_view keyword = btf::keyword(type.kind);
  if (keyword.empty()) {
    keyword = std::holds_alternative<btf::Typedef>(type.kind) ? "typedef" : "type";
  }
  return fmt::format("{} '{}'", keyword, core::essential_name(btf.name(type)));
}

std::string numbered(const Btf& btf, TypeId id) {
  return fmt::format("[{}] {}", number(id), type_text(btf, id));
}

// "struct request.q" before the step that went wrong.
std::string path_before(const Btf& local, const core::Access& access, size_t step) {
  core::Access before = access;
  before.steps.resize(step);
  return core::describe(local, before, btf::CoreKind::kFieldByteOffset);
}

// What a typedef stands for, as a reader wants to see it.
std::string behind_name(const Btf& btf, TypeId id) {
  auto name = btf::get_if<btf::Typedef>(btf, id);
  return name ? spelled(btf, name->type) : type_text(btf, id);
}

}  // namespace

std::string Why::words(const Mismatch& mismatch, const core::Access& access) const {
  const Btf& target = target_.btf;
  auto holder = [&] { return type_text(target, mismatch.in); };
  auto before = [&] { return path_before(local_, access, mismatch.step); };
  switch (mismatch.reason) {
    case Reason::kNoMember:
      return fmt::format("{} has no member '{}' in {}", holder(), mismatch.name, kernel_);
    case Reason::kIncompatibleMember:
      return fmt::format("member '{}' of {} is '{}' in {}, which can't stand for '{}'",
                         mismatch.name, holder(), spelled(target, mismatch.target_type), kernel_,
                         spelled(local_, mismatch.local_type));
    case Reason::kNoStruct:
      return fmt::format("{} is '{}' in {}, which has no members, so no '{}'", before(),
                         spelled(target, mismatch.in), kernel_, mismatch.name);
    case Reason::kNoArray:
      return fmt::format("{} is '{}' in {}, not an array", before(), spelled(target, mismatch.in),
                         kernel_);
    case Reason::kBeyondArray:
      return fmt::format("{} has {} elements in {}, none of index {}", before(), mismatch.count,
                         kernel_, access.steps[mismatch.step].index);
    case Reason::kNoEnumerator:
      return fmt::format("{} has no enumerator '{}' in {}", holder(), mismatch.name, kernel_);
    case Reason::kIncompatibleType:
      return fmt::format("{} is '{}' in {}, which isn't compatible with '{}'",
                         sought_text(local_, mismatch.local_type),
                         behind_name(target, mismatch.target_type), kernel_,
                         behind_name(local_, mismatch.local_type));
    case Reason::kMemberIsNotMatched:
      return fmt::format("member '{}' of {} is '{}' in {}, which doesn't match '{}'", mismatch.name,
                         holder(), spelled(target, mismatch.target_type), kernel_,
                         spelled(local_, mismatch.local_type));
    case Reason::kShape:
      return fmt::format("{} doesn't match that of {}", sought_text(local_, access.root), kernel_);
  }
  __builtin_unreachable();
}

void Why::find_nearest(const Mismatch& mismatch, const core::Access& access,
                       Explanation& explanation) const {
  const Btf& target = target_.btf;
  if (mismatch.reason == Reason::kNoEnumerator) {
    for (const auto& near : core::nearest_enumerators(mismatch.name, target, mismatch.in)) {
      explanation.nearest.emplace_back(near.name);
    }
    for (const auto& near : core::enumerators_elsewhere(mismatch.name, target, mismatch.in)) {
      explanation.nearest.push_back(fmt::format("{}::{}", type_text(target, near.in), near.name));
    }
    return;
  }
  if (mismatch.reason != Reason::kNoMember || mismatch.step >= access.steps.size()) return;
  const core::Step& step = access.steps[mismatch.step];
  auto holder = btf::get_if_composite(local_, step.type);
  TypeId type = holder->members[step.index].type;
  for (auto search : {core::nearest_members, core::deeper_members}) {
    for (const auto& near : search(local_, step.name, type, target, mismatch.in)) {
      explanation.nearest.push_back(near.path);
    }
  }
}

void Why::find_nearest_types(TypeId root, Explanation& explanation) {
  // Each search looks at all types of the target.
  constexpr size_t kMaxSearches = 256;
  auto found = nearest_types_.find(root);
  if (found == nearest_types_.end()) {
    if (nearest_types_.size() == kMaxSearches) return;
    std::vector<std::string> texts;
    for (TypeId near : core::nearest_types(local_, root, target_.btf)) {
      btf::Type type = target_.btf.type(near);
      texts.push_back(std::holds_alternative<btf::Typedef>(type.kind)
                          ? fmt::format("typedef {}", target_.btf.name(type))
                      : std::holds_alternative<btf::Fwd>(type.kind)
                          ? fmt::format("{} (declared only)", type_text(target_.btf, near))
                          : type_text(target_.btf, near));
    }
    found = nearest_types_.emplace(root, std::move(texts)).first;
  }
  explanation.nearest = found->second;
}

void Why::lacks(const btf::CoreRelocation& relocation, const core::Access& access,
                Explanation& explanation) {
  btf::Type root = local_.type(access.root);
  std::vector<TypeId> candidates = target_.candidates.find(local_.name(root), root.kind);
  if (candidates.empty()) {
    explanation.why = fmt::format("{} has no {}", kernel_, sought_text(local_, access.root));
    if (core::is_enumval_based(relocation.kind)) {
      for (const auto& near :
           core::enumerators_elsewhere(access.steps.front().name, target_.btf, btf::kVoid)) {
        explanation.nearest.push_back(
            fmt::format("{}::{}", type_text(target_.btf, near.in), near.name));
      }
    }
    if (explanation.nearest.empty()) find_nearest_types(access.root, explanation);
    return;
  }
  // The one that came furthest says most.
  std::optional<Mismatch> best;
  for (TypeId candidate : candidates) {
    auto mismatch = core::explain_match(local_, access, relocation.kind, target_.btf, candidate,
                                        target_.pointer_size);
    std::string why = !mismatch   ? mismatch.error().message()
                      : *mismatch ? words(**mismatch, access)
                                  : "an earlier relocation of the type ruled it out";
    if (explanation.candidates.size() < kMaxCandidates) {
      explanation.candidates.push_back({numbered(target_.btf, candidate), {}, why});
    }
    if (!mismatch || !*mismatch) {
      if (explanation.why.empty()) {
        explanation.why = fmt::format("{}: {}", numbered(target_.btf, candidate), why);
      }
    } else if (!best || best->step < (*mismatch)->step) {
      best = **mismatch;
    }
  }
  if (!best) return;
  explanation.why = words(*best, access);
  find_nearest(*best, access, explanation);
}

void Why::cannot_load(const core::Resolution& resolution, Explanation& explanation) const {
  auto type_of = [](const Btf& btf, const core::Access& access) {
    const core::Step& step = access.steps.back();
    if (step.name.empty()) return spelled(btf, step.type);
    const btf::Composite holder = *btf::get_if_composite(btf, step.type);
    const btf::Member& member = holder.members[step.index];
    uint8_t bits = holder.bit_width(member);
    return spelled(btf, member.type) + (bits ? fmt::format(" : {}", bits) : "");
  };
  explanation.why = fmt::format(
      "it is '{}' in {}, but '{}' in the object: only pointers and unsigned integers "
      "can be loaded and stored in another width",
      type_of(target_.btf, *resolution.target), kernel_, type_of(local_, resolution.local));
}

bool Why::is_ambiguous(const btf::CoreRelocation& relocation, const core::Access& access,
                       Explanation& explanation) const {
  btf::Type root = local_.type(access.root);
  if (local_.name(root).empty()) return false;
  core::Side local{local_, access, btf::pointer_size(local_)};
  std::vector<CandidateAnswer> answers;
  bool disagree = false;
  std::optional<std::pair<uint64_t, core::Fixup>> first;
  for (TypeId candidate : target_.candidates.find(local_.name(root), root.kind)) {
    auto match = core::match_access(local_, access, relocation.kind, target_.btf, candidate,
                                    target_.pointer_size);
    if (!match || !*match) continue;
    auto fixup = core::calculate(relocation.kind, local,
                                 core::Side{target_.btf, **match, target_.pointer_size});
    if (!fixup) continue;
    answers.push_back({numbered(target_.btf, candidate), fixup->target_value, ""});
    if (!first) first = {(*match)->bit_offset, *fixup};
    disagree |= first->first != (*match)->bit_offset ||
                first->second.target_value != fixup->target_value ||
                first->second.poison != fixup->poison;
  }
  if (!disagree) return false;
  if (answers.size() > kMaxCandidates) answers.resize(kMaxCandidates);
  std::string values;
  for (const CandidateAnswer& answer : answers) {
    values += fmt::format("{}{} gives {}", values.empty() ? "" : ", ", answer.type, *answer.value);
  }
  explanation.why = fmt::format("{} has more than one {}, and they disagree: {}", kernel_,
                                sought_text(local_, access.root), values);
  explanation.candidates = std::move(answers);
  return true;
}

}  // namespace btfkit::relocator
