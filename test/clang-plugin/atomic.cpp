// Atomic operations that BPF doesn't have are said at their line; the backend would crash on them.
// RUN: not %clangxx_btf -mcpu=v2 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,V2
// RUN: not %clangxx_btf -mcpu=v3 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,V3
// RUN: %clangxx_btf -mcpu=v2 -DFITS -Werror -c %s -o %t.o
// RUN: %clangxx_btf -mcpu=v3 -DFITS -DWORDS -Werror -c %s -o %t.o
unsigned word;
unsigned long wide;
unsigned char byte;
// What every version has.
void add() { __sync_fetch_and_add(&word, 1); }
unsigned long fetch() { return __sync_fetch_and_or(&wide, 1) + __sync_val_compare_and_swap(&wide, 1, 2); }
#if !defined(FITS) || defined(WORDS)
// V2: [[@LINE+2]]:{{[0-9]+}}: error: an atomic operation on 32 bits, other than an addition whose result isn't used, needs -mcpu=v3; or use 64 bits [btf-atomic]
// V3-NOT: error: an atomic operation on 32 bits
unsigned read() { return __sync_fetch_and_add(&word, 0); }
// V2: [[@LINE+1]]:{{[0-9]+}}: error: an atomic operation on 32 bits
unsigned swap() { return __sync_val_compare_and_swap(&word, 1, 2); }
#endif
#ifndef FITS
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: BPF's atomic operations are on 32 and 64 bits [btf-atomic]
void narrow() { __sync_fetch_and_add(&byte, 1); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: BPF's atomic operations are add, sub, and, or, xor, exchange and compare-exchange [btf-atomic]
unsigned long nand() { return __sync_fetch_and_nand(&wide, 1); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an atomic load or store needs -mcpu=v4 and clang 20, {{.*}} [btf-atomic]
unsigned long load() { return __atomic_load_n(&wide, __ATOMIC_RELAXED); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: an atomic load or store needs
void store() { __atomic_store_n(&wide, 1, __ATOMIC_RELEASE); }
#endif
