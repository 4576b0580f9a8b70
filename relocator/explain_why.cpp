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

// " of module 'm'" behind a type that isn't of the module's base.
std::string module_text(const core::Candidate& type) {
  bool is_modules = !type.module.empty() && number(type.type) >= number(type.btf->first_id());
  return is_modules ? fmt::format(" of module '{}'", type.module) : "";
}

std::string numbered(const core::Candidate& candidate) {
  return fmt::format("[{}] {}{}", number(candidate.type), type_text(*candidate.btf, candidate.type),
                     module_text(candidate));
}

// The same behind a guess, which is put in quotes.
std::string module_note(const core::Candidate& near) {
  return near.module.empty() ? "" : fmt::format(" (module {})", near.module);
}

// "typedef u64", "struct gendisk".
std::string near_text(const core::Candidate& near) {
  const Btf& btf = *near.btf;
  btf::Kind kind = btf.type(near.type).kind;
  bool is_typedef = std::holds_alternative<btf::Typedef>(kind);
  return is_typedef ? fmt::format("typedef {}", btf.name(near.type)) : type_text(btf, near.type);
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

std::vector<core::Candidate> Why::candidates_of(TypeId root) const {
  btf::Type type = local_.type(root);
  return target_.find(local_.name(type), type.kind);
}

std::string Why::words(const Mismatch& mismatch, const core::Access& access,
                       const core::Candidate& candidate) const {
  const Btf& target = *candidate.btf;
  auto holder = [&] {
    return type_text(target, mismatch.in) +
           module_text({candidate.btf, mismatch.in, candidate.module});
  };
  auto before = [&] { return path_before(local_, access, mismatch.step); };
  switch (mismatch.reason) {
    case Reason::kNoMember:
      return fmt::format("{} has no member '{}' in {}", holder(), mismatch.name, kernel_name_);
    case Reason::kIncompatibleMember:
      return fmt::format("member '{}' of {} is '{}' in {}, which can't stand for '{}'",
                         mismatch.name, holder(), spelled(target, mismatch.target_type),
                         kernel_name_, spelled(local_, mismatch.local_type));
    case Reason::kNoStruct:
      return fmt::format("{} is '{}' in {}, which has no members, so no '{}'", before(),
                         spelled(target, mismatch.in), kernel_name_, mismatch.name);
    case Reason::kNoArray:
      return fmt::format("{} is '{}' in {}, not an array", before(), spelled(target, mismatch.in),
                         kernel_name_);
    case Reason::kBeyondArray:
      return fmt::format("{} has {} elements in {}, none of index {}", before(), mismatch.count,
                         kernel_name_, access.steps[mismatch.step].index);
    case Reason::kNoEnumerator:
      return fmt::format("{} has no enumerator '{}' in {}", holder(), mismatch.name, kernel_name_);
    case Reason::kIncompatibleType:
      return fmt::format("{} is '{}' in {}, which isn't compatible with '{}'",
                         sought_text(local_, mismatch.local_type),
                         behind_name(target, mismatch.target_type), kernel_name_,
                         behind_name(local_, mismatch.local_type));
    case Reason::kMemberIsNotMatched:
      return fmt::format("member '{}' of {} is '{}' in {}, which doesn't match '{}'", mismatch.name,
                         holder(), spelled(target, mismatch.target_type), kernel_name_,
                         spelled(local_, mismatch.local_type));
    case Reason::kShape:
      return fmt::format("{} doesn't match that of {}{}", sought_text(local_, access.root),
                         kernel_name_, module_text(candidate));
  }
  __builtin_unreachable();
}

void Why::find_nearest(const Mismatch& mismatch, const core::Access& access,
                       const core::Candidate& candidate, Explanation& explanation) const {
  const Btf& target = *candidate.btf;
  if (mismatch.reason == Reason::kNoEnumerator) {
    for (std::string_view near : core::nearest_enumerators(mismatch.name, target, mismatch.in)) {
      explanation.nearest.emplace_back(near);
    }
    find_enumerators_elsewhere(mismatch.name, explanation);
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

void Why::find_enumerators_elsewhere(std::string_view name, Explanation& explanation) const {
  for (const auto& near : core::enumerators_elsewhere(name, kernel_.parts())) {
    explanation.nearest.push_back(
        fmt::format("{}::{}{}", near_text(near.in), near.name, module_note(near.in)));
  }
}

void Why::find_nearest_types(TypeId root, Explanation& explanation) {
  // Each search looks at all types of the target.
  constexpr size_t kMaxSearches = 256;
  auto found = nearest_types_.find(root);
  if (found == nearest_types_.end()) {
    if (nearest_types_.size() == kMaxSearches) return;
    std::vector<std::string> texts;
    for (const core::Candidate& near : core::nearest_types(local_, root, kernel_.parts())) {
      bool is_declared = std::holds_alternative<btf::Fwd>(near.btf->type(near.type).kind);
      texts.push_back(near_text(near) + (is_declared ? " (declared only)" : "") +
                      module_note(near));
    }
    found = nearest_types_.emplace(root, std::move(texts)).first;
  }
  explanation.nearest = found->second;
}

void Why::lacks(const btf::CoreRelocation& relocation, const core::Access& access,
                Explanation& explanation) {
  std::vector<core::Candidate> candidates = candidates_of(access.root);
  if (candidates.empty()) {
    explanation.why = fmt::format("{} has no {}", kernel_name_, sought_text(local_, access.root));
    if (core::is_enumval_based(relocation.kind)) {
      find_enumerators_elsewhere(access.steps.front().name, explanation);
    }
    if (explanation.nearest.empty()) find_nearest_types(access.root, explanation);
    return;
  }
  // The one that came furthest says most.
  std::optional<std::pair<Mismatch, core::Candidate>> best;
  for (const core::Candidate& candidate : candidates) {
    auto mismatch = core::explain_match(local_, access, relocation.kind, *candidate.btf,
                                        candidate.type, target_.pointer_size);
    std::string why = !mismatch   ? mismatch.error().message()
                      : *mismatch ? words(**mismatch, access, candidate)
                                  : "an earlier relocation of the type ruled it out";
    if (explanation.candidates.size() < kMaxCandidates) {
      explanation.candidates.push_back({numbered(candidate), {}, why});
    }
    if (!mismatch || !*mismatch) {
      if (explanation.why.empty()) {
        explanation.why = fmt::format("{}: {}", numbered(candidate), why);
      }
    } else if (!best || best->first.step < (*mismatch)->step) {
      best = {**mismatch, candidate};
    }
  }
  if (!best) return;
  explanation.why = words(best->first, access, best->second);
  find_nearest(best->first, access, best->second, explanation);
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
      type_of(*resolution.found_in->btf, *resolution.target), kernel_name_,
      type_of(local_, resolution.local));
}

bool Why::is_ambiguous(const btf::CoreRelocation& relocation, const core::Access& access,
                       Explanation& explanation) const {
  if (local_.name(access.root).empty()) return false;
  core::Side local{local_, access, btf::pointer_size(local_)};
  std::vector<CandidateAnswer> answers;
  bool disagree = false;
  std::optional<std::pair<uint64_t, core::Fixup>> first;
  for (const core::Candidate& candidate : candidates_of(access.root)) {
    auto match = core::match_access(local_, access, relocation.kind, *candidate.btf, candidate.type,
                                    target_.pointer_size);
    if (!match || !*match) continue;
    auto fixup = core::calculate(relocation.kind, local,
                                 core::Side{*candidate.btf, **match, target_.pointer_size});
    if (!fixup) continue;
    answers.push_back({numbered(candidate), fixup->target_value, ""});
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
  explanation.why = fmt::format("{} has more than one {}, and they disagree: {}", kernel_name_,
                                sought_text(local_, access.root), values);
  explanation.candidates = std::move(answers);
  return true;
}

}  // namespace btfkit::relocator
