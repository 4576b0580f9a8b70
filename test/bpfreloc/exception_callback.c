// What a program's tag names is linked behind it, though nothing calls it, as libbpf 1.3 and later do
// (Debian's doesn't yet). The kernel calls it when the program throws.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o
// RUN: bpfload inspect %t.image.o | FileCheck %s
// CHECK: program 0 'program'
// CHECK: func info: 3
// RUN: %if exceptions %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.here.o && bpfload test-run %t.here.o --program program --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// RETURNS: retval{{.*}} 42

typedef unsigned long long u64;
#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))

extern void bpf_throw(u64 cookie) __attribute__((section(".ksyms")));

NOINLINE int callback(u64 cookie) { return cookie + 5; }
static NOINLINE int throwing(int number) {
  if (number) bpf_throw(37);
  return number;
}

__attribute__((btf_decl_tag("exception_callback:callback"))) SEC("tc")
int program(struct __sk_buff *context) { return throwing(1) + 1; }

SEC("license") char license_text[] = "GPL";
