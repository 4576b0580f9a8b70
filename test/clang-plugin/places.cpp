// Where a diagnostic is said if the place isn't an ordinary one, and names with signs in them.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -flto -DCHAIN -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=LINKING --allow-empty
// LINKING-NOT: recursion
// Also where LLVM leaves out all passes that it doesn't need.
// RUN: not %clangxx_btf -mllvm -opt-bisect-limit=0 -c %s -o %t.o 2>&1 | FileCheck %s
namespace {
struct number {
  int value;
  // CHECK-DAG: error: this call leads back to where it is made, which the kernel refuses: (anonymous namespace)::number::operator%{{.*}} -> (anonymous namespace)::number::operator%{{.*}} [btf-recursion]
  [[gnu::noinline]] int operator%(int other) const { asm volatile(""); return other ? *this % (other - 1) * value : value; }
};
}
int remainder(int value) { return number{value} % 3; }
[[gnu::noinline]] int first(int n) { asm volatile(""); return n; }
int again(int n);
// Who calls into the circle is no part of it.
__attribute__((noinline)) int a_caller(int n) { asm volatile(""); return again(n); }
// CHECK-DAG: places.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this call leads back to where it is made, which the kernel refuses: again -> again [btf-recursion]
[[gnu::noinline]] int again(int n) { asm volatile(""); return n ? again(n - 1) * first(n) : 0; }
// CHECK-DAG: error: /{{.*}}gone.hpp:7: this call leads back to where it is made, which the kernel refuses: lost -> lost [btf-recursion]
#line 7 "gone.hpp"
int lost(int n) { asm volatile(""); return n ? lost(n - 1) * lost(n - 2) : 0; }
