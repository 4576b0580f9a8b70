// Programs of sections with '?', those that --only doesn't name, and what --attach gives as target:
// all as libbpf has it by set_autoload and set_attach_target, also when it loads the image.
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_bpf -c %s -o %t/o.o
// DEFINE: %{same} = %S/Inputs/same_as_libbpf
// DEFINE: %{kernel} = %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %{same} --only first %t/o.o %little_endian_kernels
// RUN: %{same} --only third --only optional %t/o.o %little_endian_kernels
// RUN: %{same} --only also --only optional %t/o.o %{kernel}
// RUN: %{same} --only named --attach named=vfs_read %t/o.o %little_endian_kernels
// RUN: bpfreloc %t/o.o --target %{kernel} --only named --attach named=vfs_read -o %t/named.o
// RUN: bpfreloc %t/o.o --target %{kernel} --only named --attach named=vmlinux:vfs_read -o %t/in_vmlinux.o
// RUN: %python %S/Inputs/plan_as_text.py %t/named.o > %t/named.txt && %python %S/Inputs/plan_as_text.py %t/in_vmlinux.o | diff %t/named.txt -
// RUN: %{same} --only secured --attach secured=file_open %t/o.o %{kernel}
// RUN: %{same} --attach also_named=vfs_write --only also_named --attach named=vfs_read --only named --only second --attach secured=path_rmdir %t/o.o %{kernel}

// The names of two sections swap.
// RUN: %clang_bpf -DSWAP -c %s -o %t/swap.o
// RUN: %{same} --only wanted %t/swap.o %{kernel}
// RUN: bpfreloc %t/swap.o --target %{kernel} --only wanted -o %t/swap.image.o
// RUN: llvm-readelf -SW %t/swap.image.o | FileCheck %s --check-prefix=SWAP
// SWAP: ] xdp PROGBITS
// SWAP: ] ?xdp PROGBITS

// What is left out may lack its target and its relocations; other loaders leave it out, too.
// RUN: bpfreloc %t/o.o --target %{kernel} --only first --only optional -o %t/image.o -v | FileCheck %s --check-prefix=RELOCATED --implicit-check-not=tp_btf
// RELOCATED: socket+0x0: <byte_off> struct task_struct.pid
// RUN: bpfload inspect %t/image.o | FileCheck %s --check-prefix=PLAN
// PLAN: program 0 'first'
// PLAN: section: socket
// PLAN: program 1 'optional'
// PLAN: section: tc
// PLAN-NOT: program 2
// RUN: llvm-readelf -sSW %t/image.o | FileCheck %s --check-prefix=SECTIONS
// SECTIONS-DAG: ] socket PROGBITS
// SECTIONS-DAG: ] xdp PROGBITS
// SECTIONS-DAG: ] ?xdp PROGBITS
// SECTIONS-DAG: ] ?fentry PROGBITS
// SECTIONS-DAG: ] ?tp_btf/none PROGBITS
// SECTIONS-DAG: ] tc PROGBITS
// SECTIONS-DAG: NOTYPE GLOBAL DEFAULT {{[0-9]+}} second
// SECTIONS-DAG: NOTYPE GLOBAL DEFAULT {{[0-9]+}} third
// SECTIONS-DAG: FUNC GLOBAL DEFAULT {{[0-9]+}} missing
// RUN: %if bpf %{ bpfreloc %t/o.o --target /sys/kernel/btf/vmlinux --only optional -o %t/here.o && bpfload test-run %t/here.o --program optional --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// RETURNS: retval{{.*}} 7

#define SEC(name) __attribute__((section(name), used))
struct task_struct { int pid; } __attribute__((preserve_access_index));

#ifdef SWAP
SEC("?xdp") int wanted(void *context) { return 2; }
SEC("xdp") int unwanted(void *context) { return 1; }
#else

static __attribute__((noinline)) int seven(int x) { return x ? 7 : 8; }
static __attribute__((noinline)) int six(int x) { return seven(x) - 1; }

SEC("socket") int first(struct task_struct *task) { return __builtin_preserve_field_info(task->pid, 0); }
SEC("socket") int second(void *context) { return six(2); }
SEC("xdp") int third(void *context) { return seven(1); }
SEC("tp_btf/none") int missing(struct task_struct *task) { return task->pid; }
SEC("?tc") int optional(void *context) { return seven(3); }
SEC("?tc") int also(void *context) { return six(3); }
SEC("?xdp") int alone(void *context) { return 2; }
SEC("fentry") int named(void *context) { return 0; }
SEC("fexit") int also_named(void *context) { return 0; }
SEC("lsm.s") int secured(void *context) { return 0; }
#endif

SEC("license") char license_text[] = "GPL";
