// Declarations without expressions, of which a kernel's header is full, are passed by; what is in an
// expression of a declaration is seen.
// RUN: not %clangxx_btf -Wno-invalid-offsetof -ferror-limit=0 -c %s -o %t.o 2>&1 | FileCheck %s
struct [[btf::preserve_access_index]] task { int pid, state; };
#define OFFSET __builtin_offsetof(task, state)
template <unsigned long> struct holder {};

// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct array { char member[OFFSET]; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct bit_field { unsigned member : OFFSET; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct initialised { unsigned long member = OFFSET; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct derived : holder<OFFSET> {};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct of_template { holder<OFFSET> member; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct callback { int (*member)(char (*)[OFFSET]); };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct { struct { char member[2][OFFSET]; } inner; } outer;
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
enum enumeration { none, one = OFFSET };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
typedef char alias[OFFSET];
// Numbers alone, with and without a sign.
struct plain { char member[(4)]; unsigned bits : 3; };
enum numbers { minus = -1, plus = +2 };
// CHECK: 9 errors generated
