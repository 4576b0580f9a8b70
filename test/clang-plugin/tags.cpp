// btf_decl_tag and btf_type_tag, of which the verifier learns what it can't see, as from C.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s

#define TRUSTED __attribute__((btf_decl_tag("arg:trusted")))
#define KPTR __attribute__((btf_type_tag("kptr")))
struct [[btf::preserve_access_index]] task_struct { int pid; };
struct __attribute__((btf_decl_tag("of type"))) value {
  task_struct KPTR* task;
  int number __attribute__((btf_decl_tag("of member")));
};
value global [[clang::btf_decl_tag("of variable")]];
__attribute__((btf_decl_tag("of function"))) extern "C" int function(task_struct* task TRUSTED) {
  return task->pid + global.number;
}
// CHECK-DAG: DECL_TAG 'arg:trusted' type_id={{[0-9]+}} component_idx=0
// CHECK-DAG: DECL_TAG 'of type' {{.*}} component_idx=-1
// CHECK-DAG: DECL_TAG 'of member' {{.*}} component_idx=1
// CHECK-DAG: DECL_TAG 'of variable' {{.*}} component_idx=-1
// CHECK-DAG: DECL_TAG 'of function' {{.*}} component_idx=-1
// CHECK-DAG: [[[#TAG:]]] TYPE_TAG 'kptr'
// CHECK-DAG: PTR '(anon)' type_id=[[#TAG]]
