// Maps declared in the old way that can't be made.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))

// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0, 0, 0, 0}' && bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz

// RUN: %{compile} '-DMAP={2, 4, 4, 1}' && %{refuses} | FileCheck %s --check-prefix=SHORT
// SHORT: .o: section 'maps': map 'map': its definition has 16 bytes, expected 20 or 28
// RUN: %{compile} '-DMAP={0, 4, 4, 1, 0}' && %{refuses} | FileCheck %s --check-prefix=TYPE
// TYPE: .o: section 'maps': map 'map': its type is 0
// RUN: %{compile} '-DMAP={13, 4, 4, 1, 0}' && %{refuses} | FileCheck %s --check-prefix=MAPS
// MAPS: .o: section 'maps': map 'map': a map of maps can only be declared in section .maps
// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0, 0, 2}' && %{refuses} | FileCheck %s --check-prefix=PINNING
// PINNING: .o: section 'maps': map 'map': its pinning is 2, expected 0 or 1
// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0, 9}' && %{refuses} | FileCheck %s --check-prefix=REST
// REST: .o: section 'maps': map 'map': byte 20 of its definition is 9, expected 0 behind the 20 that are known
// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0, 0, 0, 0, 5}' && %{refuses} | FileCheck %s --check-prefix=LONG
// LONG: .o: section 'maps': map 'map': byte 32 of its definition is 5, expected 0 behind the 28 that are known
unsigned map[] SEC("maps") = MAP;

#ifdef EXTRA
// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0}' '-DEXTRA=enum { A, B } map_extra' && %{refuses} | FileCheck %s --check-prefix=EXTRA
// EXTRA: .o: .maps: map 'declared': member 'map_extra': its type is an enum of 2 values, not one
// RUN: %{compile} '-DMAP={2, 4, 4, 1, 0}' '-DEXTRA=long map_extra' && %{refuses} | FileCheck %s --check-prefix=LONG-EXTRA
// LONG-EXTRA: .o: .maps: map 'declared': member 'map_extra': its type is not a pointer
struct { int (*type)[2]; EXTRA; } declared SEC(".maps");
#endif

SEC("socket") int program(void *context) { return 0; }
SEC("license") char license_text[] = "GPL";
