// On request a decl tag on each alternative says which value of the tag stands for it; without, there
// is none, because kernels before 5.16 refuse them.
// RUN: %clangxx_btf %libstdcxx -fplugin-arg-btf-discriminants -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw > %t.raw
// RUN: FileCheck %s < %t.raw
// RUN: FileCheck %s --check-prefix=OPTIONAL < %t.raw
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.without.o
// RUN: bpftool btf dump file %t.without.o format raw | FileCheck %s --check-prefix=WITHOUT
// WITHOUT-NOT: DECL_TAG
#include <optional>
struct [[btf::tagged_union("tag")]] shape {
  enum class kind : signed char { circle = 7, square = -2 } tag;
  union { long circle; int square; };
} a_shape;
// The union's member 0 is the tag.
// CHECK: [[[UNION:[0-9]+]]] UNION '(anon)' size=16 vlen=3
// CHECK-NEXT: '(anon)' type_id
// CHECK-NEXT: 'square' type_id
// CHECK-NEXT: 'circle' type_id
// CHECK-DAG: DECL_TAG 'discriminant:-2' type_id=[[UNION]] component_idx=1
// CHECK-DAG: DECL_TAG 'discriminant:7' type_id=[[UNION]] component_idx=2
std::optional<short> an_optional;
// OPTIONAL: [[[UNION:[0-9]+]]] UNION '(anon)' size=4 vlen=3
// OPTIONAL-DAG: DECL_TAG 'discriminant:0' type_id=[[UNION]] component_idx=1
// OPTIONAL-DAG: DECL_TAG 'discriminant:1' type_id=[[UNION]] component_idx=2
struct [[btf::tagged_union("tag")]] wide {
  enum : unsigned long { least = 1, most = 18446744073709551615ul } tag;
  union { long one; short other; };
} a_wide;
// OPTIONAL-DAG: DECL_TAG 'discriminant:1' type_id=[[WIDE:[0-9]+]] component_idx=1
// OPTIONAL-DAG: DECL_TAG 'discriminant:18446744073709551615' type_id=[[WIDE]] component_idx=2
