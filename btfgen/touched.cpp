#include "touched.h"

#include <fmt/format.h>

#include "bpf_object.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// From the relocation's root to its field, as the target has it.
void add_access(const core::Access& access, btf::CoreKind kind, btf::Selection& selection) {
  selection.existence.insert(access.root);
  if (kind == btf::CoreKind::kTypeSize) selection.sizes.insert(access.root);
  if (kind == btf::CoreKind::kTypeMatches) selection.whole.insert(access.root);
  for (size_t i = 0; i < access.steps.size(); ++i) {
    const core::Step& step = access.steps[i];
    selection.existence.insert(step.type);
    if (core::is_enumval_based(kind)) {
      selection.enumerators.emplace(step.type, step.index);
    } else if (!step.name.empty()) {
      selection.members.emplace(step.type, step.index);
    } else if (step.index != 0) {
      selection.sizes.insert(step.type);  // the element's offset depends on it
    }
  }
}

Result<void> add_relocation(const btf::Btf& local, const btf::CoreRelocation& relocation,
                            const core::Target& target, btf::Selection& selection) {
  if (relocation.kind == btf::CoreKind::kTypeIdLocal) return {};  // asks nothing of a kernel
  uint32_t pointer_size = btf::pointer_size(local);
  core::Access access = BTFKIT_TRY(core::parse_access(local, relocation, pointer_size));
  btf::Type root = local.type(access.root);
  for (btf::TypeId id : target.candidates.find(local.name(root), root.kind)) {
    auto match = BTFKIT_TRY(
        core::match_access(local, access, relocation.kind, target.btf, id, target.pointer_size));
    if (match) add_access(*match, relocation.kind, selection);
    // What no longer matches as a whole may have changed in any way.
    if (relocation.kind == btf::CoreKind::kTypeMatches) selection.whole.insert(id);
  }
  return {};
}

Result<void> add_all(const BpfObject& object, const core::Target& target,
                     btf::Selection& selection) {
  if (!object.ext) return fail("it has no .BTF.ext section, so that it is no BPF object");
  for (const auto& section : object.ext->relocations) {
    for (const btf::CoreRelocation& relocation : section.records) {
      auto added = add_relocation(object.btf, relocation, target, selection);
      if (!added) {
        return std::unexpected(std::move(added).error().in(core::describe(object.btf, relocation)));
      }
    }
  }
  return {};
}

}  // namespace

Result<void> add_touched(const std::string& path, const core::Target& target,
                         btf::Selection& selection) {
  Content content = BTFKIT_TRY(read_file(path));
  BpfObject object = BTFKIT_TRY(in(path, read_bpf_object(std::move(content))));
  return in(path, add_all(object, target, selection));
}

}  // namespace btfkit::btfgen
