// The oracle of the other tests: what libbpf gives the kernel, and that a plan which is anything
// else is seen.
// RUN: mkdir -p %t
// RUN: xz -dkc %testdata/6.12.107+deb13-amd64.btf.xz > %t/kernel.btf

// Every row of the table is some test's.
// RUN: sed -n 's/^\([a-z-]*\) |.*/\1/p' %S/libbpf_differences | while read name; do grep -rqe "--differs $name" %S %S/../core_suite || exit 1; done

// Each byte that is another one is found, whether the kernel would mind or not.
// RUN: %clang_bpf -DPLAIN -c %s -o %t/plain.o
// RUN: %S/Inputs/same_as_libbpf %t/plain.o %t/kernel.btf
// DEFINE: %{damaged} = env BPFRELOC=%build/bin/bpfreloc PATH=%S/Inputs/damaging:$PATH not %S/Inputs/same_as_libbpf %t/plain.o %t/kernel.btf 2>&1 | FileCheck %s
// RUN: env DAMAGE=3:60 %{damaged} --check-prefix=BTF
// RUN: env DAMAGE=48:12 %{damaged} --check-prefix=MAP
// RUN: env DAMAGE=49:2 %{damaged} --check-prefix=DATA
// RUN: env DAMAGE=48:28 %{damaged} --check-prefix=FROZEN
// RUN: env DAMAGE=64:12 %{damaged} --check-prefix=TARGET
// RUN: env DAMAGE=2:0 %{damaged} --check-prefix=LICENSE
// RUN: env DAMAGE=66:12 %{damaged} --check-prefix=CODE
// RUN: env DAMAGE=67:4 %{damaged} --check-prefix=FUNCTION
// RUN: env DAMAGE=68:12 %{damaged} --check-prefix=LINE
// RUN: env DAMAGE=fentry/do_unlinkat:4 %{damaged} --check-prefix=SECTION
// BTF: -BTF
// BTF: +BTF
// BTF: object: the plan differs from what libbpf loads
// MAP: +map 'plain.rodata': {{.*}} 0 entries
// DATA: -  key 00000000: 00000200
// DATA-NEXT: +  key 00000000: 00000300
// FROZEN: -  frozen
// TARGET: -program {{.*}}, attaches to [[#%u,ID:]] of 'vmlinux'
// TARGET-NEXT: +program {{.*}}, attaches to
// LICENSE: license 'GPL'
// LICENSE: license 'FPL'
// CODE: -  1: 0000000000000000
// CODE-NEXT: +  1: 0000000001000000
// FUNCTION: -  function at 0:
// LINE: -  line at 0:
// SECTION: image's sections: the plan differs from what libbpf loads
#ifdef PLAIN
#define SEC(name) __attribute__((section(name), used))
const volatile int number = 0x20000;
SEC("fentry/do_unlinkat") int program(void *context) { return number; }
SEC("license") char license_text[] = "GPL";

// Externs, a map of maps, an array of programs, a section that libbpf doesn't know.
// RUN: %clang_bpf -c %s -o %t/all.o
// RUN: printf 'CONFIG_HZ=250\n' > %t/config
// RUN: libbpf_as_oracle --kconfig %t/config --release 6.12.107 %t/all.o %t/kernel.btf | FileCheck %s
// RUN: libbpf_as_oracle --kconfig %t/config --program named %t/all.o %t/kernel.btf | FileCheck %s --check-prefix=CHOSEN
// CHOSEN: program 'named'
// CHOSEN-NOT: program
// An older kernel: what it refuses becomes an older kind.
// RUN: libbpf_as_oracle --kconfig %t/config --without ENUM64 %t/all.o %t/kernel.btf > %t/old.txt
// RUN: sed -n 's/^BTF //p' %t/old.txt | xxd -r -p > %t/old.btf
// RUN: btfgen dump %t/old.btf | FileCheck %s --check-prefix=OLD --implicit-check-not=ENUM64
// OLD: UNION 'wide' size=8
#elif !defined(MODULE)
#define SEC(name) __attribute__((section(name), used))
#define EXTERN(name) __attribute__((section(name)))
#define UINT(name, value) int(*name)[value]
typedef unsigned long long u64;
enum wide { HUGE = 0x100000000 } wide;
extern int LINUX_KERNEL_VERSION EXTERN(".kconfig");
extern u64 CONFIG_HZ EXTERN(".kconfig");
extern void bpf_rcu_read_lock(void) EXTERN(".ksyms");

// CHECK: map 'first': type 2
struct inner { UINT(type, 2); UINT(max_entries, 1); int *key, *value; } first SEC(".maps");
// CHECK: map 'outer': type 12
// CHECK-NEXT: inner map: type 2
// CHECK-NEXT: key 03000000: 'first'
struct { UINT(type, 12); UINT(max_entries, 4); UINT(key_size, 4); struct inner *values[]; } outer SEC(".maps") = {.values = {[3] = &first}};
// CHECK: map 'programs': type 3
// CHECK-NEXT: key 01000000: 'named'
int named(void *context);
struct { UINT(type, 3); UINT(max_entries, 4); UINT(key_size, 4); int (*values[])(void *); } programs SEC(".maps") = {.values = {[1] = (void *)&named}};
// CHECK: map 'all.kconfig': type 2
// CHECK-NEXT: key 00000000: fa000000000000006b0c0600
// CHECK-NEXT: frozen

// CHECK: program 'named': type 1,
SEC("socket") int named(void *context) { return LINUX_KERNEL_VERSION + CONFIG_HZ; }
// CHECK: program 'unknown': its section is unknown
SEC("socket/unknown") int unknown(void *context) { return wide; }
// CHECK: program 'calls': type 3,
// CHECK: : 85200000{{[0-9a-f]{8}$}}
SEC("tc") int calls(void *context) { bpf_rcu_read_lock(); return ((long (*)(void *, void *))1)(&outer, context) != 0; }
SEC("license") char license_text[] = "GPL";

// A module's function.
// RUN: %clang -DMODULE -g -c %s -o %t/module.o
// RUN: btfgen encode --base %t/kernel.btf %t/module.o -o %t/module.btf
// RUN: %clang_bpf -DMODULE -DATTACH -c %s -o %t/attach.o
// RUN: libbpf_as_oracle --module ours=%t/module.btf %t/attach.o %t/kernel.btf | FileCheck %s --check-prefix=MODULE
// MODULE: program 'attached': type 26, {{.*}} attaches to {{[1-9][0-9]+}} of 'ours'
#elif defined(ATTACH)
__attribute__((section("fentry/of_module"), used)) int attached(void *context) { return 0; }
#else
int of_module(int number) { return number; }
#endif
