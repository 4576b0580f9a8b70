// What a program's section name says: its type, how it attaches, where its target is looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel.h"

namespace btfkit::relocator {

// Numbers as in enum bpf_prog_type and enum bpf_attach_type of include/uapi/linux/bpf.h.
struct ProgramKind {
  uint32_t program_type = 0;
  uint32_t expected_attach_type = 0;
  uint32_t flags = 0;           // BPF_F_*
  std::string attach;           // "KIND:TARGET" as docs/bpfload.md lists them; empty: the user's
  std::string btf_attach_name;  // the type or function of the target's BTF to attach to, or empty
  std::string btf_module;       // the module that has it; empty: any, but vmlinux first
  Sought btf_attach = Sought::kFunction;  // what that is: raw tracepoints have a TYPEDEF
  std::string syscall = {};  // whose function of the kernel `attach` still lacks, or empty
};

// Fails for a section that no program type has, with the section's name in the message. Behind the
// prefix "MODULE:NAME" is that of one module, or of vmlinux. `target` stands for what is behind the
// prefix, where that is looked up in BTF; others refuse it.
Result<ProgramKind> program_kind(std::string_view section,
                                 std::optional<std::string_view> target = {});

// Completes `attach` by the kernel's name of the system call, if one is meant.
Result<void> settle_syscall(ProgramKind& kind, const Kernel& kernel);

// What a program attaches to in the target's BTF; nothing if it needs none.
Result<std::optional<Found>> attach_target(const ProgramKind& kind, const Kernel& kernel);

}  // namespace btfkit::relocator
