// What vmlinux's BTF lacks is looked for in that of modules: functions to attach to, kfuncs. A
// module's BTF is split; its ids continue those of vmlinux.
// RUN: rm -rf %t && mkdir -p %t/folder
// RUN: xz -dkc %testdata/6.12.107+deb13-amd64.btf.xz > %t/kernel.btf
// RUN: %clang -DMODULE -g -c %s -o %t/module.o
// RUN: btfgen encode --base %t/kernel.btf %t/module.o -o %t/my-mod.btf
// RUN: %clang -DOTHER -g -c %s -o %t/other.o
// RUN: btfgen encode --base %t/kernel.btf %t/other.o -o %t/another.btf
// RUN: %clang_bpf -c %s -o %t/program.o
// RUN: %S/Inputs/same_as_libbpf --module another=%t/another.btf --module my_mod=%t/my-mod.btf %t/program.o %t/kernel.btf

// A folder as /sys/kernel/btf; the plan has only those modules that are used. What can't be read is
// left out with a warning.
// RUN: cp %t/my-mod.btf %t/folder/my_mod && cp %t/another.btf %t/folder/another && cp %t/kernel.btf %t/folder/vmlinux && echo no > %t/folder/broken
// RUN: bpfreloc %t/program.o --target %t/kernel.btf --modules %t/folder -o %t/image.o 2> %t/warnings.txt
// RUN: FileCheck %s --check-prefix=WARNS --input-file=%t/warnings.txt
// WARNS: bpfreloc: warning: {{.*}}folder/broken: it is neither BTF nor an ELF file
// RUN: bpfload inspect %t/image.o | FileCheck %s
// CHECK-NOT: another
// CHECK: module 1: my_mod
// RUN: not bpfreloc %t/program.o --target %t/kernel.btf -o %t/image.o 2>&1 | FileCheck %s --check-prefix=WITHOUT
// WITHOUT: .ksyms: the target has no FUNC 'of_my_module'

// Which module is meant can be said, as libbpf has it from 1.5 on.
// RUN: %clang_bpf -DNAMED -c %s -o %t/named.o
// RUN: bpfreloc %t/named.o --target %t/kernel.btf --modules %t/another.btf --modules %t/my-mod.btf -o %t/named.image.o
// RUN: bpfload inspect %t/named.image.o | FileCheck %s --check-prefix=NAMED
// NAMED: program 0 'first'
// NAMED: attach to BTF id: {{[0-9]+}} of my_mod
// NAMED: program 1 'second'
// NAMED: attach to BTF id: {{[0-9]+}} of vmlinux
// NAMED: program 2 'third'
// NAMED: attach to BTF id: {{[0-9]+}} of my_mod
// NAMED: program 3 'fourth'
// NAMED: attach to BTF id: {{[0-9]+}} of vmlinux
// RUN: not bpfreloc %t/named.o --target %t/kernel.btf --modules %t/another.btf -o %t/named.image.o 2>&1 | FileCheck %s --check-prefix=LACKS
// LACKS: program 'first': the target's 'my_mod' has no FUNC 'in_both' to attach to
// LACKS-NOT: second
// LACKS: program 'third': the target's 'my_mod' has no FUNC 'bpf_lsm_of_my_module' to attach to

#define SEC(name) __attribute__((section(name), used))
#if defined(MODULE)
int of_my_module(int number) { return number; }
int in_both(int number) { return number; }
int bpf_lsm_of_my_module(int number) { return number; }
int do_unlinkat(int number) { return number; }
#elif defined(OTHER)
int in_both(int number) { return number; }
#elif defined(NAMED)
SEC("fentry/my_mod:in_both") int first(void *context) { return 0; }
SEC("fexit/vmlinux:do_unlinkat") int second(void *context) { return 0; }
SEC("lsm/my_mod:of_my_module") int third(void *context) { return 0; }
SEC("lsm/vmlinux:bpf") int fourth(void *context) { return 0; }
#else
extern int of_my_module(int) __attribute__((section(".ksyms")));
// vmlinux comes first.
SEC("fentry/do_unlinkat") int both(void *context) { return 0; }
SEC("fentry/of_my_module") int attached(void *context) { return 0; }
SEC("tc") int calls(void *context) { return of_my_module(1); }
#endif
SEC("license") char license_text[] = "GPL";
