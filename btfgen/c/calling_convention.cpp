#include "c/calling_convention.h"

#include <elf.h>

namespace btfkit::btfgen {
namespace {

constexpr int kX86[] = {5, 4, 1, 2, 8, 9};        // rdi, rsi, rdx, rcx, r8, r9
constexpr int kS390[] = {2, 3, 4, 5, 6};          // r2 to r6
constexpr int kArm[] = {0, 1, 2, 3, 4, 5, 6, 7};  // r0 to r7, x0 to x7

}  // namespace

CallingConvention calling_convention(uint16_t machine) {
  switch (machine) {
    case EM_S390:
      return {5, kS390, false};
    case EM_X86_64:
      return {6, kX86, true};
    case EM_ARM:
    case EM_AARCH64:
      return {8, kArm, true};
    case EM_SPARC:
    case EM_SPARCV9:
      return {6, {}, true};
    case EM_ARC:
    case EM_MIPS:
    case EM_PPC:
    case EM_PPC64:
    case EM_RISCV:
      return {8, {}, true};
    default:
      return {};
  }
}

}  // namespace btfkit::btfgen
