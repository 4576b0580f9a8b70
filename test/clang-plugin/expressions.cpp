// Whatever expression leads to the object: the root is its type.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

struct [[btf::preserve_access_index]] first { int f; };
struct [[btf::preserve_access_index]] second { int s; };
struct [[btf::preserve_access_index]] derived : first, second {
  derived* next;
  derived& self() { return *this; }
  using second::s;
};
struct [[btf::preserve_access_index]] holder { int x; derived many[4]; };

// CHECK-LABEL: <conditional>:
// CHECK: struct derived::s (0:1){{$}}
extern "C" int conditional(derived* a, derived* b, int c) { return (c ? a : b)->s; }
// CHECK-LABEL: <returned>:
// CHECK: struct derived::s (0:1){{$}}
extern "C" int returned(derived* object) { return object->self().s; }
// CHECK-LABEL: <moved>:
// CHECK: struct derived::s (0:1){{$}}
extern "C" int moved(derived* object) { return static_cast<derived&&>(*object).s; }
// CHECK-LABEL: <qualified>:
// CHECK: struct derived::s (0:1){{$}}
extern "C" int qualified(volatile derived* object) { return object->s; }
// CHECK-LABEL: <in_array>:
// CHECK: struct holder::many[2].s (0:1:2:1){{$}}
extern "C" int in_array(holder* object) { return object->many[2].s; }
// CHECK-LABEL: <through_reference>:
// CHECK: struct derived::next (0:2){{$}}
// CHECK: struct derived::s (0:1){{$}}
extern "C" int through_reference(derived** object) {
  derived*& reference = *object;
  return reference->next->s;
}
// CHECK-LABEL: <incremented>:
// CHECK-COUNT-2: struct derived::s (0:1){{$}}
extern "C" int incremented(derived* object) { return object->s++; }
// CHECK-LABEL: <looped>:
// CHECK-DAG: struct derived::next (0:2){{$}}
// CHECK-DAG: struct derived::s (0:1){{$}}
extern "C" int looped(derived* object) {
  int sum = 0;
  for (; object != nullptr; object = object->next) sum += object->s;
  return sum;
}
