// A bit field is read by its position in the kernel, directly as by the macro; a direct write is an
// error.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: not %clangxx_btf -DWRITE -c %s -o %t.write.o 2>&1 | FileCheck %s --check-prefix=WRITE
#include <btfkit/core.hpp>

struct [[btf::preserve_access_index]] base { int b; };
struct [[btf::preserve_access_index]] task : base {
  unsigned in_execve : 1;
  unsigned in_iowait : 3;
  int after;
  constexpr unsigned both() const { return in_execve + in_iowait; }
};

// CHECK-LABEL: <read>:
// CHECK: <byte_off> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <byte_sz> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <lshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <rshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
extern "C" unsigned read(task* object) { return BTFKIT_READ_BIT_FIELD(object, in_iowait); }
// CHECK-LABEL: <direct>:
// CHECK: <byte_off> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <byte_sz> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <lshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <signed> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK: <rshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
extern "C" unsigned direct(const task* object) { return object->in_iowait; }
// A reference is to a copy.
// CHECK-LABEL: <reference>:
// CHECK: <byte_off> {{.*}} struct task::in_iowait (0:2){{$}}
extern "C" unsigned reference(const task* object) {
  const unsigned& bits = object->in_iowait;
  return bits;
}
// CHECK-LABEL: <exists>:
// CHECK: <field_exists> {{.*}} struct task::b (0:0){{$}}
extern "C" bool exists(task* object) { return BTFKIT_FIELD_EXISTS(object->b); }
// CHECK-LABEL: <after>:
// CHECK: struct task::after (0:3){{$}}
extern "C" int after(task* object) { return object->after; }
// CHECK-LABEL: <write>:
// CHECK-DAG: <byte_off> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK-DAG: <lshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK-DAG: <rshift_u64> {{.*}} struct task::in_iowait (0:2){{$}}
// CHECK-DAG: <byte_sz> {{.*}} struct task::in_iowait (0:2){{$}}
extern "C" void write(task* object) { BTFKIT_WRITE_BIT_FIELD(object, in_iowait, 5); }
// Nothing is relocated at compile time.
struct [[btf::preserve_access_index]] flat { unsigned low : 3, high : 5; constexpr unsigned sum() const { return low + high; } };
static_assert(flat{.low = 3, .high = 16}.sum() == 19);

#ifdef WRITE
// WRITE: [[@LINE+1]]:{{[0-9]+}}: error: bit field 'in_execve' can't be written directly: {{.*}}; use BTFKIT_WRITE_BIT_FIELD from <btfkit/core.hpp> [btf-bit-field]
void assign(task* object) { if (1) object->in_execve = 1; }
// WRITE: [[@LINE+1]]:{{[0-9]+}}: error: bit field 'in_iowait' can't be written directly
void compound(task* object) { object->in_iowait += 2; }
// WRITE: [[@LINE+1]]:{{[0-9]+}}: error: bit field 'in_iowait' can't be written directly
template <class T> int in_template(T* object) { return object->in_iowait++; }
int instance(task* object) { return in_template(object) + sizeof(decltype(object->in_iowait)); }
// WRITE: 3 errors generated
#endif
