// What the backend refuses in a header's function that is inlined is said at the line that calls it,
// and of a line the first thing only.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
# 1 "header.hpp" 1
inline double scaled(double value, double by) { return value * by + value / by; }
# 7 "backend-lines.cpp" 2
// CHECK: error: {{.*}}backend-lines.cpp:8: arithmetic with floating-point numbers
double user(double a) { return scaled(a, a); }
// CHECK: 1 error generated
