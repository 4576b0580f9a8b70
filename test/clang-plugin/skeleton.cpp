// The integer types of <btfkit/types.hpp> are C's in BTF, so that a skeleton compiles.
// RUN: rm -rf %t && mkdir %t
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t/prog.o
// RUN: btfgen dump --format raw %t/prog.o | FileCheck %s
// RUN: bpftool gen skeleton %t/prog.o > %t/prog.skel.h
// RUN: FileCheck %s --check-prefix=SKELETON < %t/prog.skel.h
// RUN: cc -Wall -Wno-unused-function -Werror -fsyntax-only -x c %t/prog.skel.h
// RUN: c++ -Wall -Wno-unused-function -Werror -fsyntax-only -x c++ %t/prog.skel.h
// Elsewhere the header says nothing that another compiler doesn't know.
// RUN: c++ -Wall -Wextra -Werror -fsyntax-only -include %include/btfkit/types.hpp -x c++ /dev/null
#include <btfkit/bpf.hpp>
using namespace btfkit;

// As <linux/types.h> and vmlinux.hpp have it: one type in BTF. A skeleton would call a second one
// __u32___2.
typedef unsigned int __u32;
// CHECK-COUNT-1: TYPEDEF '__u32'
// CHECK-NOT: '__u32'
// CHECK-NOT: btfkit

// SKELETON: __u32 also_theirs;
// SKELETON: __u8 a;
// SKELETON: __u16 b;
// SKELETON: __u32 c;
// SKELETON: __u64 d;
// SKELETON: __s8 e;
// SKELETON: __s16 f;
// SKELETON: __s32 g;
// SKELETON: __s64 h;
// SKELETON-NOT: btfkit_
// SKELETON: } *data;
__u32 also_theirs = 9;
u8 a = 1;
u16 b = 2;
u32 c = 3;
u64 d = 4;
s8 e = 5;
s16 f = 6;
s32 g = 7;
s64 h = 8;
SEC("socket") int program(void*) { return a++ + b++ + c++ + d++ + e++ + f++ + g++ + h++ + also_theirs++; }
