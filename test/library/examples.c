// The examples make the images that bpfreloc makes, and say what bpfreloc says.
// RUN: %clang_bpf -c %s -o %t.bpf.o
// RUN: bpfreloc %t.bpf.o --target %testdata/6.1.0-56-amd64.btf.xz -o %t.expected
// RUN: relocate %t.bpf.o %testdata/6.1.0-56-amd64.btf.xz %t.image && cmp %t.image %t.expected
// RUN: not relocate %t.bpf.o %t.none %t.image 2>&1 | FileCheck %s --check-prefix=FAILS
// FAILS: relocate: {{.*}}.none: No such file or directory

// A kernel may be a folder, with its modules and its configuration.
// RUN: %clang_bpf -DFOLDER -c %s -o %t.externs.o
// RUN: %clang -DMODULE -g -c %s -o %t.module.o
// RUN: rm -rf %t.kernel && mkdir -p %t.kernel/modules && xz -dkc %testdata/6.1.0-56-amd64.btf.xz > %t.kernel/vmlinux
// RUN: btfgen encode --base %t.kernel/vmlinux %t.module.o -o %t.kernel/modules/my-module.btf && echo CONFIG_HZ=250 > %t.kernel/config-6.1
// RUN: bpfreloc %t.externs.o --target %t.kernel -o %t.expected
// RUN: relocate %t.externs.o %t.kernel %t.image && cmp %t.image %t.expected
// RUN: not relocate %t.externs.o %t.kernel/modules %t.image 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: relocate: {{.*}}.kernel/modules: the folder has no vmlinux and no vmlinuz
// RUN: bpfreloc %t.bpf.o --target %testdata/6.1.0-56-amd64.btf.xz -o %t.expected

// RUN: rm -rf %t.images && mkdir %t.images
// RUN: relocate_all %t.bpf.o %t.images %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz | FileCheck %s
// CHECK: 6.1.0-56-amd64.btf.xz: socket+0x{{[0-9a-f]+}}: <byte_off> struct task_struct.no_such_member: 8 -> none, poisoned
// CHECK: 6.12.107+deb13-amd64.btf.xz: socket+
// RUN: cmp %t.images/kernel1.o %t.expected
// RUN: bpfreloc %t.bpf.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.expected
// RUN: cmp %t.images/kernel2.o %t.expected
// RUN: not relocate_all %t.bpf.o %t.images %testdata/6.12.107+deb13-s390x.btf.xz 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: relocate_all: {{.*}}.bpf.o: it is little endian, but the target's BTF is big endian

#if defined(MODULE)
int of_my_module(int number) { return number; }
#elif defined(FOLDER)
extern int CONFIG_HZ __attribute__((section(".kconfig")));
extern int of_my_module(int) __attribute__((section(".ksyms")));
__attribute__((section("tc"))) int prog(void *context) { return of_my_module(CONFIG_HZ); }
#else
struct task_struct {
  int pid;
  int tgid;
  int no_such_member;
} __attribute__((preserve_access_index));

__attribute__((section("socket"))) int prog(void *context) {
  struct task_struct *task = context;
  return task->pid + task->no_such_member;
}
#endif
char LICENSE[] __attribute__((section("license"))) = "GPL";
