#include "map_descriptors.h"

#include <algorithm>

namespace btfkit::relocator {
namespace {

// Also in its unnamed members: those of BPF_PROG_LOAD are in a struct without a name.
bool has_member(const btf::Btf& btf, btf::TypeId id, std::string_view name, int depth = 0) {
  constexpr int kMaxDepth = 8;  // of structs in structs; also where the BTF makes a circle
  auto composite = btf::get_if_composite(btf, id);
  if (!composite || depth > kMaxDepth) return false;
  return std::ranges::any_of(composite->members, [&](const btf::Member& member) {
    if (member.name == btf::kNoName) return has_member(btf, member.type, name, depth + 1);
    return btf.string(member.name) == name;
  });
}

bool lacks_fd_array(const Kernel& kernel) {
  if (kernel.is_part()) return false;
  SoughtName attributes = name_of_bpf_attributes();
  auto id = kernel.find(attributes.sought, attributes.name);
  return id && !has_member(kernel.vmlinux(), *id, "fd_array");
}

void patch_maps(LinkedProgram& program) {
  for (uint32_t i = 0; i < program.insns.size(); ++i) {
    const core::Instruction& insn = program.insns[i];
    if (insn.code != core::kLdImm64) continue;
    if (insn.src == core::kPseudoMapIdx || insn.src == core::kPseudoMapIdxValue) {
      program.patches.push_back({i, Patch::Kind::kMap, false, static_cast<uint32_t>(insn.imm)});
    }
    ++i;  // its second half
  }
  std::ranges::sort(program.patches, {}, &Patch::insn);
}

}  // namespace

SoughtName name_of_bpf_attributes() {
  return {Sought::kUnion, "bpf_attr"};
}

void patch_map_descriptors(const Kernel& kernel, std::vector<LinkedProgram>& programs) {
  if (!lacks_fd_array(kernel)) return;
  for (LinkedProgram& program : programs) patch_maps(program);
}

}  // namespace btfkit::relocator
