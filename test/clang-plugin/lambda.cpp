// In a lambda the kernel's type is relocated, the closure is not.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF
// BTF-NOT: STRUCT '(anon)'

struct [[btf::preserve_access_index]] base { int b; };
struct [[btf::preserve_access_index]] derived : base {
  int d;
  int captured() { return [this] { return b + d; }(); }
};

// CHECK-LABEL: <by_reference>:
// CHECK-DAG: struct derived::b (0:0){{$}}
// CHECK-DAG: struct derived::d (0:1){{$}}
// CHECK-NOT: CO-RE
extern "C" int by_reference(derived* object) {
  return [&] { return object->b + object->d; }();
}
// CHECK-LABEL: <preserved_region>:
// CHECK: struct derived::d (0:1){{$}}
// CHECK-NOT: CO-RE
extern "C" int preserved_region(derived* object) {
  return [=](auto) { return __builtin_preserve_access_index(object->d); }(1);
}
// CHECK-LABEL: <captured_this>:
// CHECK-DAG: struct derived::b (0:0){{$}}
// CHECK-DAG: struct derived::d (0:1){{$}}
// CHECK-NOT: CO-RE
extern "C" int captured_this(derived* object) { return object->captured(); }
