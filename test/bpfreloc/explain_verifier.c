// The verifier agrees: what explain says is guarded loads, what it says can be reached is refused.
// REQUIRES: bpf
// RUN: %clang_bpf -DGUARDED -c %s -o %t.guarded.o
// RUN: bpfreloc explain %t.guarded.o --target /sys/kernel/btf/vmlinux | FileCheck %s
// CHECK-COUNT-4: not reached: guarded by
// RUN: bpfreloc %t.guarded.o --target /sys/kernel/btf/vmlinux -o %t.guarded.image
// RUN: bpfload test-run %t.guarded.image --data-hex 000102030405060708090a0b0c0d0e0f

// RUN: %clang_bpf -c %s -o %t.plain.o
// RUN: (bpfreloc explain %t.plain.o --target /sys/kernel/btf/vmlinux; test $? = 3) | FileCheck %s --check-prefix=PLAIN
// PLAIN: program 'program' can reach it
// RUN: bpfreloc %t.plain.o --target /sys/kernel/btf/vmlinux -o %t.plain.image
// RUN: not bpfload test-run %t.plain.image --data-hex 000102030405060708090a0b0c0d0e0f 2>&1 | FileCheck %s --check-prefix=REFUSED
// REFUSED: invalid func unknown#195896080

// What the user sets, and the configuration.
// RUN: echo CONFIG_LIKED=n > %t.config
// RUN: echo CONFIG_LIKED=y > %t.other
// RUN: %clang_bpf -DCONFIGURED -c %s -o %t.o
// RUN: bpfreloc explain %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.config --set wanted=0 | FileCheck %s --check-prefix=CONFIGURED
// CONFIGURED-COUNT-2: not reached: guarded by
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.config --set wanted=0 -o %t.image
// RUN: bpfload test-run %t.image --data-hex 000102030405060708090a0b0c0d0e0f
// RUN: (bpfreloc explain %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.config; test $? = 3) | FileCheck %s --check-prefix=PLAIN
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.config -o %t.image
// RUN: not bpfload test-run %t.image --data-hex 000102030405060708090a0b0c0d0e0f 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: (bpfreloc explain %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.other --set wanted=0; test $? = 3) | FileCheck %s --check-prefix=PLAIN
// RUN: bpfreloc %t.o --target /sys/kernel/btf/vmlinux --kconfig %t.other --set wanted=0 -o %t.image
// RUN: not bpfload test-run %t.image --data-hex 000102030405060708090a0b0c0d0e0f 2>&1 | FileCheck %s --check-prefix=REFUSED

struct task_struct {
  int pid;
  int no_such_field;
} __attribute__((preserve_access_index));

#define SEC(name) __attribute__((section(name), used))
#define info(field, kind) __builtin_preserve_field_info(((struct task_struct *)0)->field, kind)
#ifdef GUARDED
const volatile int wanted = 0;
#else
const volatile int wanted = 1;
#endif
#define KCONFIG __attribute__((section(".kconfig")))
extern int LINUX_KERNEL_VERSION KCONFIG;
#ifdef CONFIGURED
extern _Bool CONFIG_LIKED KCONFIG;
#endif
unsigned long sum;

static __attribute__((noinline)) int has_it(void) { return info(no_such_field, 2); }

SEC("socket") int program(void *context) {
#ifdef GUARDED
  if (info(no_such_field, 2)) sum = info(no_such_field, 0);
  if (has_it()) sum += info(no_such_field, 0);
  if (LINUX_KERNEL_VERSION < 0x20600) sum += info(no_such_field, 0);
#endif
#ifdef CONFIGURED
  if (CONFIG_LIKED) sum += info(no_such_field, 0);
#endif
  if (wanted) sum += info(no_such_field, 0);
  return 0;
}
SEC("license") char license_text[] = "GPL";
