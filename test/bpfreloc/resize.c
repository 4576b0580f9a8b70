// Fields whose size differs in the target: a load changes its width where that keeps the value, and
// is poisoned where it doesn't.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %clang_bpf -DTARGET -c %s -o %t.target.o
// RUN: llvm-objcopy --dump-section=.BTF=%t.target.btf %t.target.o /dev/null
// RUN: %S/Inputs/same_as_libbpf --differs array-element %t.o %t.target.btf
// RUN: bpfreloc %t.o --target %t.target.o -o %t.image.o -v | FileCheck %s

#ifdef TARGET
struct thing {
  unsigned wide;
  unsigned long narrow;
  int signed_wide;
  unsigned bits : 3, more_bits : 29;
  unsigned no_bits;
  unsigned array[4];
};
struct thing *kernel_thing;

#else
struct thing {
  unsigned long wide;
  unsigned narrow;
  long signed_wide;
  unsigned bits;
  unsigned no_bits : 5, other_bits : 27;
  unsigned array[2];
} __attribute__((preserve_access_index));

#define SEC(name) __attribute__((section(name), used))
unsigned long sum;

// CHECK: <byte_off> struct thing.wide: 0 -> 0, 8 bytes -> 4 bytes{{$}}
SEC("socket") int wide(struct thing *thing) { sum = thing->wide; return 0; }
// CHECK: <byte_off> struct thing.narrow: 8 -> 8, 4 bytes -> 8 bytes{{$}}
SEC("socket") int narrow(struct thing *thing) { sum = thing->narrow; return 0; }
// CHECK: <byte_off> struct thing.signed_wide: 16 -> 16, 8 bytes -> 4 bytes (poisoned if loaded or stored)
SEC("socket") int signed_wide(struct thing *thing) { sum = thing->signed_wide; return 0; }
// What was a whole integer is a few bits of one: no load has it.
// CHECK: <byte_off> struct thing.bits: 24 -> 20, 4 bytes -> a bit field (poisoned if loaded or stored)
SEC("socket") int bits(struct thing *thing) { sum = thing->bits; return 0; }
// And the other way round.
// CHECK: <byte_off> struct thing.no_bits: 28 -> 24, a bit field -> 4 bytes (poisoned if loaded or stored)
SEC("socket") int no_bits(struct thing *thing) { sum = thing->no_bits; return 0; }

// What is loaded is an element, which has the same size in both.
// CHECK: <byte_off> struct thing.array: 32 -> 28{{$}}
SEC("socket") int array(struct thing *thing) { sum = *thing->array; return 0; }

SEC("license") char license_text[] = "GPL";
#endif
