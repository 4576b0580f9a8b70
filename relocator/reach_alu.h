// What arithmetic and comparisons of BPF do with values that may be unknown.
#pragma once

#include <optional>

#include "core/instruction.h"
#include "reach_state.h"

namespace btfkit::relocator {

// What an ALU or ALU64 instruction leaves in its destination. `source` is the operand, an immediate
// as a constant. Byte swaps are those of a machine of `endian`.
Value compute(const core::Instruction& insn, const Value& destination, const Value& source,
              Endian endian);

// Whether a conditional jump is taken; nothing if it isn't known.
std::optional<bool> is_taken(const core::Instruction& insn, const Value& destination,
                             const Value& source);

// The operand of an instruction that is not a register: its immediate, sign-extended.
inline Value immediate(const core::Instruction& insn) {
  return constant(static_cast<uint64_t>(int64_t{insn.imm}));
}

}  // namespace btfkit::relocator
