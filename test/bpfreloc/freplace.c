// freplace: a program takes the place of a function of another one. Its target is an id in the BTF
// that the other program is loaded with, of which the plan has the hash.
// RUN: mkdir -p %t
// RUN: %clang_bpf -DTARGET -c %s -o %t/target.o
// RUN: %clang_bpf -c %s -o %t/replacing.o
// RUN: bpfreloc %t/target.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t/target.image.o
// RUN: bpfreloc %t/replacing.o --target %testdata/6.12.107+deb13-amd64.btf.xz --replaces drop=%t/target.o --replaces other=%t/target.o:pass -o %t/replacing.image
// RUN: bpfload inspect %t/replacing.image > %t/plan.txt && FileCheck %s --input-file=%t/plan.txt
// CHECK: program 0 'drop': ext (28), attach type 0
// CHECK: attach to BTF id: [[DECIDE:[0-9]+]] of the replaced function's program
// CHECK: replaces: 'decide' of the program with BTF hash [[HASH:[0-9a-f]+]]
// CHECK: program 1 'other': ext (28), attach type 0
// CHECK: attach to BTF id: {{[0-9]+}} of the replaced function's program
// CHECK: replaces: 'pass' of the program with BTF hash [[HASH]]

// The other program's object is as good as its image, and both ids are its own.
// RUN: bpfreloc %t/replacing.o --target %testdata/6.12.107+deb13-amd64.btf.xz --replaces drop=%t/target.image.o --replaces other=%t/target.image.o:pass -o %t/same.image && cmp %t/same.image %t/replacing.image
// RUN: bpftool btf dump file %t/target.o > %t/types.txt
// RUN: sed -n "s/^.\([0-9]*\). FUNC 'decide'.*/  attach to BTF id: \1 of/p" %t/types.txt > %t/expected.txt
// RUN: grep -qFf %t/expected.txt %t/plan.txt

// RUN: not bpfreloc %t/replacing.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t/no.image 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: replacing.o: program 'drop': which program it replaces a function of is not known: --replaces drop=OBJECT
// MISSING: replacing.o: program 'other': which program

// bpfload holds the running program's BTF to the hash.
// RUN: %if bpf %{ bpfreloc %t/target.o --target /sys/kernel/btf/vmlinux -o %t/here.image && bpfreloc %t/replacing.o --target /sys/kernel/btf/vmlinux --replaces drop=%t/target.o --replaces other=%t/target.o:pass -o %t/replacing.image %}
// RUN: %clang_bpf -DTARGET -DCHANGED -c %s -o %t/changed.o
// RUN: %if bpf %{ bpfreloc %t/changed.o --target /sys/kernel/btf/vmlinux -o %t/changed.image && %S/Inputs/refuses_to_replace %t/changed.image %t/replacing.image > %t/refused.txt && FileCheck %s --check-prefix=CHANGED --input-file=%t/refused.txt %}
// CHANGED: bpfload: {{.*}}replacing.image: program 'drop': target '{{.*}}/target': has other BTF (hash {{[0-9a-f]+}}) than the object that it was to be loaded from ({{[0-9a-f]+}})

struct xdp_md { unsigned data, data_end; };
#define SEC(name) __attribute__((section(name), used))
#ifdef TARGET
#ifdef CHANGED
struct added { int member; } added;
#endif
__attribute__((noinline)) int decide(struct xdp_md *context) {
  int verdict = 2;
  asm volatile("" : "+r"(verdict));
  return verdict;
}
__attribute__((noinline)) int pass(long number) {
  asm volatile("" : "+r"(number));
  return number;
}
SEC("xdp") int target(struct xdp_md *context) { return decide(context) + pass(10); }
#else
SEC("freplace/decide") int drop(struct xdp_md *context) { return 1; }
SEC("freplace") int other(long number) { return 20; }
#endif
SEC("license") char license_text[] = "GPL";
