// Variables of .kconfig that no configuration has: what the target's BTF says, as libbpf finds out
// of the running kernel. A probe (kprobe/__x64_sys_bpf and its kin) is how it looks for the wrapper
// of system calls; that the function is in BTF comes to the same.
// RUN: rm -rf %t && mkdir -p %t
// RUN: %clang_bpf -c %s -o %t/program.o
// DEFINE: %{object} = %t/program.o
// DEFINE: %{relocate} = bpfreloc %{object} -o %t/image.o --target
// DEFINE: %{show} = %python -B %S/Inputs/plan_as_text.py %t/image.o
// RUN: %{relocate} %testdata/6.1.0-56-amd64.btf.xz && %{show} | FileCheck %s --check-prefix=BOTH
// RUN: %{relocate} %testdata/6.12.107+deb13-amd64.btf.xz && %{show} | FileCheck %s --check-prefix=BOTH
// RUN: %{relocate} %testdata/6.12.107+deb13-cloud-arm64.btf.xz && %{show} | FileCheck %s --check-prefix=BOTH
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t/big.o
// RUN: bpfreloc %t/big.o -o %t/image.o --target %testdata/6.12.107+deb13-s390x.btf.xz && %{show} | FileCheck %s --check-prefix=BOTH
// The cookie comes first.
// BOTH: map '{{.*}}.kconfig'
// BOTH-NEXT: key 00000000: 0101{{$}}

// libbpf has the same cookie; for the wrapper it would set a probe.
// RUN: %clang_bpf -DCOOKIE_ONLY -c %s -o %t/cookie.o
// RUN: %S/Inputs/same_as_libbpf %t/cookie.o %little_endian_kernels

// A part of a kernel's BTF for this object.
// RUN: btfgen min %testdata/6.12.107+deb13-amd64.btf.xz --for %t/program.o -o %t/part.btf
// RUN: %{relocate} %t/part.btf && %{show} | FileCheck %s --check-prefix=BOTH

// testdata has no i386 and no riscv; the function's name is what counts.
// RUN: %clang -DKERNEL -DSYS_BPF=__ia32_sys_bpf -g -c %s -o %t/kernel.o && btfgen encode %t/kernel.o -o %t/i386.btf
// RUN: %{relocate} %t/i386.btf && %{show} | FileCheck %s --check-prefix=WRAPPER
// RUN: %clang -DKERNEL -DSYS_BPF=__riscv_sys_bpf -g -c %s -o %t/kernel.o && btfgen encode %t/kernel.o -o %t/riscv.btf
// RUN: %{relocate} %t/riscv.btf && %{show} | FileCheck %s --check-prefix=WRAPPER
// WRAPPER: map '{{.*}}.kconfig'
// WRAPPER-NEXT: key 00000000: 0001{{$}}
// A kernel without wrappers calls it sys_bpf.
// RUN: %clang -DKERNEL -DSYS_BPF=sys_bpf -DCOOKIE -g -c %s -o %t/kernel.o && btfgen encode %t/kernel.o -o %t/plain.btf
// RUN: %{relocate} %t/plain.btf && %{show} | FileCheck %s --check-prefix=COOKIE
// COOKIE: map '{{.*}}.kconfig'
// COOKIE-NEXT: key 00000000: 0100{{$}}
// A struct of the wrapper's name is none, and another enum's enumerator no helper.
// RUN: %clang -DKERNEL -DSYS_BPF=sys_bpf -DMISLEADING -g -c %s -o %t/kernel.o && btfgen encode %t/kernel.o -o %t/none.btf
// RUN: %{relocate} %t/none.btf && %{show} | FileCheck %s --check-prefix=NONE
// NONE: map '{{.*}}.kconfig'
// NONE-NEXT: {{key 00000000: 0000$|frozen}}

// The running kernel has both.
// RUN: %if bpf %{ bpfreloc %t/program.o --target /sys/kernel/btf/vmlinux -o %t/here.image.o && bpfload test-run %t/here.image.o --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=HERE %}
// HERE: retval{{.*}} 3

#ifdef KERNEL
int SYS_BPF(const void *registers) { return 0; }
#if defined(COOKIE)
enum bpf_func_id { BPF_FUNC_get_attach_cookie = 174 } id;
#elif defined(MISLEADING)
enum bpf_func_id { BPF_FUNC_unspec } id;
enum other { BPF_FUNC_get_attach_cookie } other;
struct __x64_sys_bpf { int x; } type;
#endif
#else
#define KCONFIG __attribute__((section(".kconfig")))
#ifdef COOKIE_ONLY
#define LINUX_HAS_SYSCALL_WRAPPER 1
#else
extern _Bool LINUX_HAS_SYSCALL_WRAPPER KCONFIG;
#endif
extern _Bool LINUX_HAS_BPF_COOKIE KCONFIG;
__attribute__((section("socket"), used)) int program(void *context) {
  return LINUX_HAS_SYSCALL_WRAPPER + 2 * LINUX_HAS_BPF_COOKIE;
}
__attribute__((section("license"), used)) char license_text[] = "GPL";
#endif
