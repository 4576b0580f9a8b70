// Inline functions and instances of templates are internal, BTF says so, and no section is shared.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-readelf -sW %t.o | FileCheck %s
// RUN: llvm-readelf -SW %t.o | FileCheck %s --check-prefix=SECTIONS
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF
#include <btfkit/bpf.hpp>

#define KEEP [[gnu::noinline]]
KEEP inline int inline_function(int a) { asm volatile(""); return a; }
template <class T> KEEP T instance(T a) { asm volatile(""); return a; }
inline int inline_variable = 3;
inline const volatile int setting = 4;
template <class T> struct statics { static inline T member = 5; };

SEC("xdp") int program(void*) {
  return inline_function(1) + instance(2) + inline_variable + setting + statics<int>::member;
}
// CHECK-DAG: FUNC {{ *}}LOCAL {{ *}}DEFAULT {{.*}} _Z15inline_functioni{{$}}
// CHECK-DAG: FUNC {{ *}}LOCAL {{ *}}DEFAULT {{.*}} _Z8instanceIiET_S0_{{$}}
// CHECK-DAG: FUNC {{ *}}GLOBAL {{ *}}DEFAULT {{.*}} program{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} inline_variable{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} setting{{$}}
// SECTIONS-NOT: GROUP
// SECTIONS-NOT: .text._Z
// BTF-DAG: FUNC '_Z15inline_functioni' {{.*}} linkage=static
// BTF-DAG: FUNC '_Z8instanceIiET_S0_' {{.*}} linkage=static
// BTF-DAG: FUNC 'program' {{.*}} linkage=global
// BTF-DAG: VAR 'inline_variable' {{.*}} linkage=global
