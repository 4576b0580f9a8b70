// Virtual functions: the vtable pointer is a member, once, and a virtual base's members are not
// there, since their place is known at run time only.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s

struct shape { virtual int area() const; int id; };
struct square final : shape { int area() const override { return side; } int side; };
struct with_virtual : virtual shape { int own; };
int shape::area() const { return 0; }

int use(square s) { return s.side; }
int use(with_virtual* v) { return v->own; }
// CHECK-DAG: STRUCT 'square' size=16 vlen=3
// CHECK-DAG: '_vptr_shape' {{.*}} bits_offset=0
// CHECK-DAG: STRUCT 'with_virtual' size=[[#]] vlen=2
