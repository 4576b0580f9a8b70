#include "syscalls.h"

#include <algorithm>
#include <array>

namespace btfkit::relocator {
namespace {

// Kernels that wrap their calls name them after the architecture. 64-bit x86 has wrappers for
// 32-bit programs too, which come last for that.
constexpr std::array kWrapped = {"__x64_sys_", "__arm64_sys_", "__s390x_sys_", "__riscv_sys_",
                                 "__ia32_sys_"};
constexpr std::string_view kPlain = "sys_";

std::string join(std::string_view prefix, std::string_view call) {
  return fmt::format("{}{}", prefix, call);
}

}  // namespace

bool has_syscall_wrapper(const Kernel& kernel) {
  return std::ranges::any_of(kWrapped, [&](std::string_view prefix) {
    return kernel.find(Sought::kFunction, join(prefix, "bpf")).has_value();
  });
}

Result<std::string> syscall_function(const Kernel& kernel, std::string_view call) {
  for (const SoughtName& name : syscall_names(call)) {
    if (kernel.find(name.sought, name.name)) return name.name;
  }
  return fail("the target has no FUNC of system call '{}' to attach to, such as '{}{}'", call,
              kWrapped.front(), call);
}

std::vector<SoughtName> syscall_names(std::string_view call) {
  std::vector<SoughtName> names;
  for (std::string_view prefix : kWrapped) {
    names.push_back({Sought::kFunction, join(prefix, call)});
  }
  names.push_back({Sought::kFunction, join(kPlain, call)});
  return names;
}

}  // namespace btfkit::relocator
