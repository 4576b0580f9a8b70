// System calls as functions of the kernel, where probes find them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel.h"

namespace btfkit::relocator {

// Whether the kernel wraps its system calls, so that a probe finds their arguments in a struct
// pt_regs (CONFIG_ARCH_HAS_SYSCALL_WRAPPER).
bool has_syscall_wrapper(const Kernel& kernel);

// The function of a call: __x64_sys_openat for "openat".
Result<std::string> syscall_function(const Kernel& kernel, std::string_view call);

// What those ask a kernel for. The former's is that of the call "bpf".
std::vector<SoughtName> syscall_names(std::string_view call);

}  // namespace btfkit::relocator
