// CO-RE relocations against types of modules, where vmlinux has none of that name, as libbpf has
// it: all candidates of all modules then count together.
// RUN: rm -rf %t && mkdir -p %t
// RUN: xz -dkc %testdata/6.12.107+deb13-amd64.btf.xz > %t/kernel.btf
// RUN: %clang -DFIRST -g -c %s -o %t/first.o && btfgen encode --base %t/kernel.btf %t/first.o -o %t/first.btf
// RUN: %clang -DSECOND -g -c %s -o %t/second.o && btfgen encode --base %t/kernel.btf %t/second.o -o %t/second.btf
// RUN: %clang_bpf -c %s -o %t/program.o
// RUN: %S/Inputs/same_as_libbpf --module first=%t/first.btf --module second=%t/second.btf %t/program.o %t/kernel.btf
// RUN: bpfreloc %t/program.o --target %t/kernel.btf --modules %t/second.btf --modules %t/first.btf -o %t/image.o -v | FileCheck %s
//      CHECK: struct of_first.moved: 0 -> 12 of module 'first'
// CHECK-NEXT: struct of_both.same: 0 -> 8 of module 'first'
// CHECK-NEXT: <field_exists> struct of_both.second_only: 1 -> 1 of module 'second'
// vmlinux has one without such a field, which is not made good by a module.
// CHECK-NEXT: <field_exists> struct list_head.of_my_module: 1 -> 0{{$}}
// CHECK-NEXT: <type_size> struct of_first: 4 -> 16 of module 'first'
// CHECK-NEXT: <target_type_id> struct of_first: {{[0-9]+}} -> {{[0-9]+}} of module 'first'
// CHECK-NEXT: <type_exists> struct of_none: 1 -> 0{{$}}
// CHECK-NEXT: <enumval_value> enum choice::CHOSEN: 1 -> 7 of module 'second'

// A folder as /sys/kernel/btf, and below it; what is in it besides modules is left alone.
// RUN: mkdir -p %t/folder/deeper && cp %t/first.btf %t/folder/first && cp %t/second.btf %t/folder/deeper/second.btf && cp %t/kernel.btf %t/folder/vmlinux && echo no > %t/folder/modules.dep
// RUN: bpfreloc %t/program.o --target %t/kernel.btf --modules %t/folder -o %t/in-folder.o 2>&1 | count 0
// RUN: cmp %t/image.o %t/in-folder.o

// A module as a file, plain and compressed, whose types are on a distilled base: they are found in
// a kernel with other ids.
// RUN: btfgen distill %t/first.btf --base %t/kernel.btf -o %t/distilled.btf --base-output %t/distilled_base.btf
// RUN: llvm-objcopy --add-section=.BTF=%t/distilled.btf --add-section=.BTF.base=%t/distilled_base.btf %t/first.o %t/first.ko && xz -k %t/first.ko
// RUN: bpfreloc %t/program.o --target %testdata/6.1.0-56-amd64.btf.xz --modules %t/first.ko -o %t/old.o -v | FileCheck %s --check-prefix=DISTILLED
// RUN: bpfreloc %t/program.o --target %testdata/6.1.0-56-amd64.btf.xz --modules %t/first.ko.xz -o %t/old-xz.o -v | FileCheck %s --check-prefix=DISTILLED
// RUN: cmp %t/old.o %t/old-xz.o
// DISTILLED: struct of_first.moved: 0 -> 12 of module 'first'

// Candidates that disagree.
// RUN: %clang -DTHIRD -g -c %s -o %t/third.o && btfgen encode --base %t/kernel.btf %t/third.o -o %t/third.btf
// RUN: not bpfreloc %t/program.o --target %t/kernel.btf --modules %t/first.btf --modules %t/third.btf -o %t/none.o 2>&1 | FileCheck %s --check-prefix=AMBIGUOUS
// AMBIGUOUS: <byte_off> struct of_both.same (0:0): it is ambiguous: [{{[0-9]+}}] STRUCT 'of_both' of module 'first' and [{{[0-9]+}}] STRUCT 'of_both' of module 'third' of the target give 8 and 16

#define SEC(name) __attribute__((section(name), used))
#if defined(FIRST)
struct of_first { int a, b, c, moved; } of_first;
struct of_both { long a; int same; } of_both;
struct list_head___mine { int of_my_module; } list;
#elif defined(SECOND)
struct of_both { long a; int same, second_only; } of_both;
enum choice { OTHER = 1, CHOSEN = 7 } choice;
#elif defined(THIRD)
struct of_both { long a, b; int same; } of_both;
#else
#define CORE __attribute__((preserve_access_index))
struct of_first { int moved; } CORE;
struct of_both { int same, second_only; } CORE;
struct list_head { int of_my_module; } CORE;
struct of_none { int x; };
enum choice { CHOSEN = 1 };

SEC("raw_tp/sys_enter") int program(unsigned long long *context) {
  struct of_first *first = (void *)context[0];
  struct of_both *both = (void *)context[1];
  struct list_head *list = (void *)context[1];
  int sum = first->moved + both->same;
  sum += __builtin_preserve_field_info(both->second_only, 2);
  sum += __builtin_preserve_field_info(list->of_my_module, 2);
  sum += __builtin_preserve_type_info(*(struct of_first *)0, 1);
  sum += __builtin_btf_type_id(*(struct of_first *)0, 1);
  sum += __builtin_preserve_type_info(*(struct of_none *)0, 0);
  sum += __builtin_preserve_enum_value(*(enum choice *)CHOSEN, 1);
  return sum;
}
SEC("license") char license_text[] = "GPL";
#endif
