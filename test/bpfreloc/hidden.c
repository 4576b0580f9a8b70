// A hidden function is static to the verifier, which then knows of its argument what the caller
// knows: here that it is not null. Alone, the function would be refused.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %S/Inputs/same_as_libbpf %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: btfgen dump %t.image.o | FileCheck %s
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o && bpfload test-run %t.image.o --program caller --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// CHECK-DAG: VAR 'secret' {{.*}} linkage=static
// CHECK-DAG: VAR 'sum' {{.*}} linkage=global
// CHECK-DAG: FUNC 'stored' {{.*}} linkage=static
// CHECK-DAG: FUNC 'seven' {{.*}} linkage=global
// CHECK-DAG: FUNC 'caller' {{.*}} linkage=global
// RETURNS: retval{{.*}} 10

#define SEC(name) __attribute__((section(name), used))
#define HIDDEN __attribute__((visibility("hidden")))
#define NOINLINE __attribute__((noinline))

struct __sk_buff { unsigned length; };

HIDDEN int secret = 3;
int sum;

HIDDEN NOINLINE int stored(long *number) { return (int)*number + secret; }
NOINLINE int seven(void) { return 7; }

SEC("socket") int caller(struct __sk_buff *context) {
  long zero = 0;
  sum = stored(&zero);
  return seven() + sum;
}

SEC("license") char license_text[] = "GPL";
