#include "core/engine.h"

#include <algorithm>
#include <iterator>

namespace btfkit::core {

using btf::CoreKind;
using btf::TypeId;

namespace {

// "[2] STRUCT 's'", "[2] STRUCT 's' of module 'm'".
std::string describe(const Candidate& candidate) {
  std::string text = btf::describe(*candidate.btf, candidate.type);
  if (!candidate.module.empty()) text += fmt::format(" of module '{}'", candidate.module);
  return text;
}

}  // namespace

std::vector<Root> Target::without_candidate(std::span<const Root> roots) const {
  std::vector<Root> without;
  std::ranges::copy_if(roots, std::back_inserter(without), [&](const Root& root) {
    btf::Type type = root.local->type(root.type);
    std::string_view name = root.local->name(type);
    return !name.empty() && candidates.find(name, type.kind).empty();
  });
  return without;
}

void Target::add_modules(std::span<const Module> modules, std::span<const Root> roots) {
  for (const Module& module : modules) {
    modules_.push_back({module, CandidateIndex(*module.btf, roots, Part::kOwn)});
  }
}

std::vector<Candidate> Target::find(std::string_view name, const btf::Kind& kind) const {
  std::vector<Candidate> found;
  for (TypeId id : candidates.find(name, kind)) found.push_back({&btf, id});
  if (!found.empty()) return found;
  for (const SearchedModule& each : modules_) {
    for (TypeId id : each.candidates.find(name, kind)) {
      found.push_back({each.module.btf, id, each.module.name});
    }
  }
  return found;
}

Engine::Engine(const btf::Btf& local, const Target& target)
    : local_(local), target_(target), local_pointer_size_(btf::pointer_size(local)) {}

std::vector<Candidate>& Engine::candidates_of(TypeId root) {
  auto [entry, added] = candidates_.try_emplace(number(root));
  if (added) {
    btf::Type type = local_.type(root);
    entry->second = target_.find(local_.name(type), type.kind);
  }
  return entry->second;
}

Result<Resolution> Engine::resolve(const btf::CoreRelocation& relocation) {
  CoreKind kind = relocation.kind;
  Resolution result;
  result.local = BTFKIT_TRY(parse_access(local_, relocation, local_pointer_size_));
  Side local{local_, result.local, local_pointer_size_};

  if (kind == CoreKind::kTypeIdLocal) {
    // The value is the object's own; nothing is searched.
    result.fixup = BTFKIT_TRY(calculate(kind, local, local));
    return result;
  }
  if (local_.name(relocation.type).empty()) {
    return fail("type {} has no name to look for in the target",
                btf::describe(local_, relocation.type));
  }

  std::vector<Candidate>& candidates = candidates_of(relocation.type);
  std::vector<Candidate> fitting;
  for (const Candidate& candidate : candidates) {
    const btf::Btf& btf = *candidate.btf;
    auto access = BTFKIT_TRY(match_access(local_, result.local, kind, btf, candidate.type,
                                          target_.pointer_size, &budget_));
    if (!access) continue;
    Fixup fixup = BTFKIT_TRY(calculate(kind, local, Side{btf, *access, target_.pointer_size}));
    if (fitting.empty()) {
      result.fixup = fixup;
      result.target = std::move(access);
      result.found_in = candidate;
    } else if (access->bit_offset != result.target->bit_offset ||
               fixup.target_value != result.fixup.target_value ||
               fixup.poison != result.fixup.poison) {
      return fail("it is ambiguous: {} and {} of the target give {} and {}",
                  describe(*result.found_in), describe(candidate), result.fixup.target_value,
                  fixup.target_value);
    }
    fitting.push_back(candidate);
  }
  if (fitting.empty()) {
    result.fixup = BTFKIT_TRY(calculate(kind, local, std::nullopt));
    return result;
  }
  candidates = std::move(fitting);
  if (kind == CoreKind::kTypeIdTarget && target_.ids && result.found_in->module.empty()) {
    auto id = target_.ids->find(result.found_in->type);
    if (id == target_.ids->end()) {
      return fail("the target doesn't tell which id {} has in its kernel",
                  describe(*result.found_in));
    }
    result.fixup.target_value = number(id->second);
  }
  return result;
}

std::string describe(const btf::Btf& local, const btf::CoreRelocation& relocation) {
  std::string_view accessors = local.string(relocation.access);
  auto access = parse_access(local, relocation, btf::pointer_size(local));
  if (!access) {
    return fmt::format("<{}> {} ({})", kind_name(relocation.kind),
                       btf::describe(local, relocation.type), accessors);
  }
  return fmt::format("<{}> {} ({})", kind_name(relocation.kind),
                     describe(local, *access, relocation.kind), accessors);
}

}  // namespace btfkit::core
