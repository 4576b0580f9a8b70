// Programs in three files, joined by `bpftool gen object`: static functions of equal names, a global
// function and a weak one that another file overrides, data in each, and calls from file to file.
// The kernel runs them.
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_bpf -DFIRST -c %s -o %t/first.o
// RUN: %clang_bpf -DSECOND -c %s -o %t/second.o
// RUN: %clang_bpf -DTHIRD -c %s -o %t/third.o
// RUN: bpftool gen object %t/joined.o %t/first.o %t/second.o %t/third.o
// RUN: %S/Inputs/same_as_libbpf %t/joined.o %little_endian_kernels
// RUN: %S/Inputs/same_as_libbpf --only in_second %t/joined.o %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %if bpf %{ bpfreloc %t/joined.o --target /sys/kernel/btf/vmlinux -o %t/image.o %}
// DEFINE: %{data} = --data-hex 00112233445566778899aabbccdd
// RUN: %if bpf %{ bpfload test-run %t/image.o --program in_first %{data} | FileCheck %s --check-prefix=FIRST %}
// RUN: %if bpf %{ bpfload test-run %t/image.o --program in_second %{data} | FileCheck %s --check-prefix=SECOND %}
// RUN: %if bpf %{ bpfload test-run %t/image.o --program in_third %{data} | FileCheck %s --check-prefix=THIRD %}
// FIRST: retval{{.*}} 1221
// SECOND: retval{{.*}} 2332
// THIRD: retval{{.*}} 3203
// The settings find what is in another file.
// RUN: %if bpf %{ bpfreloc %t/joined.o --target /sys/kernel/btf/vmlinux --set third_factor=5 --only in_second -o %t/set.o && bpfload test-run %t/set.o --program in_second %{data} | FileCheck %s --check-prefix=SET %}
// SET: retval{{.*}} 2352

#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
#define WEAK __attribute__((weak))

int times(int number);

#ifdef FIRST
static volatile int here = 1;
int shared = 20;
static NOINLINE int local(int number) { return number * 1000 + here; }
// The second file's takes its place.
WEAK NOINLINE int times(int number) { return number - 1; }
SEC("socket") int in_first(void *context) { return local(1) + times(100) + shared; }
SEC("license") char license_text[] = "GPL";
#endif

#ifdef SECOND
static volatile int here = 2;
extern const volatile int third_factor;
static NOINLINE int local(int number) { return number * 1000 + here; }
NOINLINE int times(int number) { return number * here; }
SEC("socket") int in_second(void *context) { return local(2) + times(150) + third_factor * 10; }
#endif

#ifdef THIRD
static volatile int here = 3;
const volatile int third_factor = 3;
static NOINLINE int local(int number) { return number * 1000 + here; }
SEC("xdp") int in_third(void *context) { return local(3) + times(100); }
#endif
