// REQUIRES: bpf
// What the verifier refuses of functions that other files can call, and that a program calls, is said
// at the function.
// RUN: not %clangxx_btf -DWRONG=1 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: not %clangxx_btf -DWRONG=2 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: not %clangxx_btf -DWRONG=3 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=RESULT
// RUN: not %clangxx_btf -DWRONG=4 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not %clangxx_btf -DWRONG=5 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not %clangxx_btf -DWRONG=6 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=SIZE
// VALUE: [[@LINE+33]]:{{[0-9]+}}: error: functions that other files can call are verified by themselves, and this one takes an object by value: take a reference, or make it static or inline [btf-global-function]
// RESULT: [[@LINE+32]]:{{[0-9]+}}: error: {{.*}}this one returns a pointer: return a number, or make it static or inline [btf-global-function]
// SIZE: [[@LINE+31]]:{{[0-9]+}}: error: {{.*}}this one takes a pointer to something of unknown size: {{.*}} [btf-global-function]
// The kernel refuses each of them.
// RUN: rm -rf /sys/fs/bpf/btfkit_global_function
// RUN: for wrong in 1 2 3 4 5 6; do %clangxx_btf -DWRONG=$wrong -fplugin-arg-btf-no-global-function -c %s -o %t.o && not bpftool prog load %t.o /sys/fs/bpf/btfkit_global_function 2>&1 | FileCheck %s --check-prefix=KERNEL || exit 1; done
// KERNEL: {{type (STRUCT|UNION) in .* is not supported yet|doesn't return scalar|size cannot be determined}}
// It takes the rest: by reference, static, inline, never called.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
// RUN: bpftool prog load %t.o /sys/fs/bpf/btfkit_global_function
// RUN: rm -rf /sys/fs/bpf/btfkit_global_function
#include <btfkit/bpf.hpp>
struct pair { int a, b; };
union either { int a; long b; };
struct declared;

#define BODY(result) { asm volatile(""); return result; }
#if WRONG == 1
#define F [[gnu::noinline]] int f(const pair p) BODY(p.a) int use() { return f({1, 2}); }
#elif WRONG == 2
#define F [[gnu::noinline]] int f(int, either e) BODY(e.a) int use() { return f(1, {2}); }
#elif WRONG == 3
#define F [[gnu::noinline]] pair* f(pair* p) BODY(p) int use() { pair p{}; return f(&p) != nullptr; }
#elif WRONG == 4
#define F [[gnu::noinline]] int f(const void* p) BODY(p != nullptr) int use() { pair p{}; return f(&p); }
#elif WRONG == 5
#define F [[gnu::noinline]] int f(declared& p) BODY(&p != nullptr) int use() { pair p{}; return f(*(declared*)&p); }
#elif WRONG == 6
#define F [[gnu::noinline]] int f(int (*p)()) BODY(p != nullptr) int use() { pair p{}; return f((int (*)())&p); }
#else
#define F int use() { return 0; }
#endif
[[clang::always_inline]] inline int called();
F
int called() { return use(); }

[[gnu::noinline]] static int is_static(pair p, void* v) BODY(p.a + (v != nullptr))
[[gnu::noinline]] inline pair* is_inline(pair* p) BODY(p)
[[gnu::noinline]] int by_reference(const pair& p, int** nested) BODY(p.a + (nested != nullptr))
[[gnu::noinline]] int never_called(pair p) BODY(p.a)
[[gnu::noinline]] int tagged(void* context [[btf::decl_tag("arg:ctx")]]) BODY(context != nullptr)
SEC("socket") int program(void* context) {
  pair p{1, 2};
  int* nested = &p.a;
  return called() + is_static(p, &p) + (is_inline(&p) != nullptr) + by_reference(p, &nested) + tagged(context);
}
LICENSE("GPL");
