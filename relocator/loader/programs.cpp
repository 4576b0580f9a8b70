// Programs: their instructions go to the kernel as the plan has them, but for the plan's patches.
// Maps and modules are behind fd_array, so that most programs have none.
#include "programs.h"

#include <cerrno>
#include <utility>

#include "bpf_syscall.h"
#include "patch.h"
#include "verifier_log.h"

namespace loader {
namespace {

// See module_slot. An unused slot is never looked at.
bool make_fd_array(const bpfload_object& object, Array<int>& fds, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  if (plan.maps.empty() && plan.modules.empty()) return true;
  const size_t maps = object.maps.size();
  if (!fds.resize(module_slot(plan, plan.modules.size()) + 1)) return fail(error, "%m");
  for (size_t i = 0; i < maps; i++) fds[i] = object.maps[i];
  for (size_t n = 1; n <= plan.modules.size(); n++) {
    fds[module_slot(plan, n)] = object.modules[n - 1];
  }
  return true;
}

bpf_attr load_attr(const bpfload_object& object, size_t index, Bytes insns, const Array<int>& fds) {
  const ProgramPlan& program = object.image.plan.programs[index];
  const plan_program_attr& settled = program.attr;
  bpf_attr attr = empty_attr();
  attr.prog_type = settled.prog_type;
  attr.expected_attach_type = settled.expected_attach_type;
  attr.prog_flags = settled.prog_flags;
  attr.attach_btf_id = settled.attach_btf_id;
  if (settled.attach_btf_module != 0) {
    attr.attach_btf_obj_fd = static_cast<uint32_t>(object.modules[settled.attach_btf_module - 1]);
  }
  if (object.replaced[index] >= 0) {
    attr.attach_prog_fd = static_cast<uint32_t>(object.replaced[index]);
  }
  attr.insns = pointer(insns.data());
  attr.insn_cnt = static_cast<uint32_t>(insns.size() / sizeof(bpf_insn));
  attr.license = pointer(object.image.plan.license);
  // Kernels before 5.14 don't know it.
  if (needs_fd_array(insns)) attr.fd_array = pointer(fds.begin());
  copy_name(attr.prog_name, program.name);
  if (!program.func_info.empty() || !program.line_info.empty()) {
    attr.prog_btf_fd = static_cast<uint32_t>(object.btf.get());
  }
  if (!program.func_info.empty()) {
    attr.func_info = pointer(program.func_info.data());
    attr.func_info_rec_size = sizeof(bpf_func_info);
    attr.func_info_cnt = static_cast<uint32_t>(program.func_info.size() / sizeof(bpf_func_info));
  }
  if (!program.line_info.empty()) {
    attr.line_info = pointer(program.line_info.data());
    attr.line_info_rec_size = sizeof(bpf_line_info);
    attr.line_info_cnt = static_cast<uint32_t>(program.line_info.size() / sizeof(bpf_line_info));
  }
  return attr;
}

bool load_program(const bpfload_object& object, size_t index, const Array<int>& fds,
                  const bpfload_options& options, Fd& fd, bpfload_error& error) {
  const ProgramPlan& program = object.image.plan.programs[index];
  Array<std::byte> patched;
  Bytes insns;
  if (!patch_instructions(object, program, patched, insns, error)) return false;
  bpf_attr attr = load_attr(object, index, insns, fds);
  if (options.log_level == 0) {
    fd = Fd(bpf(BPF_PROG_LOAD, attr));
    if (fd.valid()) return true;
  }
  // Refused, or the log is wanted: load it with a log. The first try goes without one because
  // writing it takes the verifier several times as long.
  const int reason = errno;
  VerifierLog log;
  if (!log.allocate()) return fail(error, "memory for the verifier's log: %m");
  attr.log_buf = pointer(log.buffer());
  attr.log_size = log.room();
  attr.log_level = options.log_level == 0 ? 1 : options.log_level;
  fd = Fd(bpf(BPF_PROG_LOAD, attr));
  const bool refused = !fd.valid();
  // ENOSPC is about the log and hides the reason.
  if (refused && errno == ENOSPC && options.log_level == 0) errno = reason;
  if (refused) {
    const VerifierLog::Line line = log.reason();
    fail(error, "BPF_PROG_LOAD: %m%s%.*s", line.size > 0 ? ": " : "", line.size, line.text);
  }
  if (options.log != nullptr && log.size() != 0) {
    options.log(options.log_context, program.name, log.buffer(), log.size());
  }
  return !refused;
}

}  // namespace

bool load_programs(bpfload_object& object, const bpfload_options& options, bpfload_error& error) {
  const Plan& plan = object.image.plan;
  Array<int> fds;
  if (!make_fd_array(object, fds, error)) return false;
  if (!object.programs.allocate(plan.programs.size())) return fail(error, "%m");
  for (size_t i = 0; i < plan.programs.size(); i++) {
    const ProgramPlan& program = plan.programs[i];
    Fd fd;
    if (!load_program(object, i, fds, options, fd, error)) {
      return add_context(error, "program '%s'", program.name);
    }
    object.programs.set(i, std::move(fd));
  }
  return true;
}

}  // namespace loader
