// The examples make the images that bpfreloc makes, and say what bpfreloc says.
// RUN: %clang_bpf -c %s -o %t.bpf.o
// RUN: bpfreloc %t.bpf.o --target %testdata/6.1.0-56-amd64.btf.xz -o %t.expected
// RUN: relocate %t.bpf.o %testdata/6.1.0-56-amd64.btf.xz %t.image && cmp %t.image %t.expected
// RUN: not relocate %t.bpf.o %t.none %t.image 2>&1 | FileCheck %s --check-prefix=FAILS
// FAILS: relocate: {{.*}}.none: No such file or directory

// RUN: rm -rf %t.images && mkdir %t.images
// RUN: relocate_all %t.bpf.o %t.images %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz | FileCheck %s
// CHECK: 6.1.0-56-amd64.btf.xz: socket+0x{{[0-9a-f]+}}: <byte_off> struct task_struct.no_such_member: 8 -> none, poisoned
// CHECK: 6.12.107+deb13-amd64.btf.xz: socket+
// RUN: cmp %t.images/kernel1.o %t.expected
// RUN: bpfreloc %t.bpf.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.expected
// RUN: cmp %t.images/kernel2.o %t.expected
// RUN: not relocate_all %t.bpf.o %t.images %testdata/6.12.107+deb13-s390x.btf.xz 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: relocate_all: {{.*}}.bpf.o: it is little endian, but the target's BTF is big endian

struct task_struct {
  int pid;
  int tgid;
  int no_such_member;
} __attribute__((preserve_access_index));

__attribute__((section("socket"))) int prog(void *context) {
  struct task_struct *task = context;
  return task->pid + task->no_such_member;
}
char LICENSE[] __attribute__((section("license"))) = "GPL";
