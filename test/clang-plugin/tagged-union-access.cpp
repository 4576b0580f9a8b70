// A tagged union is the program's own. Where one is a member of a kernel's type the member is
// relocated, and what is in it is not; to ask for that is an error.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: not %clangxx_btf -DWRONG -c %s -o %t.wrong.o 2>&1 | FileCheck %s --check-prefix=ERROR
struct [[btf::tagged_union("tag")]] value { unsigned tag; union { int a; long b; }; };
struct [[btf::preserve_access_index]] request { int serial; value what; };

// CHECK-LABEL: <tag_of>:
// CHECK: CO-RE <byte_off> [{{[0-9]+}}] struct request::what (0:1)
// CHECK-NOT: CO-RE
// CHECK: exit
extern "C" unsigned tag_of(request* r) { return r->what.tag; }
#ifdef WRONG
// ERROR: [[@LINE+2]]:{{[0-9]+}}: error: this access can't be relocated: BTF has no such member [btf-no-such-member]
extern "C" unsigned long wrong(value* v) {
  return *__builtin_preserve_access_index(&v->tag);
}
#endif
