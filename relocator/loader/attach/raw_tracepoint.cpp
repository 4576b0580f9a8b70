// BPF_RAW_TRACEPOINT_OPEN: raw tracepoints by their names, and what programs were loaded for.
#include <linux/bpf.h>

#include "attach/kinds.h"
#include "bpf_syscall.h"

namespace loader {
namespace {

int open_raw_tracepoint(int program, const char* name) {
  bpf_attr attr = empty_attr();
  attr.raw_tracepoint.prog_fd = static_cast<uint32_t>(program);
  attr.raw_tracepoint.name = pointer(name);
  return bpf(BPF_RAW_TRACEPOINT_OPEN, attr);
}

}  // namespace

bool attach_raw_tracepoint(const Attempt& attempt, Link& link, bpfload_error& error) {
  link.fd = open_raw_tracepoint(attempt.program, attempt.target);
  return link.fd >= 0 || fail(error, "BPF_RAW_TRACEPOINT_OPEN: %m");
}

bool attaches_by_btf_id(const plan_program_attr& attr) {
  switch (attr.prog_type) {
    case BPF_PROG_TYPE_TRACING:
      return attr.expected_attach_type != BPF_TRACE_ITER;
    case BPF_PROG_TYPE_LSM:
      return attr.expected_attach_type == BPF_LSM_MAC;
    default:
      return attr.prog_type == BPF_PROG_TYPE_EXT;
  }
}

bool attach_by_btf_id(int program, Link& link, bpfload_error& error) {
  link.fd = open_raw_tracepoint(program, nullptr);
  return link.fd >= 0 || fail(error, "BPF_RAW_TRACEPOINT_OPEN: %m");
}

}  // namespace loader
