// Turned off, what can't be a tagged union stays the struct that it is.
// RUN: %clangxx_btf -fplugin-arg-btf-no-tagged-union -Werror -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// CHECK: STRUCT 'apart' size=12 vlen=3
// CHECK-NEXT: 'tag' type_id
// CHECK-NEXT: 'number' type_id
// CHECK-NEXT: '(anon)' type_id
// CHECK-NOT: btfkit
struct [[btf::tagged_union("tag")]] apart { int tag; int number; union { int a; }; } object;
