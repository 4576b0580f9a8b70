// Arenas that can't be made.
// DEFINE: %{compile} = %clang_bpf -mcpu=v4 -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define MAP(type_) struct { int (*type)[type_]; int (*max_entries)[1]; int (*map_flags)[1024]; }

// RUN: %{compile} -DFIRST=33 -DSECOND=27 && bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.out
// RUN: %{compile} -DFIRST=27 -DSECOND=27 && %{refuses} | FileCheck %s --check-prefix=NONE
// NONE: .o: section '.addr_space.1' needs an arena declared in section .maps
// RUN: %{compile} -DFIRST=33 -DSECOND=33 && %{refuses} | FileCheck %s --check-prefix=TWO
// TWO: .o: maps 'first' and 'second' are both arenas; there may be one
MAP(FIRST) first SEC(".maps");
MAP(SECOND) second SEC(".maps");
int __attribute__((address_space(1))) variable = 1;

SEC("syscall") int program(void *context) { return variable; }
SEC("license") char license_text[] = "GPL";
