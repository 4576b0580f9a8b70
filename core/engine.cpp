#include "core/engine.h"

namespace btfkit::core {

using btf::CoreKind;
using btf::TypeId;

Engine::Engine(const btf::Btf& local, const Target& target)
    : local_(local), target_(target), local_pointer_size_(btf::pointer_size(local)) {}

std::vector<TypeId>& Engine::candidates_of(TypeId root) {
  auto [entry, added] = candidates_.try_emplace(number(root));
  if (added) {
    btf::Type type = local_.type(root);
    entry->second = target_.candidates.find(local_.name(type), type.kind);
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

  std::vector<TypeId>& candidates = candidates_of(relocation.type);
  std::vector<TypeId> fitting;
  for (TypeId candidate : candidates) {
    auto access = BTFKIT_TRY(match_access(local_, result.local, kind, target_.btf, candidate,
                                          target_.pointer_size, &budget_));
    if (!access) continue;
    Fixup fixup =
        BTFKIT_TRY(calculate(kind, local, Side{target_.btf, *access, target_.pointer_size}));
    if (fitting.empty()) {
      result.fixup = fixup;
      result.target = std::move(access);
    } else if (access->bit_offset != result.target->bit_offset ||
               fixup.target_value != result.fixup.target_value ||
               fixup.poison != result.fixup.poison) {
      return fail("it is ambiguous: {} and {} of the target give {} and {}",
                  btf::describe(target_.btf, result.target->root),
                  btf::describe(target_.btf, candidate), result.fixup.target_value,
                  fixup.target_value);
    }
    fitting.push_back(candidate);
  }
  if (fitting.empty()) {
    result.fixup = BTFKIT_TRY(calculate(kind, local, std::nullopt));
    return result;
  }
  candidates = std::move(fitting);
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
