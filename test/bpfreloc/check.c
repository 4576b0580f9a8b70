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
// As a table of Markdown, and for programs.
// RUN: cd %t && not bpfreloc check here.o newer.o --target old.btf new.btf --format table | FileCheck %s --check-prefix=TABLE --match-full-lines
//      TABLE:| object | old.btf | new.btf |
// TABLE-NEXT:|---|---|---|
// TABLE-NEXT:| here.o | ok | ok |
// TABLE-NEXT:| newer.o | **fails** | ok, 1 poisoned |
// RUN: cd %t && not bpfreloc check here.o newer.o --target old.btf new.btf --format json > json && %python -m json.tool json > /dev/null
// RUN: FileCheck %s --check-prefix=JSON < %t/json
// JSON: {"targets":[{"target":"old.btf","objects":[{"object":"here.o","ok":true,"relocations":1,"poisoned":0},{"object":"newer.o","ok":false,"errors":["newer.o: program 'first': the target has no FUNC 'blk_account_io_start' to attach to","newer.o: program 'second': {{[^"]*}}"]}]},{"target":"new.btf","objects":[{{.*}},{"object":"newer.o","ok":true,"relocations":2,"poisoned":1}]}]}
// RUN: cd %t && bpfreloc check here.o -t old.btf --format xml > out 2>&1; test $? = 2
// RUN: FileCheck %s --check-prefix=FORMAT < %t/out
// FORMAT: bpfreloc: --format: 'xml' is none of text, table, json

// A kernel may be a folder, with its modules and its configuration: what is each one's own.
// RUN: %{compile} -DEXTERNS -o %t/externs.o
// RUN: %clang -DMODULE -g -c %s -o %t/module.o
// RUN: cd %t && xz -dkc %testdata/6.1.0-56-amd64.btf.xz > plain.btf && btfgen encode --base plain.btf module.o -o my-module.btf
// RUN: cd %t && mkdir -p with/modules without && cp my-module.btf with/modules && echo CONFIG_HZ=250 > with/config-6.1 && cp old.btf with/vmlinux.btf.xz && cp new.btf without/vmlinuz-6.12
// RUN: cd %t && not bpfreloc check externs.o -t with/ without -o images > verdicts && FileCheck %s --check-prefix=FOLDERS < verdicts
//      FOLDERS: ok: with/: externs.o
// FOLDERS-NEXT: fails: without: externs.o: .kconfig: 'CONFIG_HZ' is part of the kernel's configuration, which --kconfig names (and 1 more)
// RUN: cd %t && bpfload inspect images/with/externs.o | FileCheck %s --check-prefix=IN-FOLDER
// IN-FOLDER: module 1: my_module
// IN-FOLDER: data: 4 bytes: fa 00 00 00
// RUN: cd %t && bpfreloc externs.o --target with -o one.o && cmp one.o images/with/externs.o
// What is said goes before what lies there.
// RUN: cd %t && echo CONFIG_HZ=100 > config && bpfreloc check externs.o -t with --kconfig config --modules my-module.btf -o images && bpfload inspect images/with/externs.o | FileCheck %s --check-prefix=OTHER
// OTHER: data: 4 bytes: 64 00 00 00
// RUN: cd %t && bpfreloc check externs.o -t old.btf new.btf --kconfig config > out 2>&1; test $? = 2
// RUN: FileCheck %s --check-prefix=ONE-KERNEL < %t/out
// ONE-KERNEL: bpfreloc: --kconfig is of one kernel; of several, each can be a folder with what is its; see bpfreloc --help

// Settings are for every object.
// RUN: %{compile} -DSETTING -o %t/setting.o
// RUN: cd %t && bpfreloc check setting.o -t old.btf new.btf --set limit=7 -o images && bpfload inspect images/new.btf/setting.o | FileCheck %s --check-prefix=SET
// SET: data: 4 bytes: 07 00 00 00

// A module that can't be read is told once for each kernel.
// RUN: cd %t && echo no > with/modules/broken.ko && bpfreloc check externs.o externs.o -t with 2> out && FileCheck %s --check-prefix=BROKEN < out && grep -c warning out | grep -qx 1
// BROKEN: bpfreloc: warning: with/modules/broken.ko: it is neither BTF nor an ELF file

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

#ifdef EXTERNS
extern int CONFIG_HZ __attribute__((section(".kconfig")));
extern int of_my_module(int) __attribute__((section(".ksyms")));
SEC("tc") int prog(void *ctx) { return of_my_module(CONFIG_HZ); }
#endif

#ifdef MODULE
int of_my_module(int number) { return number; }
#endif

#ifdef SETTING
const volatile int limit = 1;
SEC("tc") int prog(void *ctx) { return limit; }
#endif

char license_text[] SEC("license") = "GPL";
