// Nested and anonymous records, arrays and chains of pointers.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

struct [[btf::preserve_access_index]] node {
  int before;
  struct inner { int i0, i1; } in;
  inner many[3];
  char name[16];
  union {
    int u0;
    struct { int s0, s1; };
  };
  struct { int n0, n1; } unnamed;
  node* next;
  const inner* pointed;
};

// CHECK-LABEL: <member_of_member>:
// CHECK: struct node::in.i1 (0:1:1){{$}}
extern "C" int member_of_member(node* object) { return object->in.i1; }
// CHECK-LABEL: <constant_index>:
// CHECK: struct node::many[2].i1 (0:2:2:1){{$}}
extern "C" int constant_index(node* object) { return object->many[2].i1; }
// CHECK-LABEL: <variable_index>:
// CHECK: struct node::many (0:2){{$}}
// CHECK: struct inner::i1 (0:1){{$}}
extern "C" int variable_index(node* object, unsigned i) { return object->many[i & 1].i1; }
// CHECK-LABEL: <character>:
// CHECK: struct node::name[5] (0:3:5){{$}}
extern "C" char character(node* object) { return object->name[5]; }
// CHECK-LABEL: <anonymous>:
// CHECK: struct node::<anon 4>.<anon 1>.s1 (0:4:1:1){{$}}
extern "C" int anonymous(node* object) { return object->s1; }
// CHECK-LABEL: <unnamed_type>:
// CHECK: struct node::unnamed.n1 (0:5:1){{$}}
extern "C" int unnamed_type(node* object) { return object->unnamed.n1; }
// CHECK-LABEL: <chain>:
// CHECK: struct node::next (0:6){{$}}
// CHECK: struct node::next (0:6){{$}}
// CHECK: struct node::pointed (0:7){{$}}
// CHECK: struct inner::i1 (0:1){{$}}
extern "C" int chain(node* object) { return object->next->next->pointed->i1; }
