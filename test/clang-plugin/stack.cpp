// What takes the room on the stack, by variable, and in chains of calls.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s --implicit-check-not='BPF stack limit'
// RUN: not %clangxx_btf -fplugin-arg-btf-no-stack-frame -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=OFF
// RUN: %clangxx_btf -DCHAIN -fplugin-arg-btf-no-recursion -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=CHAIN
// RUN: %clangxx_btf -DCHAIN -Werror -fplugin-arg-btf-no-recursion -fplugin-arg-btf-no-stack-chain -c %s -o %t.o
// RUN: %clangxx_btf -DFITS -Werror -c %s -o %t.o
// RUN: %clangxx_btf -DFITS -Wframe-larger-than=100 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=USERS
// What clang hands to other tools is as it was.
// RUN: %clangxx_btf -DFITS -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR
// IR-NOT: warn-stack-size
extern "C" void fill(char*);
#if defined(CHAIN)
// Recursion has no deepest chain.
int odd(int n);
[[gnu::noinline]] int even(int n) { char bytes[300]; fill(bytes); return n ? odd(n - 1) + bytes[n] : 0; }
[[gnu::noinline]] int odd(int n) { char bytes[300]; fill(bytes); return n ? even(n - 1) + bytes[n] : 1; }
int begins(int n) { return even(n); }
[[gnu::noinline]] static int inner(int n) { char bytes[300]; fill(bytes); return bytes[n]; }
[[gnu::noinline]] static int middle(int n) { return inner(n) + 1; }
// CHAIN: stack.cpp:[[@LINE+1]]:{{[0-9]+}}: warning: this and the functions that it calls need 5{{[0-9]+}} bytes of the stack, of which BPF has 512: 2{{[0-9]+}} 'outer', {{[0-9]+}} 'middle', 304 'inner' [btf-stack-chain]
int outer(int n) { char bytes[240]; fill(bytes); return bytes[n] + middle(n); }
// CHAIN: 1 warning generated
#elif defined(FITS)
[[gnu::noinline]] static int inner(int n) { char bytes[200]; fill(bytes); return bytes[n]; }
// USERS: warning: stack frame size (240) exceeds limit (100) in 'outer
int outer(int n) { char bytes[240]; fill(bytes); return bytes[n] + inner(n); }
// Two that are not needed at the same time share their room.
int shared(int n) {
  if (n) { char first[400]; fill(first); return first[n]; }
  char second[400]; fill(second); return second[0];
}
#else
// CHECK: stack.cpp:[[@LINE+2]]:{{[0-9]+}}: error: the variables of 'large' take 6{{[0-9]+}} bytes of the stack, of which BPF has 512: 400 'first' (line [[@LINE+5]]), 240 'second' (line [[@LINE+3]]); large ones go into a map with one entry a processor [btf-stack-frame]
// OFF: error: Looks like the BPF stack limit is exceeded
[[gnu::noinline]] int large(int n) {
  long second[30];
  fill(reinterpret_cast<char*>(second));
  char first[400];
  fill(first);
  return first[n] + second[n];
}
// The frame is said, not the chain that it is a part of.
int around(int n) { char more[200]; fill(more); return large(n) + more[n]; }
// CHECK-NOT: warning
// CHECK: 1 error generated
#endif
