// REQUIRES: bpf
// The verifier looks at a global function by itself: it is told that `this` and references are not
// null. Two objects are linked, as a method in another file is.
// RUN: %clangxx_btf -DMETHODS -c %s -o %t.methods.o
// RUN: %clangxx_btf -DPROGRAM -c %s -o %t.program.o
// RUN: bpftool btf dump file %t.methods.o format raw | FileCheck %s
// RUN: bpftool btf dump file %t.methods.o format raw | FileCheck %s --check-prefix=TAGS
// RUN: rm -f /sys/fs/bpf/btfkit_not_null
// RUN: bpftool gen object %t.linked.o %t.methods.o %t.program.o
// RUN: bpftool prog load %t.linked.o /sys/fs/bpf/btfkit_not_null
// RUN: rm -f /sys/fs/bpf/btfkit_not_null
#include <btfkit/bpf.hpp>

struct counter {
  int value;
  int next(int by);
  static int sum(const counter& left, const counter* right);
};
#ifdef METHODS
// CHECK-DAG: [[[NEXT:[0-9]+]]] FUNC '_ZN7counter4nextEi'
// CHECK-DAG: DECL_TAG 'arg:nonnull' type_id=[[NEXT]] component_idx=0
int counter::next(int by) { return value += by; }
// CHECK-DAG: [[[SUM:[0-9]+]]] FUNC '_ZN7counter3sumERKS_PS0_'
// CHECK-DAG: DECL_TAG 'arg:nonnull' type_id=[[SUM]] component_idx=0
int counter::sum(const counter& left, const counter* right) {
  return right == nullptr ? left.value : left.value + right->value;
}
// Nobody else calls an internal function, and a tag of one's own is the only one.
// CHECK-DAG: [[[INTERNAL:[0-9]+]]] FUNC '_ZL8internalRi' {{.*}} linkage=static
// CHECK-DAG: [[[TRUSTED:[0-9]+]]] FUNC '_Z7trustedR7counter'
// CHECK-DAG: DECL_TAG 'arg:trusted' type_id=[[TRUSTED]] component_idx=0
// TAGS-COUNT-2: DECL_TAG 'arg:nonnull'
// TAGS-NOT: DECL_TAG 'arg:nonnull'
[[gnu::noinline]] static int internal(int& value) { asm volatile(""); return ++value; }
int trusted(counter& object [[btf::decl_tag("arg:trusted")]]) { return internal(object.value); }
LICENSE("GPL");
#else
SEC("xdp") int program(void*) {
  counter mine{3};
  return mine.next(2) + counter::sum(mine, nullptr);
}
#endif
