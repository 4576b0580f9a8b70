// What BPF can't do is said at the line that asks for it.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %clangxx_btf -DINITIALISER -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=INITIALISER
// RUN: not %clangxx_btf -DINITIALISER -O0 -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=INITIALISER
// RUN: not %clangxx_btf -DDESTRUCTOR -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=DESTRUCTOR
// RUN: not %clangxx_btf -DGUARDED -fthreadsafe-statics -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=GUARDED
// Each can be turned off.
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-indirect-call -fplugin-arg-btf-no-runtime-function -c %s -o %t.o
// RUN: %clangxx_btf -Werror -DINITIALISER -fplugin-arg-btf-no-run-time-initialiser -c %s -o %t.o
// RUN: %clangxx_btf -Werror -DDESTRUCTOR -fplugin-arg-btf-no-global-destructor -c %s -o %t.o
// The backend has no such guards: only without it something comes of this one.
// RUN: %clangxx_btf -Werror -DGUARDED -fthreadsafe-statics -fplugin-arg-btf-no-thread-safe-static -emit-llvm -c %s -o %t.o

int external();
#if defined(INITIALISER)
// INITIALISER: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}a variable with static storage is initialised at run time
int at_run_time = *new int(external());
// INITIALISER: 1 error generated
#elif defined(DESTRUCTOR)
struct with_destructor { ~with_destructor() { external(); } };
// DESTRUCTOR: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}the destructor of a variable with static storage would never run
with_destructor object;
#elif defined(GUARDED)
// GUARDED: [[@LINE+1]]:{{[0-9]+}}: error: a static variable in a function that is initialised at run time needs -fno-threadsafe-statics [btf-thread-safe-static]
int first() { static int value = external(); return value; }
#else
struct shape { virtual int area(); int id; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}an indirect call is left here
int virtual_call(shape* s) { return s->area(); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}an indirect call is left here
int through_pointer(int (*function)()) { return function(); }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}call of 'operator new(unsigned long)'
int* allocate() { return new int(external()); }

// A virtual call of an object that is known is an ordinary one.
struct square final : shape { int area() override { return id; } };
int known(square* s) { return s->area(); }
// What only a table leads to is called for all that is known; what nothing leads to is not.
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}an indirect call is left here
static int handler(int (*function)(void*)) { return function(nullptr); }
int (*const volatile handlers[])(int (*)(void*)) = {handler};
void* table(int i) { return (void*)handlers[i]; }
[[gnu::used]] static int* unused() { return new int(external()); }
// CHECK: 4 errors generated
#endif
