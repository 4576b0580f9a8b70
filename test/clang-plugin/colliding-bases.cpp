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
