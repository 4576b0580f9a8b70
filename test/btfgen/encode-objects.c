// Relocatable objects of several machines, compressed sections, 64-bit DWARF: the same types.
// RUN: gcc -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c > %t.h && FileCheck %s < %t.h
// RUN: gcc -g -gz -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | diff %t.h -
// RUN: gcc -g -gdwarf64 -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | diff %t.h -
// RUN: gcc -g -fdebug-types-section -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: gcc -g -gdwarf-4 -fdebug-types-section -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: %clang -g -gz=zstd -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: %clang --target=aarch64-linux-gnu -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: %clang --target=s390x-linux-gnu -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: %clang --target=powerpc64le-linux-gnu -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s
// RUN: %clang_bpf -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format c | FileCheck %s

// Assembly: a function and no type.
// RUN: printf '.globl f\n.type f, @function\nf: ret\n.size f, .-f\n' > %t.S
// RUN: gcc -g -c %t.S -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: btfgen dump %t.btf | FileCheck --check-prefix=ASSEMBLY %s
// ASSEMBLY: [1] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0
// ASSEMBLY-NEXT: [2] FUNC 'f' type_id=1

// The debug info of a stripped program.
// RUN: gcc -g -nostdlib -shared -fPIC %s -o %t.so && objcopy --only-keep-debug %t.so %t.debug
// RUN: btfgen encode %t.debug -o %t.btf && bpftool btf dump file %t.btf format c | FileCheck %s

// A machine whose relocations nobody taught it.
// RUN: %clang --target=mips64-linux-gnu -g -c %s -o %t.o
// RUN: not btfgen encode %t.o -o %t.none 2>&1 | FileCheck --check-prefix=MIPS %s
// MIPS: encode-objects.c.tmp.o: .rela.debug_info: relocations of ELF machine 8 are not known

struct inner {
  char text[7];
};
struct outer {
  struct inner inner;
  struct outer *self;
} *value;
// CHECK: struct inner {
// CHECK-NEXT: char text[7];
// CHECK: struct outer {
// CHECK-NEXT: struct inner inner;
// CHECK-NEXT: struct outer *self;
