// What becomes of a base's functions that are called for derived objects: their copies' names and
// linkage, one for each place of the base, and what stays the base's.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: llvm-readelf -sW %t.o | FileCheck %s --check-prefix=SYMBOLS
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF
// RUN: %clangxx_btf -O0 -fplugin-arg-btf-no-unoptimised -S -emit-llvm %s -o - | FileCheck %s --check-prefix=IR --implicit-check-not=btfkit_base_of
#define PRESERVE [[btf::preserve_access_index]]
struct PRESERVE ids {
  int pid, tgid;
  [[gnu::noinline]] int called(int more) const { asm volatile(""); return pid + more; }
};
struct PRESERVE left : ids { int l; };
struct PRESERVE right : ids { int r; };
struct PRESERVE both : left, right { int b; };
int external(const ids* object);
template <class T> struct PRESERVE boxed : ids { T value; };
struct PRESERVE derived : ids { int d; };

// An object that is named by one of its bases.
// CHECK-LABEL: <qualified>:
// CHECK-DAG: struct both::pid (0:0){{$}}
// CHECK-DAG: struct both::<anon 3>.r (0:3:2){{$}}
extern "C" int qualified(both* object) { return object->left::pid + object->r; }
// SYMBOLS-DAG: FUNC {{ *}}LOCAL {{.*}} _ZNK3ids6calledEi_for_both{{$}}
// SYMBOLS-DAG: FUNC {{ *}}LOCAL {{.*}} _ZNK3ids6calledEi_for_both{{[._]}}{{[0-9]+}}{{$}}
extern "C" int two_places(both* object) { return object->left::called(1) + object->right::called(2); }
// SYMBOLS-DAG: FUNC {{ *}}LOCAL {{.*}} _ZNK3ids6calledEi_for_boxed_long{{$}}
// BTF-DAG: FUNC '_ZNK3ids6calledEi_for_boxed_long' {{.*}} linkage=static
extern "C" int of_instance(boxed<long>* object) { return object->called(3); }
// SYMBOLS-DAG: FUNC {{ *}}LOCAL {{.*}} _Z8externalPK3ids_for_derived{{$}}
extern "C" int of_external(derived* object) { return external(object); }
[[gnu::noinline]] int external(const ids* object) { asm volatile(""); return object->pid; }
// CHECK-LABEL: <kept>:
// CHECK: struct ids::tgid (0:1){{$}}
extern "C" int kept(derived* object) { ids* base = object; asm volatile("" : "+r"(base)); return base->tgid; }
// A program is called, not copied.
// CHECK-LABEL: <calls_program>:
// CHECK: R_BPF_64_32{{.*}}program
// CHECK-LABEL: <program>:
// CHECK: struct ids::pid (0:0){{$}}
__attribute__((section("syscall"), noinline)) int program(ids* object) { asm volatile(""); return object->pid; }
extern "C" int calls_program(derived* object) { return program(object); }

// clang says how much of memory a method's object is, which is the base's in this program.
// IR: define internal {{.*}} @_ZNK3ids6calledEi_for_both(ptr noundef nonnull %
