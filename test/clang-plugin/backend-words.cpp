// What the backend can't do is said in words of the source, at the line that asks for it.
// RUN: not %clangxx_btf -I%S/Inputs -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %clangxx_btf -DBEFORE -I%S/Inputs -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=BEFORE
// Switched off, the backend says it in its own.
// RUN: not %clangxx_btf -fplugin-arg-btf-no-float -I%S/Inputs -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=OFF
// RUN: %clangxx_btf -DFITS -Werror -I%S/Inputs -c %s -o %t.o
using u64 = unsigned long;
struct two { long a, b; };
struct four { long a, b, c, d; };
#if defined(FITS)
// Numbers are moved, arguments go into registers, results are written through pointers.
float moved(const float* values, int n) { return values[n]; }
float negated(float value) { return -value; }
static constexpr double ratio = 1.5 * 2;
int folded() { return static_cast<int>(ratio); }
[[gnu::noinline]] long five(long a, long b, long c, long d, long e) { return a + b + c + d + e; }
[[gnu::noinline]] static long by_value(two x, two y) { return x.a + y.b; }
[[gnu::noinline]] void to(two* result, long x) { *result = {x, x + 1}; }
[[gnu::always_inline]] inline four inlined(long x) { return {x, x, x, x}; }
long sum(long x) { two t; to(&t, x); return five(x, t.a, t.b, by_value(t, t), inlined(x).d); }
extern "C" int of_another(int n, ...);
int call() { return of_another(1, 2, 3); }
void copied(char* to, const char* from) { __builtin_memcpy(to, from, 100); }
u64 halves(u64 a) { return a / 2 + a % 3; }
#elif defined(BEFORE)
// What the backend crashes on.
// BEFORE-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: a function with '...', which BPF doesn't have [btf-variadic]
extern "C" int variadic(int n, ...) { return n; }
// BEFORE-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this function is not inlined and returns more than one register of 64 bits: {{.*}} [btf-aggregate-return]
__int128 wide(__int128 a, __int128 b) { return a + b; }
// BEFORE: 2 errors generated
#else
// CHECK-DAG: backend-words.cpp:[[@LINE+2]]:{{[0-9]+}}: error: arithmetic with floating-point numbers, which BPF doesn't have [btf-float]
// OFF-DAG: error: A call to built-in function '__muldf3' is not supported
double half(double x) { return x * 0.5; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: arithmetic with floating-point numbers
bool less(float a, float b) { return a < b; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: arithmetic with floating-point numbers
long to_integer(double a) { return static_cast<long>(a); }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this needs arithmetic with 128 bits that BPF doesn't have ('__multi3') [btf-wide-arithmetic]
long upper_half(long a, long b) { return static_cast<__int128>(a) * b >> 64; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: 'memcpy' is compiled to single loads and stores in BPF: its size has to be a constant, {{.*}} [btf-builtin-function]
void copy(char* to, const char* from, u64 n) { __builtin_memcpy(to, from, n); }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: division of signed numbers, which BPF has from -mcpu=v4 on only: divide unsigned ones [btf-signed-division]
long divide(long a, long b) { return a / b; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this function is not inlined and returns more than one register of 64 bits: {{.*}} [btf-aggregate-return]
[[gnu::noinline]] four returned(long x) { return {x, x + 1, x * 2, x}; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this function is not inlined and takes more than five registers of 64 bits: {{.*}} [btf-too-many-arguments]
[[gnu::noinline]] long six(long a, long b, long c, long d, long e, long f) { return a * b + c * d + e * f; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this function is not inlined and takes more than five registers of 64 bits
long call(long x) { return six(x, 1, 2, x, x, 4); }
[[gnu::noinline]] static long large(four f) { asm volatile(""); return f.a + f.d; }
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: an object of more than 16 bytes is passed by value to a function that is not inlined: {{.*}} [btf-aggregate-parameter]
long call_large(const four& f) { return large(f); }
#include <arithmetic.hpp>
// In a header, at the line that uses it.
// CHECK-DAG: backend-words.cpp:[[@LINE+1]]:{{[0-9]+}}: error: arithmetic with floating-point numbers
double average(double a, double b) { return mean(a, b); }
#endif
