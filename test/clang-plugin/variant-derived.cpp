// A class that has a variant for its base, and one from a namespace of the user's own that only
// shares the name.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
#include <variant>
struct event : std::variant<int, long> { int more; };
namespace mine { template <class... T> struct variant { union { int i; long l; }; unsigned char tag; }; }

// CHECK: STRUCT 'event' size=16 vlen=2
// CHECK-NEXT: '(anon)' type_id=[[BASE:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'more' type_id={{[0-9]+}} bits_offset=96
// CHECK: [[[BASE]]] UNION '(anon)' size=16 vlen=3
int f(event* e) { return e->more; }
// CHECK: STRUCT 'mine_variant_int_long' size=16 vlen=2
// CHECK-NEXT: '(anon)' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'tag' type_id={{[0-9]+}} bits_offset=64
int g(mine::variant<int, long>* v) { return v->tag; }
