// Many objects for many kernels in one process: a verdict a line, and the images that `relocate`
// makes.
// DEFINE: %{compile} = clang -target bpf -g -O2 -c %s
// RUN: rm -rf %t && mkdir %t
// RUN: %{compile} -DHERE -o %t/here.o
// RUN: %{compile} -DNEWER -o %t/newer.o
// RUN: cp %testdata/6.1.0-56-amd64.btf.xz %t/old.btf && cp %testdata/6.12.107+deb13-amd64.btf.xz %t/new.btf
// RUN: cd %t && not bpfreloc check here.o newer.o --target old.btf new.btf -o images > verdicts
// RUN: FileCheck %s < %t/verdicts
// CHECK: ok: old.btf: here.o
// CHECK-NEXT: fails: old.btf: newer.o: program 'first': the target has no FUNC 'blk_account_io_start' to attach to (and 1 more)
// CHECK-NEXT: ok: new.btf: here.o
// CHECK-NEXT: ok: new.btf: newer.o: 1 of 2 relocations poisoned
// CHECK-NOT: {{.}}

// The images are those of one object and one kernel each, and there is none where that fails.
// RUN: cd %t && for k in old new; do bpfreloc here.o --target $k.btf -o one.o && cmp one.o images/$k.btf/here.o; done
// RUN: cd %t && bpfreloc newer.o --target new.btf -o one.o && cmp one.o images/new.btf/newer.o
// RUN: ls %t/images/old.btf | FileCheck %s --check-prefix=IMAGES
// IMAGES: here.o
// IMAGES-NOT: {{.}}

// RUN: cd %t && bpfreloc check here.o -t old.btf -t new.btf
// RUN: cd %t && bpfreloc check newer.o -t old.btf > /dev/null; test $? = 3

// An input that can't be read is no verdict.
// RUN: cd %t && not bpfreloc check here.o none.o -t old.btf 2>&1 | FileCheck %s --check-prefix=NO-OBJECT
// NO-OBJECT-NOT: ok
// NO-OBJECT: bpfreloc: none.o: No such file or directory
// RUN: cd %t && bpfreloc check here.o -t old.btf here.c > out 2>&1; test $? = 1
// RUN: FileCheck %s --check-prefix=NO-TARGET < %t/out
// NO-TARGET: ok: old.btf: here.o
// NO-TARGET-NEXT: bpfreloc: here.c: No such file or directory
// RUN: cd %t && bpfreloc check here.o -t old.btf -o verdicts > out 2>&1; test $? = 1
// RUN: FileCheck %s --check-prefix=NO-FOLDER < %t/out
// NO-FOLDER: bpfreloc: verdicts/old.btf: Not a directory

// One image must not take the place of another.
// RUN: cd %t && mkdir other && cp here.o other
// RUN: cd %t && bpfreloc check here.o other/here.o -t old.btf -o images > out 2>&1; test $? = 2
// RUN: FileCheck %s --check-prefix=TWICE < %t/out
// TWICE: bpfreloc: two images would be images/old.btf/here.o; see bpfreloc --help
#define SEC(name) __attribute__((section(name), used))

struct task_struct {
  int pid;
} __attribute__((preserve_access_index));
struct nowhere {
  int x;
} __attribute__((preserve_access_index));

#ifdef HERE
SEC("tp_btf/sched_switch") int prog(unsigned long long *ctx) {
  return ((struct task_struct *)ctx[1])->pid;
}
#endif

// What 6.1 doesn't have yet, and what no kernel has.
#ifdef NEWER
SEC("fentry/blk_account_io_start") int first(unsigned long long *ctx) {
  return ((struct task_struct *)ctx[0])->pid + ((struct nowhere *)ctx[0])->x;
}
SEC("fexit/blk_account_io_start") int second(unsigned long long *ctx) { return 0; }
#endif

char license_text[] SEC("license") = "GPL";
