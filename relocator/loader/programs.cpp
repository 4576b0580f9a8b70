// Programs: their instructions go to the kernel as the plan has them. Maps and modules are behind
// fd_array, so that no instruction is written to.
#include "programs.h"

#include <cerrno>
#include <utility>

#include "bpf_syscall.h"
#include "verifier_log.h"

namespace loader {
namespace {

// See module_slot. An unused slot is never looked at. Empty for programs that need none, which
// kernels before 5.14 can load too.
bool make_fd_array(const loader_object& object, Array<int>& fds, loader_error& error) {
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

bpf_attr load_attr(const loader_object& object, const ProgramPlan& program, Array<int>& fds) {
  const plan_program_attr& settled = program.attr;
  bpf_attr attr = empty_attr();
  attr.prog_type = settled.prog_type;
  attr.expected_attach_type = settled.expected_attach_type;
  attr.prog_flags = settled.prog_flags;
  attr.attach_btf_id = settled.attach_btf_id;
  if (settled.attach_btf_module != 0) {
    attr.attach_btf_obj_fd = static_cast<uint32_t>(object.modules[settled.attach_btf_module - 1]);
  }
  attr.insns = pointer(program.insns.data());
  attr.insn_cnt = static_cast<uint32_t>(program.insns.size() / sizeof(bpf_insn));
  attr.license = pointer(object.image.plan.license);
  attr.fd_array = pointer(fds.data());
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

bool load_program(const loader_object& object, const ProgramPlan& program, Array<int>& fds,
                  const loader_options& options, Fd& fd, loader_error& error) {
  bpf_attr attr = load_attr(object, program, fds);
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

bool load_programs(loader_object& object, const loader_options& options, loader_error& error) {
  const Plan& plan = object.image.plan;
  Array<int> fds;
  if (!make_fd_array(object, fds, error)) return false;
  if (!object.programs.allocate(plan.programs.size())) return fail(error, "%m");
  for (size_t i = 0; i < plan.programs.size(); i++) {
    const ProgramPlan& program = plan.programs[i];
    Fd fd;
    if (!load_program(object, program, fds, options, fd, error)) {
      return add_context(error, "program '%s'", program.name);
    }
    object.programs.set(i, std::move(fd));
  }
  return true;
}

}  // namespace loader
