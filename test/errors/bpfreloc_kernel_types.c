// A kernel's types are checked when a relocation asks for them. Here the first type is struct chain,
// whose member's type is at byte 40 of the BTF, and the second one is struct other.
// RUN: %clang -DKERNEL -g -c %s -o %t.kernel.o && btfgen encode %t.kernel.o -o %t.btf
// RUN: btfgen dump %t.btf | FileCheck %s --check-prefix=TYPES
// TYPES: [1] STRUCT 'chain' size=8 vlen=1
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target %t.btf -o %t.image.o
// RUN: printf '\377\377\000\000' | dd of=%t.btf bs=1 seek=40 conv=notrunc status=none
// RUN: %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %t.btf | FileCheck %s
// CHECK: bpfreloc: {{.*}}.btf: .BTF: type [1] STRUCT 'chain': member 0: type id 65535 is out of range
// RUN: %clang_bpf -DOTHER -c %s -o %t.other.o
// RUN: bpfreloc %t.other.o --target %t.btf -o %t.image.o
#define SEC(name) __attribute__((section(name), used))
#ifdef KERNEL
struct chain {
  struct chain *next;
} chain;
struct other {
  int number;
} other;
#else
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct chain {
  struct chain *next;
};
struct other {
  int number;
};
#pragma clang attribute pop
#ifdef OTHER
SEC("socket") int program(struct other *other) { return other->number; }
#else
SEC("socket") int program(struct chain *chain) { return chain->next != 0; }
#endif
SEC("license") char license_text[] = "GPL";
#endif
