// Atomic operations that BPF doesn't have are said at their line; the backend would crash on them.
// RUN: not %clangxx_btf -mcpu=v2 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,V2
// RUN: not %clangxx_btf -mcpu=v3 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,V3
// RUN: %clangxx_btf -mcpu=v2 -DFITS -Werror -c %s -o %t.o
// RUN: %clangxx_btf -mcpu=v3 -DFITS -DWORDS -Werror -c %s -o %t.o
// RUN: %clangxx_btf -mcpu=v2 -Xclang -target-feature -Xclang +alu32 -DFITS -DWORDS -Werror -c %s -o %t.o
// -mcpu=v3 is what clang 20 and later take if nobody says which.
// RUN: %if clang-22 %{ %clangxx_btf -DFITS -DWORDS -Werror -c %s -o %t.o %}
// RUN: not %clangxx_btf -mcpu=v3 -fthreadsafe-statics -DFITS -DWORDS -DGUARD -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=GUARD --implicit-check-not=btf-atomic
unsigned word;
unsigned long wide;
unsigned char byte;
// What every version has.
void add() { __sync_fetch_and_add(&word, 1); }
unsigned long fetch() { return __sync_fetch_and_or(&wide, 1) + __sync_val_compare_and_swap(&wide, 1, 2); }
void* pointer;
void* exchange() { return __atomic_exchange_n(&pointer, nullptr, __ATOMIC_SEQ_CST); }
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
// The backend compiles what nobody calls, too.
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: BPF's atomic operations are on 32 and 64 bits
[[gnu::used]] static void unused() { __sync_fetch_and_add(&byte, 1); }
#endif
#ifdef GUARD
// What a static variable in a function needs is said as such.
// GUARD: error: a static variable in a function {{.*}} [btf-thread-safe-static]
unsigned long guarded() { static unsigned long value = fetch(); return value; }
#endif
