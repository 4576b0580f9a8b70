// std::variant in the shape that rustc gives an enum: a struct with one anonymous member, a union
// whose first member holds the index, followed by one member for each alternative.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
#include <variant>
struct First { unsigned a; int b; };

// CHECK: STRUCT 'std_variant_First_unsigned_int' size=12 vlen=1
// CHECK-NEXT: '(anon)' type_id=[[PARTS:[0-9]+]] bits_offset=0
// CHECK-NEXT: [[[PARTS]]] UNION '(anon)' size=12 vlen=3
// CHECK-NEXT: '(anon)' type_id=[[HOLDER:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'First' type_id=[[FIRST:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'unsigned_int' type_id=[[UINT:[0-9]+]] bits_offset=0
// CHECK-DAG: [[[HOLDER]]] STRUCT '(anon)' size=12 vlen=1
// CHECK-DAG: '(anon)' type_id=[[INDEX:[0-9]+]] bits_offset=64
// CHECK-DAG: [[[INDEX]]] INT 'unsigned char' size=1 bits_offset=0 nr_bits=8 encoding=(none)
// CHECK-DAG: [[[FIRST]]] STRUCT 'First' size=8 vlen=2
// CHECK-DAG: [[[UINT]]] INT 'unsigned int' size=4
// CHECK-NOT: _M_
// CHECK-NOT: btfkit
unsigned index(std::variant<First, unsigned>* v) { return v->index(); }
