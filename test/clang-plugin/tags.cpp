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

// The same by names of our own. A type's tag stands behind the name of what is declared.
struct [[btf::decl_tag("own, of type")]] own_value {
  task_struct* pointer [[btf::type_tag("own_kptr")]];
  int number [[btf::decl_tag("own, of member")]];
};
own_value own_global [[btf::decl_tag("own, of variable")]];
task_struct* const own_pointer [[btf::type_tag("own_percpu"), gnu::used]] = nullptr;
extern "C" [[btf::decl_tag("own, of function")]] int own_function(task_struct* task [[btf::decl_tag("arg:nullable")]]) {
  return task->pid + own_global.number;
}
// CHECK-DAG: DECL_TAG 'own, of type' {{.*}} component_idx=-1
// CHECK-DAG: DECL_TAG 'own, of member' {{.*}} component_idx=1
// CHECK-DAG: DECL_TAG 'own, of variable' {{.*}} component_idx=-1
// CHECK-DAG: DECL_TAG 'own, of function' {{.*}} component_idx=-1
// CHECK-DAG: DECL_TAG 'arg:nullable' type_id={{[0-9]+}} component_idx=0
// CHECK-DAG: [[[#OWN:]]] TYPE_TAG 'own_kptr'
// CHECK-DAG: PTR '(anon)' type_id=[[#OWN]]
// CHECK-DAG: [[[#PERCPU:]]] TYPE_TAG 'own_percpu'
// CHECK-DAG: PTR '(anon)' type_id=[[#PERCPU]]

// RUN: not %clangxx_btf -DWRONG -c %s -o %t.wrong.o 2>&1 | FileCheck %s --check-prefix=WRONG
#ifdef WRONG
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}type_tag' attribute only applies to variables, parameters and data members that are pointers
int no_pointer [[btf::type_tag("x")]];
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}decl_tag' attribute only applies to variables, functions, parameters, data members, classes, structs, unions and typedefs
enum [[btf::decl_tag("x")]] no_record { none };
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: '{{(btf::)?}}decl_tag' attribute requires a string
int no_text [[btf::decl_tag(1)]];
// WRONG: [[@LINE+1]]:{{[0-9]+}}: warning: unknown attribute 'type_tag' ignored
int* without_scope [[type_tag("x")]];
#endif
