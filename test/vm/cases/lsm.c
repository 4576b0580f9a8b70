// A hook's program says no.
// RUN: touch /tmp/forbidden
// RUN: bpfload run %image -- sh -c 'cat /tmp/forbidden || echo refused'
// CHECK: {{can't open|Operation not permitted}}
// CHECK: refused
#include "case.h"

struct qstr {
  const unsigned char *name;
} __attribute__((preserve_access_index));
struct dentry {
  struct qstr d_name;
} __attribute__((preserve_access_index));
struct path {
  struct dentry *dentry;
} __attribute__((preserve_access_index));
struct file {
  struct path f_path;
} __attribute__((preserve_access_index));

SEC("lsm/file_open") int BPF_PROG(opened, struct file *file) {
  char name[10] = {};
  const unsigned char *from = BPF_CORE_READ(file, f_path.dentry, d_name.name);
  bpf_probe_read_kernel_str(name, sizeof name, from);
  const char wrong[] = "forbidden";
  for (int i = 0; i < 9; i++) {
    if (name[i] != wrong[i]) return 0;
  }
  asm volatile("" ::: "memory"); /* a branch, since the verifier wants to see the number */
  return -1;
}
