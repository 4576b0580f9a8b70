// preserve_static_offset by every spelling keeps constant offsets of a context in the loads, as
// from C: without it the optimiser makes one load of both branches, of a computed address.
// RUN: %clangxx_btf -Werror -DATTRIBUTE='[[btf::preserve_static_offset]]' -c %s -o %t.own.o
// RUN: %clangxx_btf -Werror -DATTRIBUTE='[[clang::preserve_static_offset]]' -c %s -o %t.clang.o
// RUN: %clangxx_btf -Werror -DATTRIBUTE='__attribute__((preserve_static_offset))' -c %s -o %t.gnu.o
// RUN: %clangxx_btf -Werror -DATTRIBUTE= -DPRAGMA -c %s -o %t.pragma.o
// RUN: %clangxx_btf -Werror -DATTRIBUTE= -c %s -o %t.without.o
// RUN: %clang_bpf -x c -DATTRIBUTE='__attribute__((preserve_static_offset))' -c %s -o %t.c.o
// RUN: for which in own clang gnu pragma without c; do llvm-objdump -d --no-show-raw-insn %t.$which.o | sed 1,3d > %t.$which.txt || exit 1; done
// RUN: for which in own clang gnu pragma; do diff %t.c.txt %t.$which.txt || exit 1; done
// RUN: not diff %t.c.txt %t.without.txt
// RUN: FileCheck %s < %t.own.txt

#ifdef __cplusplus
#define EXTERN extern "C"
#else
#define EXTERN
#endif
#ifdef PRAGMA
#pragma clang attribute push(__attribute__((preserve_static_offset)), apply_to = record)
#endif
struct ATTRIBUTE inner { int x, y; };
struct ATTRIBUTE context { int kind; int first; int list[4]; struct inner nested; unsigned low : 5, high : 11; };
#ifdef PRAGMA
#pragma clang attribute pop
#endif
EXTERN void consume(int);

// CHECK-LABEL: <branches>:
// CHECK-DAG: *(u32 *)(r1 + 0x4)
// CHECK-DAG: *(u32 *)(r1 + 0x1c)
// CHECK-DAG: *(u32 *)(r1 + 0x10)
EXTERN int branches(struct context* c) {
  switch (c->kind) {
    case 1: consume(c->first); break;
    case 2: consume(c->nested.y); break;
    case 3: consume(c->list[2]); break;
  }
  return 0;
}
EXTERN int bits(struct context* c) { return c->kind ? c->low : c->high; }
EXTERN void store(struct context* c, int x) { if (x) c->first = 1; else c->nested.x = 1; }
