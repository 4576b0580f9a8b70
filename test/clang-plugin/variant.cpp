// std::variant in the shape that rustc gives an enum: a struct with one anonymous member, a union
// whose first member holds the index, followed by one member for each alternative.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw > %t.raw
// RUN: FileCheck %s < %t.raw
// RUN: FileCheck %s --check-prefix=INDEX < %t.raw
#include <variant>
struct First { unsigned a; int b; };

// CHECK: STRUCT 'std_variant_First_unsigned_int' size=12 vlen=1
// CHECK-NEXT: '(anon)' type_id=[[PARTS:[0-9]+]] bits_offset=0
// CHECK: [[[PARTS]]] UNION '(anon)' size=12 vlen=3
// CHECK-NEXT: '(anon)' type_id=[[HOLDER:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'First' type_id=[[FIRST:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'unsigned_int' type_id=[[UINT:[0-9]+]] bits_offset=0
// CHECK-DAG: [[[FIRST]]] STRUCT 'First' size=8 vlen=2
// CHECK-DAG: [[[UINT]]] INT 'unsigned int' size=4
// CHECK-NOT: _M_
// CHECK-NOT: btfkit
unsigned index(std::variant<First, unsigned>* v) { return v->index(); }
// The types are in another order where they are of a variant part (clang 22).
// INDEX: STRUCT '(anon)' size=12 vlen=1
// INDEX-NEXT: '(anon)' type_id=[[INDEX:[0-9]+]] bits_offset=64
// INDEX: [[[INDEX]]] INT 'unsigned char' size=1 bits_offset=0 nr_bits=8 encoding=(none)
