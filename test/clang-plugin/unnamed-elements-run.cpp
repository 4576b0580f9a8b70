// REQUIRES: bpf
// Elements of a type without a name, by a variable index, in a kernel whose elements are larger and
// have their members elsewhere: byte N of the object is N.
// RUN: rm -rf %t && mkdir %t
// RUN: %clangxx_btf -c %s -o %t/prog.o
// RUN: %clangxx_btf -DKERNEL -c %s -o %t/kernel.o
// RUN: bpfreloc %t/prog.o --target %t/kernel.o -o %t/relocated.o
// RUN: %python -c "import sys; sys.stdout.buffer.write(bytes(range(256)))" > %t/input
// RUN: run_program %t/input %t/relocated.o | FileCheck %s --match-full-lines
// RUN: run_program %t/input %t/prog.o %t/kernel.o | FileCheck %s --match-full-lines
#ifdef KERNEL
struct object {
  char pad[5];
  struct { struct { char pad[2], y, more[2]; } in[4]; char more[3], x; unsigned char low : 3, bits : 5; } slots[4];
};
int use(object* o) { return o->slots[0].x; }
// slots[i] is at 5 + 25 * i, in it in[j] at 5 * j, x at 23, bits at 24.
#else
#include <btfkit/bpf.hpp>
struct [[btf::preserve_access_index]] object {
  struct { unsigned char bits : 5; char x; struct { char y; } in[4]; } slots[4];
};
struct room { unsigned char bytes[256]; };
struct numbers { unsigned long long all[4]; };
SEC(".maps") btfkit::array_map<room, 1> input;
SEC(".maps") btfkit::array_map<numbers, 1> output;
unsigned three = 3, two = 2;
SEC("raw_tp/none") int program(void*) {
  room* bytes = input.lookup(0);
  numbers* out = output.lookup(0);
  if (bytes == nullptr || out == nullptr) return 1;
  auto* o = reinterpret_cast<object*>(bytes);
  const unsigned i = three & 3, j = two & 3;
  // 5 + 75 + 23
  // CHECK: 103
  out->all[0] = o->slots[i].x;
  // 5 + 50 + 15 + 2
  // CHECK-NEXT: 72
  out->all[1] = o->slots[j].in[i].y;
  // 5 + 25 + 10 + 2
  // CHECK-NEXT: 42
  out->all[2] = o->slots[1].in[j].y;
  // (5 + 50 + 24) >> 3
  // CHECK-NEXT: 9
  out->all[3] = o->slots[j].bits;
  return 0;
}
LICENSE("GPL");
#endif
