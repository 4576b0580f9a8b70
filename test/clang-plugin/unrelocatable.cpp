// What can't be relocated is said at the line where it is written.
// RUN: not %clangxx_btf -Wno-unused -c %s -o %t.o 2>&1 | FileCheck %s

struct [[btf::preserve_access_index]] base { int b; };
struct plain { int p; };

// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: virtual base 'base' of 'with_virtual': members of a virtual base can't be relocated
struct [[btf::preserve_access_index]] with_virtual : virtual base { int v; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: members of base 'plain' of 'with_unmarked' are not relocated: 'plain' is not under preserve_access_index
struct [[btf::preserve_access_index]] with_unmarked : plain { int u; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'polymorphic' is under preserve_access_index but has virtual functions
struct [[btf::preserve_access_index]] polymorphic { virtual int f(); int x; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an access to 'b' through a structured binding can't be relocated
int binding(base* object) { auto& [b] = *object; return b; }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an access to 'b' in a default argument can't be relocated
base* global; int with_default(int value = global->b);
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an access to 'b' in a function with attribute nodebug can't be relocated
[[gnu::nodebug]] int without_debug_info(base* object) { return object->b; }
struct [[btf::preserve_access_index]] derived : base { int d; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: variable 'local' has this program's layout of 'derived'
int copy(derived* object) { derived local = *object; return local.d; }
