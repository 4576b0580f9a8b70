// The kernel wants a name for each parameter of a function, at -O0 and without one in the source.
// RUN: %clangxx_btf -O0 -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: %clangxx_btf -O2 -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s

// CHECK: FUNC_PROTO '(anon)' ret_type_id={{[0-9]+}} vlen=3
// CHECK-NEXT: 'named' type_id
// CHECK-NEXT: 'arg2' type_id
// CHECK-NEXT: 'last' type_id
// CHECK: FUNC 'f' {{.*}} linkage=global
extern "C" int f(int named, int, int last) { return named + last; }

struct object {
  int value;
  int method(int);
};
// CHECK: FUNC_PROTO '(anon)' ret_type_id={{[0-9]+}} vlen=2
// CHECK-NEXT: 'this' type_id
// CHECK-NEXT: 'arg2' type_id
// CHECK: FUNC '_ZN6object6methodEi'
int object::method(int) { return value; }
