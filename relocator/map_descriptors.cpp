#include "map_descriptors.h"

#include <algorithm>

namespace btfkit::relocator {
namespace {

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

void patch_map_descriptors(const Kernel& kernel, std::vector<LinkedProgram>& programs) {
  if (!kernel.lacks_fd_array()) return;
  for (LinkedProgram& program : programs) patch_maps(program);
}

}  // namespace btfkit::relocator
