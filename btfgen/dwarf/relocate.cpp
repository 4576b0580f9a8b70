#include "dwarf/relocate.h"

#include <elf.h>

#include <algorithm>
#include <array>

namespace btfkit::dwarf {
namespace {

struct Rule {
  uint16_t machine;
  uint32_t type;
  uint8_t width;
};

// Not yet in Debian 12's elf.h.
constexpr uint32_t kBpfAbs64 = 2;
constexpr uint32_t kBpfAbs32 = 3;
constexpr uint32_t kBpfNoDynamicLoad32 = 4;

constexpr std::array kRules = {
    Rule{EM_X86_64, R_X86_64_NONE, 0},
    Rule{EM_X86_64, R_X86_64_64, 8},
    Rule{EM_X86_64, R_X86_64_32, 4},
    Rule{EM_X86_64, R_X86_64_32S, 4},
    Rule{EM_X86_64, R_X86_64_DTPOFF32, 4},
    Rule{EM_X86_64, R_X86_64_DTPOFF64, 8},
    Rule{EM_AARCH64, R_AARCH64_NONE, 0},
    Rule{EM_AARCH64, R_AARCH64_ABS64, 8},
    Rule{EM_AARCH64, R_AARCH64_ABS32, 4},
    Rule{EM_AARCH64, R_AARCH64_TLS_DTPREL, 8},
    Rule{EM_BPF, R_BPF_NONE, 0},
    Rule{EM_BPF, kBpfAbs64, 8},
    Rule{EM_BPF, kBpfAbs32, 4},
    Rule{EM_BPF, kBpfNoDynamicLoad32, 4},
    Rule{EM_S390, R_390_NONE, 0},
    Rule{EM_S390, R_390_64, 8},
    Rule{EM_S390, R_390_32, 4},
    Rule{EM_S390, R_390_16, 2},
    Rule{EM_S390, R_390_8, 1},
    Rule{EM_S390, R_390_TLS_LDO64, 8},
    Rule{EM_PPC64, R_PPC64_NONE, 0},
    Rule{EM_PPC64, R_PPC64_ADDR64, 8},
    Rule{EM_PPC64, R_PPC64_ADDR32, 4},
    Rule{EM_PPC64, R_PPC64_DTPREL64, 8},
};

}  // namespace

bool knows_relocations_of(uint16_t machine) {
  return std::ranges::find(kRules, machine, &Rule::machine) != kRules.end();
}

std::optional<RelocationRule> relocation_rule(uint16_t machine, uint32_t type) {
  auto found = std::ranges::find_if(
      kRules, [&](const Rule& rule) { return rule.machine == machine && rule.type == type; });
  if (found == kRules.end()) return std::nullopt;
  return RelocationRule{found->width};
}

}  // namespace btfkit::dwarf
