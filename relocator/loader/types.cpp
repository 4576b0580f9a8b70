// The object's own BTF goes to the kernel, and the BTF of modules comes from it: programs refer to
// both by descriptor.
#include <cerrno>
#include <cstring>
#include <utility>

#include "bpf_syscall.h"
#include "programs.h"
#include "verifier_log.h"

namespace loader {
namespace {

bool load_btf(bpfload_object& object, bpfload_error& error) {
  const Bytes btf = object.image.plan.btf;
  if (btf.empty()) return true;
  bpf_attr attr = empty_attr();
  attr.btf = pointer(btf.data());
  attr.btf_size = static_cast<uint32_t>(btf.size());
  object.btf = Fd(bpf(BPF_BTF_LOAD, attr));
  if (object.btf.valid()) return true;

  const int reason = errno;
  VerifierLog log;
  if (log.allocate()) {
    attr.btf_log_buf = pointer(log.buffer());
    attr.btf_log_size = log.room();
    attr.btf_log_level = 1;
    object.btf = Fd(bpf(BPF_BTF_LOAD, attr));
    if (object.btf.valid()) return true;
  }
  errno = reason;
  const VerifierLog::Line line = log.reason();
  return fail(error, "PLAN_BTF: BPF_BTF_LOAD: %m%s%.*s", line.size > 0 ? ": " : "", line.size,
              line.text);
}

bool find_module(const char* module, Fd& found, bpfload_error& error) {
  bpf_attr attr = empty_attr();
  while (bpf(BPF_BTF_GET_NEXT_ID, attr) == 0) {
    const uint32_t id = attr.next_id;
    attr = empty_attr();
    attr.btf_id = id;
    Fd fd(bpf(BPF_BTF_GET_FD_BY_ID, attr));
    char name[64] = {};  // MODULE_NAME_LEN
    bpf_btf_info info = {};
    info.name = pointer(name);
    info.name_len = sizeof name;
    // One that is gone meanwhile is not the one that is sought.
    if (fd.valid() && object_info(fd.get(), &info, sizeof info) == 0 && info.kernel_btf != 0 &&
        strcmp(name, module) == 0) {
      found = std::move(fd);
      return true;
    }
    attr = empty_attr();
    attr.start_id = id;
  }
  if (errno != ENOENT) return fail(error, "module '%s': BPF_BTF_GET_NEXT_ID: %m", module);
  return fail(error, "module '%s' is not loaded, or has no BTF", module);
}

}  // namespace

bool load_types(bpfload_object& object, bpfload_error& error) {
  if (!load_btf(object, error)) return false;
  const Array<const char*>& modules = object.image.plan.modules;
  if (!object.modules.allocate(modules.size())) return fail(error, "%m");
  for (size_t i = 0; i < modules.size(); i++) {
    Fd fd;
    if (!find_module(modules[i], fd, error)) return false;
    object.modules.set(i, std::move(fd));
  }
  return true;
}

}  // namespace loader
