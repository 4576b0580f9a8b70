// A pointer to a type without a name: no loader could find it, so it is said where it is used.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-unrelocatable -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=OFF
// OFF-NOT: <anon
struct [[btf::preserve_access_index]] task {
  struct { int a; struct { int b; } in; } slots[4];
  struct { int c; }* pointer;
  typedef struct { int d; } with_typedef;
  with_typedef* typed;
};
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: this access can't be relocated: its type has no name by which a kernel's could be found; access it from the object that it is in (object->array[index].member) [btf-unrelocatable]
int by_pointer(task* t) { return t->pointer->c; }
int loop(task* t) {
  int sum = 0;
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: this access can't be relocated: its type has no name
  for (auto& slot : t->slots) sum += slot.in.b;
  return sum;
}
int by_typedef(task* t) { return t->typed->d; }
// CHECK: 2 errors generated
