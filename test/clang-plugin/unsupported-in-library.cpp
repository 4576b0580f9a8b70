// What a library's function does that BPF can't is said at the line that calls it, inlined or not.
// RUN: not %clangxx_btf -I%S/Inputs -c %s -o %t.o 2>&1 | FileCheck %s
#include <library.hpp>

// CHECK-DAG: unsupported-in-library.cpp:[[@LINE+1]]:{{[0-9]+}}: error: call of 'abort'
extern "C" void first() { not_inlined(1); }
// CHECK-DAG: unsupported-in-library.cpp:[[@LINE+1]]:{{[0-9]+}}: error: call of 'abort'
extern "C" void second() { inlined(1); }
