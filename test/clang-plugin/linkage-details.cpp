// Symbols of the rarer kinds of programs, functions and variables.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-readelf -sW %t.o | FileCheck %s
// RUN: llvm-readelf -SW %t.o | FileCheck %s --check-prefix=SECTIONS
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF
#include <btfkit/bpf.hpp>
// SECTIONS-NOT: GROUP
// CHECK-DAG: FUNC {{ *}}WEAK {{.*}} weak_program{{$}}
[[gnu::weak]] SEC("xdp") int weak_program(void*) { return 1; }
// CHECK-DAG: FUNC {{ *}}GLOBAL {{.*}} inline_program{{$}}
[[gnu::used]] SEC("tc") inline int inline_program(void*) { return 2; }
namespace {
// BTF-DAG: FUNC 'hidden_program' {{.*}} linkage=global
// CHECK-DAG: FUNC {{ *}}GLOBAL {{.*}} hidden_program{{$}}
SEC("xdp") int hidden_program(void*) { return 3; }
}
// CHECK-DAG: OBJECT {{ *}}LOCAL {{.*}} table{{$}}
// BTF-DAG: VAR 'table' {{.*}}linkage=static
inline constexpr int table[] = {3, 1, 4, 1, 5};
// CHECK-DAG: OBJECT {{ *}}WEAK {{.*}} _ZN6holder7counterE{{$}}
// BTF-DAG: VAR '_ZN6holder7counterE' {{.*}} linkage=global
struct holder { static inline volatile int counter; };
extern "C" int uses(int i) {
  // CHECK-DAG: FUNC {{ *}}LOCAL {{.*}} _ZZ4usesENK3_0clEi{{$}}
  // BTF-DAG: FUNC '_ZZ4usesENK3_0clEi' {{.*}} linkage=static
  auto lambda = [](int x) __attribute__((noinline)) { asm volatile(""); return x; };
  return holder::counter + lambda(3) + table[i & 3];
}
