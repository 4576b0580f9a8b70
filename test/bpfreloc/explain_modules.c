// What explain says of types that only modules have: which module, what it lacks, and what is near
// in vmlinux and in all modules.
// RUN: rm -rf %t && mkdir -p %t/folder
// RUN: %clang -DKERNEL -g -c %s -o %t/kernel.o && btfgen encode %t/kernel.o -o %t/folder/vmlinux
// RUN: %clang -DFIRST -g -c %s -o %t/first.o && btfgen encode --base %t/folder/vmlinux %t/first.o -o %t/folder/first.btf
// RUN: %clang -DSECOND -g -c %s -o %t/second.o && btfgen encode --base %t/folder/vmlinux %t/second.o -o %t/folder/second.btf
// RUN: %clang_bpf -c %s -o %t/program.o
// RUN: (bpfreloc explain %t/program.o --target %t/folder/; test $? = 3) > %t/folder.txt
// RUN: FileCheck %s < %t/folder.txt
// RUN: (bpfreloc explain %t/program.o --target %t/folder/vmlinux --modules %t/folder; test $? = 3) > %t/modules.txt
// RUN: FileCheck %s < %t/modules.txt
// RUN: (bpfreloc explain %t/program.o --target %t/folder --format json; test $? = 3) | python3 -m json.tool | FileCheck %s --check-prefix=JSON
// Without the modules there is only vmlinux.
// RUN: (bpfreloc explain %t/program.o --target %t/folder/vmlinux --failures; test $? = 3) | FileCheck %s --check-prefix=ALONE
// ALONE: why: vmlinux has no struct 'of_first'; guard
// ALONE: why: enum flavour has no enumerator 'SALTY' in vmlinux; guard
// ALONE: why: vmlinux has no struct 'near_me'; nearest: 'struct near_mes'; guard
// ALONE: why: vmlinux has no struct 'turned'; guard
// ALONE: why: vmlinux has no enum 'tastes'; guard
// ALONE: why: vmlinux has no struct 'of_both'; guard

#define SEC(name) __attribute__((section(name), used))
#if defined(KERNEL) || defined(FIRST)
struct inner { int deep; };
#endif
#if defined(KERNEL)
struct near_mes { int x; } near_mes;
enum flavour { SWEET } flavour;
struct inner of_vmlinux;
#elif defined(FIRST)
struct of_first { int a, wanted_too; struct inner of_vmlinux; } of_first;
struct of_both { long a; int b; } of_both;
enum first_flavours { SALTY } salty;
union turned { int x; } turned;
#elif defined(SECOND)
struct near_me_2 { int x; } near_me_2;
enum more_flavours { BITTER } bitter;
struct of_both { long a, c; int b; } of_both;
#else
#define CORE __attribute__((preserve_access_index))
struct inner { int x, deep; } CORE;
struct of_first { int wanted, a; struct inner of_vmlinux; struct { int x; } deep; } CORE;
struct near_me { int x; } CORE;
struct turned { int x; } CORE;
struct of_both { int b; } CORE;
enum flavour { SALTY };
enum tastes { BITTER };
unsigned long sum;

SEC("socket") int program(void *context) {
  struct of_first *first = context;
  // CHECK: moved: <byte_off> struct of_first.a: 4 -> 0 bytes, of module 'first'
  // JSON: "module": "first"
  // JSON: "why": ""
  sum = first->a;
  // CHECK: poisoned: <byte_off> struct of_first.wanted:
  // CHECK: why: struct of_first of module 'first' has no member 'wanted' in {{vmlinux|folder}}; nearest: 'wanted_too'; guard
  // JSON: "why": "struct of_first of module 'first' has no member 'wanted' in folder"
  // JSON-NEXT: "nearest": [
  // JSON-NEXT: "wanted_too"
  // JSON: "type": "{{\[[0-9]+\]}} struct of_first of module 'first'"
  sum += first->wanted;
  // CHECK: poisoned: <enumval_value> enum flavour::SALTY
  // CHECK: why: enum flavour has no enumerator 'SALTY' in {{vmlinux|folder}}; nearest: 'enum first_flavours::SALTY (module first)'; guard
  sum += __builtin_preserve_enum_value(*(enum flavour *)SALTY, 1);
  // CHECK: poisoned: <byte_off> struct near_me.x
  // CHECK: why: {{vmlinux|folder}} has no struct 'near_me'; nearest: 'struct near_mes', 'struct near_me_2 (module second)'; guard
  sum += ((struct near_me *)context)->x;
  // CHECK: poisoned: <byte_off> struct turned.x
  // CHECK: why: {{vmlinux|folder}} has no struct 'turned'; nearest: 'union turned (module first)'; guard
  sum += ((struct turned *)context)->x;
  // CHECK: poisoned: <enumval_value> enum tastes::BITTER
  // CHECK: why: {{vmlinux|folder}} has no enum 'tastes'; nearest: 'enum more_flavours::BITTER (module second)'; guard
  sum += __builtin_preserve_enum_value(*(enum tastes *)BITTER, 1);
  // CHECK: ambiguous: <byte_off> struct of_both.b
  // CHECK: why: {{vmlinux|folder}} has more than one struct 'of_both', and they disagree: [[[#A:]]] struct of_both of module 'first' gives 8, [[[#B:]]] struct of_both of module 'second' gives 16
  // CHECK-NEXT: [[[#A]]] struct of_both of module 'first': gives 8
  // CHECK-NEXT: [[[#B]]] struct of_both of module 'second': gives 16
  sum += ((struct of_both *)context)->b;
  // CHECK: why: struct of_first of module 'first' has no member 'deep' in {{vmlinux|folder}}; guard
  sum += first->deep.x;
  // What a module's struct has of vmlinux's types is vmlinux's.
  // CHECK: why: struct inner has no member 'x' in {{vmlinux|folder}}; guard
  sum += first->of_vmlinux.x;
  // CHECK: moved: <byte_off> struct of_first.of_vmlinux.deep: 12 -> 8 bytes, of module 'first'
  sum += first->of_vmlinux.deep;
  return 0;
}
SEC("license") char license_text[] = "GPL";
#endif
