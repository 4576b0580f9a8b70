// What can't be a tagged union.
// RUN: not %clangxx_btf -ferror-limit=0 -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not ls %t.o

// CHECK: [[@LINE+1]]:10: error: 'no_tag' has no data member 'tag', which is to be its tag; one of a base doesn't count [btf-tagged-union]
struct [[btf::tagged_union("tag")]] no_tag { int kind; union { int a; }; };
struct with_tag { int tag; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'of_base' has no data member 'tag'
struct [[btf::tagged_union("tag")]] of_base : with_tag { union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'static_tag' has no data member 'tag'
struct [[btf::tagged_union("tag")]] static_tag { static int tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'empty_name' has no data member ''
struct [[btf::tagged_union("")]] empty_name { int tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: the tag 'tag' of 'pointer_tag' is of type 'int *': a tag is an enum or an integer of at most 64 bits
struct [[btf::tagged_union("tag")]] pointer_tag { int* tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: the tag 'tag' of 'float_tag' is of type 'float'
struct [[btf::tagged_union("tag")]] float_tag { float tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: the tag 'tag' of 'wide_tag' is of type '__int128'
struct [[btf::tagged_union("tag")]] wide_tag { __int128 tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: the tag 'tag' of 'bit_field_tag' can't be a bit field
struct [[btf::tagged_union("tag")]] bit_field_tag { int tag : 3; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'no_union' has no union among its data members
struct [[btf::tagged_union("tag")]] no_union { int tag; int a; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'two_unions' has a second union: its tag can belong to one union only
struct [[btf::tagged_union("tag")]] two_unions { int tag; union { int a; }; union { int b; } more; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: the alternative 'b' of 'bit_field' can't be a bit field
struct [[btf::tagged_union("tag")]] bit_field { int tag; union { int a; int b : 3; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an alternative of 'nameless' has no name: the union's member has none, and its tag is no enum
struct [[btf::tagged_union("tag")]] nameless { int tag; union { int a; struct { int b; }; }; };
enum three { one, two, third };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'too_few' has 2 alternatives in its union and 3 enumerators for its tag: give each enumerator its member, in the order of the values, or each member the name of its enumerator
struct [[btf::tagged_union("tag")]] too_few { three tag; union { int a; int b; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'too_many' has 4 alternatives in its union and 3 enumerators
struct [[btf::tagged_union("tag")]] too_many { three tag; union { int one; int two; int third; int d; }; };
enum opaque : int;
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'of_opaque' has 1 alternatives in its union and 0 enumerators
struct [[btf::tagged_union("tag")]] of_opaque { opaque tag; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'number' is between the tag and the union of 'apart': the two have to be side by side
struct [[btf::tagged_union("tag")]] apart { int tag; int number; union { int a; }; };

// The instance is at fault, and its template is not.
// CHECK: error: the tag 'tag' of 'instance<float>' is of type 'float'
template <class T> struct [[btf::tagged_union("tag")]] instance { T tag; union { int a; }; };
instance<int> good;
instance<float> bad;

// A kernel's type.
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'preserved' is under preserve_access_index and stands for a kernel's type: the kernel's BTF has its members as they are, so it can't be a tagged union
struct [[btf::preserve_access_index, btf::tagged_union("tag")]] preserved { int tag; union { int a; }; };
struct [[btf::preserve_access_index]] outer {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: 'inner' is under preserve_access_index
  struct [[btf::tagged_union("tag")]] inner { int tag; union { int a; }; } member;
};

// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union' attribute only applies to classes and structs
union [[btf::tagged_union("tag")]] of_union { int tag; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union' attribute only applies to classes and structs
[[btf::tagged_union("tag")]] int variable;
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union' attribute only applies to classes and structs
template <class T> using alias [[btf::tagged_union("tag")]] = T;
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union' attribute takes one argument
struct [[btf::tagged_union]] no_argument {};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union' attribute requires a string
struct [[btf::tagged_union(1)]] a_number {};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}tagged_union': the tag is 'tag' already
struct [[btf::tagged_union("tag"), btf::tagged_union("kind")]] twice { int tag, kind; union { int a; }; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: unknown attribute 'tagged_union' ignored
struct [[tagged_union("tag")]] unscoped {};
