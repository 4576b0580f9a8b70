// What the user and the kernel's configuration say of variables decides what is reached, as it does
// for the verifier.
// RUN: rm -rf %t && mkdir -p %t/folder
// RUN: printf 'CONFIG_OLD=n\nCONFIG_HZ=250\nCONFIG_NAME="(none)"\n' > %t/config
// RUN: %clang_bpf -c %s -o %t/program.o
// DEFINE: %{explain} = bpfreloc explain %t/program.o --failures --target %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %{explain} --set use_old=0 --set limits.low[1]=0 --kernel-version 6.12.107 --kconfig %t/config > %t/guarded.txt 2>&1
// RUN: FileCheck %s < %t/guarded.txt

// A folder's configuration; the version is the one thing that it doesn't tell.
// RUN: cp %testdata/6.12.107+deb13-amd64.btf.xz %t/folder/vmlinux.btf.xz && cp %t/config %t/folder/config
// RUN: bpfreloc explain %t/program.o --failures --target %t/folder --set use_old=0 --set limits.low[1]=0 --kernel-version 6.12.107 | FileCheck %s

// Without them all is as the object sets it, and what isn't known counts as unknown.
// RUN: (%{explain} 2>&1; test $? = 3) > %t/reached.txt
// RUN: FileCheck %s --check-prefix=REACHED < %t/reached.txt
// REACHED: bpfreloc: warning: {{.*}}program.o: .kconfig: 'LINUX_KERNEL_VERSION': the target doesn't tell its version; --kernel-version does, so that it counts as unknown
// REACHED-NEXT: bpfreloc: warning: {{.*}}program.o: .kconfig: 'CONFIG_{{.*}}' is part of the kernel's configuration, which --kconfig names, so that it counts as unknown
// REACHED: reach: program 'by_variable' can reach it
// REACHED: reach: program 'by_member' can reach it
// REACHED: reach: program 'by_version' can reach it
// REACHED: reach: program 'by_config' can reach it
// REACHED: reach: program 'by_number' can reach it
// REACHED: reach: program 'by_letter' can reach it
// REACHED: reach: program 'by_weak' can reach it

// An old kernel's version, and another configuration.
// RUN: printf 'CONFIG_OLD=y\nCONFIG_HZ=100\nCONFIG_NAME="none"\nCONFIG_WEAK=y\n' > %t/other
// RUN: (%{explain} --kernel-version 5.7.19 --kconfig %t/other 2>&1; test $? = 3) > %t/old.txt
// RUN: FileCheck %s --check-prefix=OLD < %t/old.txt
// OLD-NOT: {{warning|not reached}}
// OLD: reach: program 'by_version' can reach it
// OLD-NOT: {{warning|not reached}}
// OLD: reach: program 'by_weak' can reach it

// What is strong and not there is unknown, and said to be.
// RUN: echo CONFIG_HZ=250 > %t/few
// RUN: (%{explain} --set use_old=0 --set limits.low[1]=0 --kernel-version 6.12.107 --kconfig %t/few 2>&1; test $? = 3) > %t/few.txt
// RUN: FileCheck %s --check-prefix=FEW < %t/few.txt
// FEW: bpfreloc: warning: {{.*}}program.o: .kconfig: 'CONFIG_OLD' is not in {{.*}}few, and not weak, so that it counts as unknown
// FEW: reach: program 'by_config' can reach it
// FEW: reach: not reached: guarded by the read-only variable 'CONFIG_HZ'
// FEW: reach: program 'by_letter' can reach it
// FEW: reach: not reached: guarded by the read-only variable 'CONFIG_WEAK'

// In the other byte order.
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t/big.o
// RUN: bpfreloc explain %t/big.o --failures --target %testdata/6.12.107+deb13-s390x.btf.xz --set use_old=0 --set limits.low[1]=0 --kernel-version 6.12.107 --kconfig %t/config | FileCheck %s

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))
#define KCONFIG __attribute__((section(".kconfig")))

struct task_struct {
  int pid;
  long state;
} CORE;

const volatile int use_old = 1;
const volatile struct { short high, low[2]; } limits = {1, {2, 3}};
extern int LINUX_KERNEL_VERSION KCONFIG;
extern _Bool CONFIG_OLD KCONFIG;
extern const volatile int CONFIG_HZ KCONFIG;
extern char CONFIG_NAME[8] KCONFIG;
extern _Bool CONFIG_WEAK KCONFIG __attribute__((weak));
unsigned long sum;

// CHECK: reach: not reached: guarded by the read-only variable 'use_old'{{$}}
SEC("socket/a") int by_variable(struct task_struct *task) {
  if (use_old) sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'limits'{{$}}
SEC("socket/b") int by_member(struct task_struct *task) {
  if (limits.low[1]) sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'LINUX_KERNEL_VERSION'{{$}}
SEC("socket/c") int by_version(struct task_struct *task) {
  if (LINUX_KERNEL_VERSION < 0x50800) sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'CONFIG_OLD'{{$}}
SEC("socket/d") int by_config(struct task_struct *task) {
  if (CONFIG_OLD) sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'CONFIG_HZ'{{$}}
SEC("socket/e") int by_number(struct task_struct *task) {
  if (CONFIG_HZ != 250) sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'CONFIG_NAME'{{$}}
SEC("socket/f") int by_letter(struct task_struct *task) {
  if (CONFIG_NAME[1] == 'o') sum = task->state;
  return 0;
}
// CHECK: reach: not reached: guarded by the read-only variable 'CONFIG_WEAK'{{$}}
SEC("socket/g") int by_weak(struct task_struct *task) {
  if (CONFIG_WEAK) sum = task->state;
  return 0;
}
SEC("license") char license_text[] = "GPL";
