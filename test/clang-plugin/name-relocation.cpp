// Relocations name members and types as [[btf::name]] does: of an unnamed struct that has a typedef,
// of nested structs, of bases, in namespaces.
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
typedef struct {
  int first;
  struct {
    int export_ [[btf::name("export")]];
  } inner;
} xor_ [[btf::name("xor")]];

struct [[btf::name("delete")]] delete_ {
  int new_ [[btf::name("new")]];
  int method() const { return new_; }
  struct nested {
    int not_ [[btf::name("not")]];
  } member;
};
struct derived : delete_ {};

namespace scope {
struct [[btf::name("task_struct")]] task { int pid; };
}
#pragma clang attribute pop

// BTF-DAG: TYPEDEF 'xor'
// CHECK-LABEL: <of_typedef>:
// CHECK: typedef xor::inner.export (0:1:0)
extern "C" int of_typedef(xor_* object) { return object->inner.export_; }
// BTF-DAG: STRUCT 'delete'
// CHECK-LABEL: <of_struct>:
// CHECK-DAG: struct delete::new (0:0)
// CHECK-DAG: struct delete::member.not (0:1:0)
extern "C" int of_struct(delete_* object) { return object->method() + object->member.not_; }
// CHECK-LABEL: <of_base>:
// CHECK: struct derived::new (0:0)
extern "C" int of_base(derived* object) { return object->new_; }
// CHECK-LABEL: <of_namespace>:
// CHECK: struct task_struct::pid (0:0)
extern "C" int of_namespace(scope::task* object) { return object->pid; }

// The first declaration's name is the definition's, too.
// BTF-DAG: FUNC 'operator' {{.*}}linkage=global
extern "C" int operator_ [[btf::name("operator")]] (int);
// CHECK-LABEL: <operator>:
extern "C" __attribute__((noinline)) int operator_(int number) { return number + 1; }
// BTF-DAG: FUNC 'caller' {{.*}}linkage=global
// CHECK-LABEL: <caller>:
// CHECK: R_BPF_64_32 operator
extern "C" int caller(int number) {
  asm volatile("");
  return operator_(number);
}
