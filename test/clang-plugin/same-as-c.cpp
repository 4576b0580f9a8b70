// The same relocations as clang makes of C, where bases are written out.
// RUN: %clangxx_btf -c %s -o %t.cpp.o
// RUN: %clang_bpf -x c -c %s -o %t.c.o
// RUN: llvm-objdump -dr %t.cpp.o | grep -E '^[0-9a-f]+ <|CO-RE' | sed 's/\[[0-9]*\] //' > %t.cpp.txt
// RUN: llvm-objdump -dr %t.c.o | grep -E '^[0-9a-f]+ <|CO-RE' | sed 's/\[[0-9]*\] //' > %t.c.txt
// RUN: diff %t.c.txt %t.cpp.txt
// RUN: FileCheck %s < %t.cpp.txt

#define PRESERVE __attribute__((preserve_access_index))
#ifdef __cplusplus
struct PRESERVE ids { int pid; int tgid; };
struct PRESERVE links { struct task* parent; struct task* next; };
struct PRESERVE entity { unsigned long long runtime; int depth; };
struct PRESERVE task : ids, links {
  entity se;
  char comm[16];
  int table[4][3];
  union { int u0; long u1; };
  unsigned flag : 1, mode : 3;
  const entity* shared;
};
extern "C" {
#else
struct entity { unsigned long long runtime; int depth; } PRESERVE;
struct task {
  int pid; int tgid;
  struct task* parent; struct task* next;
  struct entity se;
  char comm[16];
  int table[4][3];
  union { int u0; long u1; };
  unsigned flag : 1, mode : 3;
  const struct entity* shared;
} PRESERVE;
#endif

int plain(struct task* t) { return t->pid + t->tgid; }
int chain(struct task* t) { return t->parent->next->parent->tgid; }
int deep(struct task* t) { return t->se.depth; }
int character(struct task* t) { return t->comm[7]; }
int two_dimensions(struct task* t) { return t->table[2][1]; }
int variable(struct task* t, unsigned i) { return t->comm[i & 15] + t->table[i & 3][2]; }
long in_union(struct task* t) { return t->u1; }
int constant(const struct task* t) { return t->tgid + t->comm[3]; }
int pointed(struct task* t) { return t->shared->depth; }
int* address(struct task* t) { return &t->tgid; }
int element(struct task* t) { return t[3].tgid; }
unsigned position(struct task* t) {
  return __builtin_preserve_field_info(t->mode, 0) + __builtin_preserve_field_info(t->mode, 1) +
         __builtin_preserve_field_info(t->mode, 4) + __builtin_preserve_field_info(t->mode, 5);
}
unsigned exists(struct task* t) {
  return __builtin_preserve_field_info(t->tgid, 2) + __builtin_preserve_type_info(*t, 1);
}

#ifdef __cplusplus
}
#endif
// CHECK-COUNT-24: CO-RE
