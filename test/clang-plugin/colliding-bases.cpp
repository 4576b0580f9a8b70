// A base with a member name that is taken stays a struct, an anonymous one.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

struct [[btf::preserve_access_index]] base { int id; int same; };
struct [[btf::preserve_access_index]] other { long o; };
struct [[btf::preserve_access_index]] derived : other, base { int same; };

// CHECK-LABEL: <of_base>:
// CHECK: struct derived::<anon 1>.same (0:1:1){{$}}
// CHECK-NOT: CO-RE
extern "C" int of_base(derived* object) { return object->base::same; }
// CHECK-LABEL: <of_derived>:
// CHECK: struct derived::same (0:2){{$}}
extern "C" int of_derived(derived* object) { return object->same; }
// CHECK-LABEL: <flat>:
// CHECK: struct derived::o (0:0){{$}}
extern "C" long flat(derived* object) { return object->o; }

// BTF: STRUCT 'derived' size=24 vlen=3
// BTF-NEXT: 'o' {{.*}} bits_offset=0
// BTF-NEXT: '(anon)' type_id=[[BASE:[0-9]+]] bits_offset=64
// BTF-NEXT: 'same' {{.*}} bits_offset=128
// BTF: [[[BASE]]] STRUCT '(anon)' size=8 vlen=2
// BTF-NEXT: 'id' {{.*}} bits_offset=0
// BTF-NEXT: 'same' {{.*}} bits_offset=32

// Every base has an `x`: what is taken stands apart, and never nests deeper.
struct [[btf::preserve_access_index]] a { int x, y; };
struct [[btf::preserve_access_index]] b { long z; int x; };
struct [[btf::preserve_access_index]] c : a { int x, w; };
struct [[btf::preserve_access_index]] d : b, c { int x; };
// CHECK-LABEL: <x_of_a>:
// CHECK: r1 + 0x10
// CHECK-NEXT: struct d::<anon 1>.x (0:1:0){{$}}
extern "C" int x_of_a(d* object) { return object->a::x; }
// CHECK-LABEL: <x_of_b>:
// CHECK: r1 + 0x8
// CHECK-NEXT: struct d::<anon 0>.x (0:0:1){{$}}
extern "C" int x_of_b(d* object) { return object->b::x; }
// CHECK-LABEL: <x_of_c>:
// CHECK: r1 + 0x18
// CHECK-NEXT: struct d::<anon 2>.x (0:2:0){{$}}
extern "C" int x_of_c(d* object) { return object->c::x; }
// CHECK-LABEL: <x_of_d>:
// CHECK: r1 + 0x20
// CHECK-NEXT: struct d::x (0:3){{$}}
extern "C" int x_of_d(d* object) { return object->x; }
