#include "bpf_syscall.h"
#include "error.h"
#include "object.h"

using namespace loader;

int bpfload_run_program(bpfload_object* object, size_t program, bpfload_test_run* run,
                        bpfload_error* error) {
  bpf_attr attr = empty_attr();
  attr.test.prog_fd = static_cast<uint32_t>(object->programs[program]);
  attr.test.data_in = pointer(run->data);
  attr.test.data_size_in = run->data_size;
  attr.test.data_out = pointer(run->data_out);
  attr.test.data_size_out = run->data_out_size;
  attr.test.ctx_in = pointer(run->context);
  attr.test.ctx_size_in = run->context_size;
  attr.test.repeat = run->repeat;
  if (bpf(BPF_PROG_TEST_RUN, attr) != 0) {
    fail(*error, "%s: program '%s': BPF_PROG_TEST_RUN: %m", object->image.name.begin(),
         bpfload_program_name(object, program));
    return -1;
  }
  run->retval = attr.test.retval;
  run->duration = attr.test.duration;
  run->data_out_size = run->data_out == nullptr ? 0 : attr.test.data_size_out;
  return 0;
}
