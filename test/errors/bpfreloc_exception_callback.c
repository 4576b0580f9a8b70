// An exception callback that can't be linked.
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %clang_bpf -DNAME='"nowhere"' -c %s -o %t.o && %{refuses} | FileCheck %s --check-prefix=NOWHERE
// NOWHERE: program 'program': exception callback 'nowhere' is not a function of .text
// RUN: %clang_bpf -DNAME='"hidden"' -c %s -o %t.o && %{refuses} | FileCheck %s --check-prefix=HIDDEN
// HIDDEN: program 'program': exception callback 'hidden' is static or hidden; it must be global
#define SEC(name) __attribute__((section(name), used))

__attribute__((visibility("hidden"), noinline)) int hidden(unsigned long cookie) { return cookie; }
__attribute__((btf_decl_tag("exception_callback:" NAME))) SEC("tc") int program(void *context) { return 0; }

SEC("license") char license_text[] = "GPL";
