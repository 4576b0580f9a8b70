// Whichever way the object is made, it has the same relocations and BTF: by -S, by -emit-llvm, as a
// module for linking (-flto), at every level of optimisation.
// RUN: for level in 1 2 3 s z; do %clangxx_btf -O$level -c %s -o %t.o && llvm-objdump -dr %t.o > %t.txt && FileCheck %s < %t.txt && bpftool btf dump file %t.o format raw > %t.btf && FileCheck %s --check-prefix=TYPES < %t.btf || exit 1; done
// -O0 has the BTF; its relocations are C's.
// RUN: %clangxx_btf -O0 -fplugin-arg-btf-no-unoptimised -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=TYPES
// RUN: %clangxx_btf -S %s -o %t.s
// RUN: llvm-mc -triple bpfel -filetype=obj %t.s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=TYPES
// RUN: %clangxx_btf -S -emit-llvm %s -o %t.ll
// RUN: llc -filetype=obj %t.ll -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=TYPES
// RUN: for kind in full thin; do %clangxx_btf -flto=$kind -c %s -o %t.bc && llc -O2 -filetype=obj %t.bc -o %t.o && llvm-objdump -dr %t.o > %t.txt && FileCheck %s < %t.txt && bpftool btf dump file %t.o format raw > %t.btf && FileCheck %s --check-prefix=TYPES < %t.btf || exit 1; done

struct [[btf::preserve_access_index]] ids { int pid; int tgid; };
struct [[btf::preserve_access_index]] task : ids { unsigned flag : 3; task* parent; };

// CHECK-LABEL: <read>:
// CHECK-DAG: <byte_off> {{.*}} struct task::parent (0:3)
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1)
// CHECK-DAG: <byte_sz> {{.*}} struct task::flag (0:2)
// CHECK-DAG: <rshift_u64> {{.*}} struct task::flag (0:2)
// TYPES-DAG: FUNC 'read'
// TYPES-DAG: STRUCT 'task' size=24 vlen=4
// TYPES-DAG: 'flag' type_id={{[0-9]+}} bits_offset=64 bitfield_size=3
extern "C" int read(task* t) { return t->parent->tgid + t->flag; }
