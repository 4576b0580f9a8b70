// A bit field is read through its position in the kernel; a direct access is an error.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: not %clangxx_btf -DDIRECT -c %s -o %t.direct.o 2>&1 | FileCheck %s --check-prefix=DIRECT
#include <btfkit/core.hpp>

struct [[btf::preserve_access_index]] base { int b; };
struct [[btf::preserve_access_index]] task : base {
  unsigned in_execve : 1;
  unsigned in_iowait : 3;
  int after;
};

// CHECK-LABEL: <read>:
// CHECK: <byte_off> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <byte_sz> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <lshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <rshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
extern "C" unsigned read(task* object) { return BTFKIT_READ_BIT_FIELD(object, in_iowait); }
// CHECK-LABEL: <exists>:
// CHECK: <field_exists> {{.*}} struct task::b (0:0){{$}}
extern "C" bool exists(task* object) { return BTFKIT_FIELD_EXISTS(object->b); }
// CHECK-LABEL: <after>:
// CHECK: struct task::after (0:3){{$}}
extern "C" int after(task* object) { return object->after; }

#ifdef DIRECT
// DIRECT: [[@LINE+1]]:{{[0-9]+}}: error: a direct access to bit field 'in_iowait' can't be relocated
unsigned direct(const task* object) { return object->in_iowait; }
// DIRECT: [[@LINE+1]]:{{[0-9]+}}: error: a direct access to bit field 'in_execve' can't be relocated
void write(task* object) { if (1) object->in_execve = 1; }
// DIRECT: [[@LINE+1]]:{{[0-9]+}}: error: a direct access to bit field 'in_iowait' can't be relocated
template <class T> int in_template(T* object) { return object->in_iowait; }
int instance(task* object) { return in_template(object) + sizeof(decltype(object->in_iowait)); }
// DIRECT: 3 errors generated
#endif
