// What checks pointers is left out, with a word; the rest calls a library that BPF doesn't have.
// RUN: not %clangxx_btf -fsanitize=undefined -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: warning: -fsanitize=null, alignment, {{.*}} check pointers, which the verifier does: they are left out [btf-sanitizer]
// CHECK-NOT: btf-base-conversion
// CHECK: [[@LINE+15]]:{{[0-9]+}}: error: a check of -fsanitize calls '__ubsan_handle_add_overflow', which no BPF program has: compile without it, or with -fsanitize-trap [btf-runtime-function]
// CHECK-NOT: error: {{.*}}conver
// Of those alone nothing is left, and the accesses are the same as without.
// RUN: %clangxx_btf -fsanitize=null,alignment,object-size -fplugin-arg-btf-no-sanitizer -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=SAME
// RUN: %clangxx_btf -c %s -o %t.without.o
// RUN: llvm-objdump -dr %t.without.o | FileCheck %s --check-prefix=SAME
struct [[btf::preserve_access_index]] ids { int pid, tgid; int group() const { return tgid; } };
struct [[btf::preserve_access_index]] entity { long runtime; };
struct [[btf::preserve_access_index]] task : entity, ids { int state; };
// SAME-LABEL: <read>:
// SAME-DAG: struct task::pid (0:1)
// SAME-DAG: struct task::tgid (0:2)
// SAME-NOT: call
extern "C" int read(task* p) {
  return p->pid + p->group();
}
