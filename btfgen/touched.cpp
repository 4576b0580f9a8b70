#include "touched.h"

#include <fmt/format.h>

#include "bpf_object.h"
#include "core/asked_names.h"
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

// What is asked for by name: declarations as a whole, of structs the members that the object has.
void add_names(const BpfObject& object, const btf::Btf& target, btf::Selection& selection) {
  std::vector<core::AskedName> names = core::asked_names(object.btf, *object.ext);
  std::vector<btf::TypeId> found = core::find_asked(target, names);
  for (size_t i = 0; i < names.size(); ++i) {
    btf::TypeId id = found[i];
    if (id == btf::kVoid) continue;
    selection.existence.insert(id);
    switch (names[i].depth) {
      case core::Depth::kDeclaration:
        selection.whole.insert(id);
        break;
      case core::Depth::kMembers:
        for (uint32_t member : core::asked_members(object.btf, names[i], target, id)) {
          selection.members.emplace(id, member);
        }
        break;
      case core::Depth::kEnumerator:
        if (auto index = core::asked_enumerator(names[i], target, id)) {
          selection.enumerators.emplace(id, *index);
        }
        break;
    }
  }
}

Result<void> add_all(const BpfObject& object, const core::Target& target,
                     btf::Selection& selection) {
  if (!object.ext) return fail("it has no .BTF.ext section, so that it is no BPF object");
  add_names(object, target.btf, selection);
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
