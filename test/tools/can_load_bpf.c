/* Exit status 0 if this process may load BPF programs and the kernel shows its BTF;
 * otherwise 1 and the reason on standard error. lit's feature `bpf` is this answer. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
  const struct bpf_insn insns[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT},
  };
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  /* A tracing type, since what an unprivileged user may load is not what the tests need. */
  attr.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
  attr.insns = (uintptr_t)insns;
  attr.insn_cnt = sizeof insns / sizeof insns[0];
  attr.license = (uintptr_t)"GPL";
  long fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
  if (fd < 0) {
    fprintf(stderr, "BPF_PROG_LOAD: %s%s\n", strerror(errno), getuid() ? " (not root)" : "");
    return 1;
  }
  if (access("/sys/kernel/btf/vmlinux", R_OK) != 0) {
    fprintf(stderr, "/sys/kernel/btf/vmlinux: %s\n", strerror(errno));
    return 1;
  }
  return 0;
}
