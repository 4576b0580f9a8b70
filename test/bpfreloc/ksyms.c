// Kernel symbols that the target's BTF has: functions (kfuncs) and variables, by their ids.
// RUN: mkdir -p %t
// RUN: %clang_bpf -DKFUNCS -c %s -o %t/kfuncs.o
// RUN: %S/Inputs/same_as_libbpf --differs weak-kfunc %t/kfuncs.o %little_endian_kernels
// RUN: %clang_bpf -DFLAVOR -c %s -o %t/flavor.o
// RUN: bpfreloc %t/flavor.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t/flavor.image.o
// RUN: bpfload inspect %t/flavor.image.o | FileCheck %s --check-prefix=FLAVOR
// FLAVOR: program 0 'program': sched_cls

// A symbol without a type is an address that only the running kernel tells.
// RUN: %clang_bpf -DADDRESS -c %s -o %t/address.o
// RUN: bpfreloc %t/address.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t/address.image.o
// RUN: bpfload inspect %t/address.image.o | FileCheck %s --check-prefix=ADDRESS
// ADDRESS: symbol 0: bpf_map_put
// ADDRESS: symbol 1: no_such_symbol
// RUN: echo ffffffff82a15a40 T bpf_map_put > %t/kallsyms
// RUN: %S/Inputs/same_as_libbpf --kallsyms %t/kallsyms %t/address.o %little_endian_kernels
// RUN: %if bpf %{ bpfreloc %t/address.o --target /sys/kernel/btf/vmlinux -o %t/address.image.o && bpfload test-run %t/address.image.o --data-hex 00112233445566778899aabbccdd > %t/low.txt %}
// RUN: %if bpf %{ sed -n 's/^........\(........\) . bpf_map_put$/(0x\1)/p' /proc/kallsyms | sed 's/x0*/x/' > %t/bpf_map_put.txt && grep -qFf %t/bpf_map_put.txt %t/low.txt %}

// In the other byte order.
// RUN: %clang -target bpfeb -DKFUNCS -g -O2 -c %s -o %t/big.o
// RUN: bpfreloc %t/big.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t/big.image.o
// RUN: btfgen dump %testdata/6.12.107+deb13-s390x.btf.xz > %t/s390x.txt
// RUN: od -An -v -tx1 -w16 %t/big.image.o | tr -d ' \n' > %t/big.hex
// RUN: grep -q 8502$(printf 0000%%08x $(sed -n "s/^.\([0-9]*\). FUNC 'bpf_rcu_read_lock'.*/\1/p" %t/s390x.txt)) %t/big.hex

// It runs, and what is missing is not reached. (A variable needs a kernel with CONFIG_KALLSYMS_ALL.)
// RUN: %clang_bpf -DKFUNCS -DNO_VARIABLE -c %s -o %t/run.o
// RUN: %if bpf %{ bpfreloc %t/run.o --target /sys/kernel/btf/vmlinux -o %t/here.image.o && bpfload test-run %t/here.image.o --program program --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// RETURNS: retval{{.*}} 7

#define SEC(name) __attribute__((section(name), used))
#define KSYM __attribute__((section(".ksyms")))
#define WEAK __attribute__((weak))

#ifdef KFUNCS
struct rq { unsigned nr_running; };
extern void bpf_rcu_read_lock(void) KSYM WEAK;
extern void bpf_rcu_read_unlock(void) KSYM WEAK;
extern int no_such_function(int, long named) KSYM WEAK;
extern const int no_such_variable KSYM WEAK;
extern const struct rq runqueues KSYM;

SEC("tc") int program(void *context) {
  int result = 7;
#ifndef NO_VARIABLE
  const struct rq *first = ((const void *(*)(const void *, unsigned))153)(&runqueues, 0);
  if (!first) result = 1;
#endif
  if (bpf_rcu_read_lock) bpf_rcu_read_lock();
  if (bpf_rcu_read_unlock) bpf_rcu_read_unlock();
  if (no_such_function) result = no_such_function(1, 2);
  if (&no_such_variable) result = 2;
  return result;
}
#elif defined(ADDRESS)
extern const void no_such_symbol KSYM WEAK;
extern const void bpf_map_put KSYM;
SEC("tc") int program(void *context) { return &no_such_symbol ? 1 : (int)(long)&bpf_map_put; }
#else
extern void bpf_rcu_read_lock___old(void) KSYM;
extern void bpf_rcu_read_unlock(void) KSYM;
SEC("tc") int program(void *context) {
  bpf_rcu_read_lock___old();
  bpf_rcu_read_unlock();
  return 0;
}
#endif
SEC("license") char license_text[] = "GPL";
