// REQUIRES: bpf
// A program is kept and external whatever it says: a loader calls it, by its name. clang alone drops
// one that is `static` or in an anonymous namespace and has no attribute `used`.
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: llvm-nm %t.o | FileCheck %s
// RUN: rm -rf /sys/fs/bpf/btfkit_static_program && mkdir /sys/fs/bpf/btfkit_static_program
// RUN: bpftool prog loadall %t.o /sys/fs/bpf/btfkit_static_program
// RUN: rm -rf /sys/fs/bpf/btfkit_static_program
// CHECK: T in_class
// CHECK: T is_inline
// CHECK: T is_static
// CHECK: T unnamed
__attribute__((section("socket"))) static int is_static(void*) { return 1; }
namespace { __attribute__((section("socket"))) int unnamed(void*) { return 1; } }
__attribute__((section("socket"))) inline int is_inline(void*) { return 1; }
struct programs { __attribute__((section("socket"))) static int in_class(void*) { return 1; } };
#ifdef OPTIONAL
// So is one that is loaded only on request. bpftool can't pin what it didn't load.
// RUN: %clangxx_btf -DOPTIONAL -Wextra -Werror -c %s -o %t.o
// RUN: llvm-nm %t.o | FileCheck %s --check-prefix=OPTIONAL
// OPTIONAL: T is_optional
__attribute__((section("?socket"))) static int is_optional(void*) { return 1; }
#endif
