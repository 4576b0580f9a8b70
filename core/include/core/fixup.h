// A relocation's value, and how it gets into an instruction. Two pure steps: calculate, apply.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "btf/ext.h"
#include "btf/model.h"
#include "core/access.h"
#include "core/instruction.h"

namespace btfkit::core {

// What describes one side of a relocation: its BTF and the access found in it.
struct Side {
  const btf::Btf& btf;
  const Access& access;
  uint32_t pointer_size;  // bytes
};

// What one instruction is to become.
struct Fixup {
  uint64_t local_value = 0;   // what the compiler wrote
  uint64_t target_value = 0;  // what the target needs
  bool poison = false;        // the target lacks it: the instruction must never be reached
  bool validate = true;       // the instruction must hold local_value now
  // The widths in bytes of a field that is loaded or stored where they differ: a load or store then
  // changes its width, if that is safe, and is poisoned if it isn't. A bit field's width is 0.
  uint32_t local_width = 0;
  uint32_t target_width = 0;
  bool resize_unsafe = false;
};

// The value of a relocation from both sides; `target` is nothing where the target has no match. The
// target's byte order decides how a bit field is shifted.
Result<Fixup> calculate(btf::CoreKind kind, const Side& local, const std::optional<Side>& target);

// Changes `insns`, which begins at the relocated instruction and ends with its function. Fails for
// an instruction that can't carry the value.
Result<void> apply(const Fixup& fixup, std::span<Instruction> insns);

// The helper id of a poisoned call, as libbpf marks them; the verifier names it if it is reached.
inline constexpr int32_t kPoisonHelper = 0xbad2310;

}  // namespace btfkit::core
