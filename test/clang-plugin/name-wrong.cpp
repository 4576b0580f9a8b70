// What [[btf::name]] is not for, and what is not a name.
// RUN: not %clangxx_btf -std=c++20 -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not ls %t.o

// CHECK: [[@LINE+1]]:3: error: '{{(btf::)?}}name' attribute only applies to classes, structs, unions, enums, enumerators, typedefs, data members, functions and parameters
[[btf::name("map")]] int variable;
struct [[btf::name("good")]] with_constructor {
  // CHECK: [[@LINE+1]]:5: error: '{{(btf::)?}}name' attribute only applies to
  [[btf::name("create")]] with_constructor();
};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' can't be given to a template: its instances would be of one name
template <class T> struct [[btf::name("one")]] many { T member; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' can't be given to a template
template <class T> struct holder { T member [[btf::name("class")]]; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' can't be given to a template
template <class T> [[btf::name("one")]] void function(T) {}

// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name' attribute takes one argument
struct [[btf::name]] no_argument {};
// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name' attribute takes one argument
struct [[btf::name("a", "b")]] two_arguments {};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' attribute requires a string
struct [[btf::name(1)]] number {};
// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name': 'a b' can't be a name in BTF: it takes 1 to 127 letters, digits, '_' and '.', and no digit at the beginning
struct [[btf::name("a b")]] space {};
// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name': '1a' can't be a name in BTF
struct [[btf::name("1a")]] digit {};
// 128 letters, and 127.
// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name': 'aaaaaaaaaa
struct [[btf::name("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]] too_long {};
// CHECK-NOT: error: {{.*}}'bbbb
struct [[btf::name("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]] long_enough {};

// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name' can be empty only for an array of no elements, which BTF then leaves out
struct [[btf::name("")]] nameless {};
struct members {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' can be empty only for an array of no elements
  int field [[btf::name("")]];
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name' can be empty only for an array of no elements
  int array [[btf::name("")]] [1];
};

// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name': the declaration is named 'one' already
struct [[btf::name("one"), btf::name("two")]] twice {};
struct [[btf::name("before")]] declared;
// CHECK: [[@LINE+1]]:10: error: '{{(btf::)?}}name': the declaration is named 'before' already
struct [[btf::name("behind")]] declared {};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}name': the function's symbol is named 'symbol' already
extern "C" [[btf::name("other")]] void labelled() asm("symbol");

// The scope is part of the attribute.
// CHECK: [[@LINE+1]]:10: warning: unknown attribute 'name' ignored
struct [[name("scope")]] unscoped {};
