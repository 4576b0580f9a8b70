// In C, and for other targets than BPF, the plugin changes nothing.
// RUN: for flags in '-O0 -g' '-O2 -g' '-O2'; do %clang -target bpf -x c $flags -c %s -o %t.without.o && %clang -target bpf -x c $flags -fplugin=%plugin -c %s -o %t.with.o && cmp %t.without.o %t.with.o || exit 1; done
// RUN: for flags in '-O0 -g' '-O2 -g' '-O2'; do %clangxx -x c++ $flags -c %s -o %t.without.o && %clangxx -x c++ $flags -fplugin=%plugin -c %s -o %t.with.o && cmp %t.without.o %t.with.o || exit 1; done
// RUN: for target in aarch64-linux-gnu riscv64-linux-gnu; do %clangxx -target $target -O2 -g -c %s -o %t.without.o && %clangxx -target $target -O2 -g -fplugin=%plugin -c %s -o %t.with.o && cmp %t.without.o %t.with.o || exit 1; done

// [[btf::...]] is there for BPF only.
// RUN: %clangxx -DOWN -O2 -g -fplugin=%plugin -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: warning: unknown attribute {{.*}}preserve_access_index{{.*}} ignored
#ifdef OWN
struct [[btf::preserve_access_index]] own { int first, second; };
int read(own* object) { return object->second; }
#endif

#ifdef __cplusplus
#define PRESERVE
namespace ns {
struct base { int b; virtual int f() { return b; } };
inline int counter;
}
struct derived : ns::base { int f() override { return ++ns::counter + b; } unsigned bits : 3; };
int call(derived* object) { object->bits = 1; return object->f(); }
#else
#define PRESERVE __attribute__((preserve_access_index))
#endif
struct task { int pid; unsigned bits : 3; } PRESERVE;
int read(struct task* object) { return object->pid + object->bits; }
void write(struct task* object) { object->bits = 1; }
