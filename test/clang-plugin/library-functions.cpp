// A function of the C library that the compiler calls for a __builtin_ is said at the user's line; one
// that the program declares may come from another object.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %clangxx_btf -Oz -c %s -o %t.z.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -DDECLARED -c %s -o %t.declared.o
#ifdef DECLARED
extern "C" unsigned long strlen(const char*);
unsigned long length(const char* text) { return strlen(text); }
#else
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: call of 'strlen' of the C library, which no BPF program has [btf-builtin-function]
unsigned long length(const char* text) { return __builtin_strlen(text); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: call of 'memcmp' of the C library, which no BPF program has [btf-builtin-function]
int compare(const char* a, const char* b, unsigned long n) { return __builtin_memcmp(a, b, n); }
#endif
