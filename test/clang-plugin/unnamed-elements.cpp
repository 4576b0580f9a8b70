// A loader finds no type without a name in a kernel. Where the elements of an array have such a type
// and the index is a variable, the relocation is against the type that has the array, and so is the
// distance of the elements; clang's C relocates against the nameless type.
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s --implicit-check-not='<anon'
// RUN: %clangxx_btf -Oz -c %s -o %t.z.o
// RUN: llvm-objdump -dr %t.z.o | FileCheck %s --implicit-check-not='<anon'
struct [[btf::preserve_access_index]] ids { int pid; struct { int e; } links[3]; };
struct [[btf::preserve_access_index]] named { int a; struct { int b; } in[4]; };
struct [[btf::preserve_access_index]] task : ids {
  struct { int a; long b; unsigned bits : 5; int numbers[3]; } slots[4];
  struct { int x; struct { int y, z; } in[3][2]; struct { int deep; } one; } outer[2];
  union { int as_int; char bytes[4]; } unions[4];
  named list[4];
};

// CHECK-LABEL: <member>:
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::slots[0] (0:2:0)
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct task::slots[0].b (0:2:0:1)
extern "C" long member(task* t, int i) { return t->slots[i].b; }
// CHECK-LABEL: <bits>:
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::slots[0] (0:2:0)
// CHECK-DAG: struct task::slots[0].bits (0:2:0:2)
// CHECK-DAG: <lshift_u64> [{{.*}}] struct task::slots[0].bits (0:2:0:2)
extern "C" long bits(task* t, int i) { return t->slots[i].bits; }
// CHECK-LABEL: <nested>:
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::outer[0] (0:3:0)
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::outer[0].in[0] (0:3:0:1:0)
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::outer[0].in[0][0] (0:3:0:1:0:0)
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct task::outer[0].in[0][0].z (0:3:0:1:0:0:1)
extern "C" int nested(task* t, int i, int j, int k) { return t->outer[i].in[j][k].z; }
// CHECK-LABEL: <constant_within>:
// CHECK-NOT: CO-RE <byte_sz> [{{.*}}] struct task::outer[1].in[0][1]
// CHECK: CO-RE <byte_off> [{{.*}}] struct task::outer[1].in[0][1].z (0:3:1:1:0:1:1)
extern "C" int constant_within(task* t, int j) { return t->outer[1].in[j][1].z; }
// CHECK-LABEL: <behind>:
// CHECK: CO-RE <byte_off> [{{.*}}] struct task::outer[0].one.deep (0:3:0:2:0)
extern "C" int behind(task* t, int i) { return t->outer[i].one.deep; }
// CHECK-LABEL: <by_union>:
// CHECK: CO-RE <byte_off> [{{.*}}] struct task::unions[0].as_int (0:4:0:0)
extern "C" int by_union(task* t, int i) { return t->unions[i].as_int; }
// CHECK-LABEL: <inherited>:
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::links[0] (0:1:0)
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct task::links[0].e (0:1:0:0)
extern "C" int inherited(task* t, int i) { return t->links[i].e; }
// A type with a name is found by itself, as in C.
// CHECK-LABEL: <from_named>:
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct task::list (0:5)
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct named::in[0] (0:1:0)
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct named::in[0].b (0:1:0:0)
extern "C" int from_named(task* t, int i, int j) { return t->list[i].in[j].b; }
// CHECK-LABEL: <exists>:
// CHECK: CO-RE <field_exists> [{{.*}}] struct task::slots[0].a (0:2:0:0)
extern "C" int exists(task* t, int i) { return __builtin_preserve_field_info(t->slots[i].a, 2); }
// CHECK-LABEL: <numbers>:
// CHECK-DAG: CO-RE <byte_sz> [{{.*}}] struct task::slots[0] (0:2:0)
// CHECK-DAG: CO-RE <byte_off> [{{.*}}] struct task::slots[0].numbers[1] (0:2:0:3:1)
extern "C" int numbers(task* t, int i) { return t->slots[i].numbers[1]; }
// By a variable of this program there is nothing to relocate.
#pragma clang attribute push([[clang::preserve_access_index]], apply_to = record)
// CHECK-LABEL: <own>:
// CHECK-NOT: CO-RE
extern "C" int own(int i) { struct { int a, b; } all[2] = {{1, 2}, {3, 4}}; return all[i & 1].b; }
#pragma clang attribute pop
