// REQUIRES: bpf
// The backend takes the alignment of LLVM's type for the unit that holds a bit field, and gives up
// where the field doesn't fit: LLVM's types of classes with bases can be packed, and records can be
// aligned to more than 8 bytes. Every expression through which a bit field is read, run with the
// program's own layout.
// RUN: for level in 1 2 3 s z; do %clangxx_btf -O$level -Wno-unused -c %s -o %t.o && bpfreloc %t.o --target %t.o -o %t.image.o && bpfload test-run %t.image.o --any-kernel | grep 'retval: 20 ' || exit 1; done
// RUN: %clangxx_btf -target bpfeb -Wno-unused -c %s -o %t.o
// RUN: %clangxx_btf -DCROSSING -fplugin-arg-btf-no-bit-field -c %s -o %t.o
// RUN: not %clangxx_btf -DCROSSING -c %s -o %t.o 2>&1 | FileCheck %s
#include <btfkit/bpf.hpp>

struct [[btf::preserve_access_index]] first { long f; };
struct [[btf::preserve_access_index]] second {
  unsigned kind : 3;
  int level : 5;
  int get() const { return level; }
};
struct [[btf::preserve_access_index]] task : first, second {
  unsigned long long all : 64;
  unsigned char c8 : 8;
  char c3 : 3;
  bool b1 : 1;
  long l33 : 33;
  unsigned : 0;
  unsigned u32 : 32;
  signed s1 : 1;
  struct item { unsigned in : 2; } list[5];
  volatile unsigned v : 4;
  enum class e8 : unsigned char { a, b } e : 2;
  enum eb : bool { no, yes } eb : 1;
  union { unsigned u : 4; int whole; };
};
struct [[btf::preserve_access_index]] alignas(64) wide { unsigned long long low : 60, high : 4; };

// The bytes that the program reads.
struct plain {
  long f; unsigned kind : 3; int level : 5; unsigned long long all : 64; unsigned char c8 : 8; char c3 : 3;
  bool b1 : 1; long l33 : 33; unsigned : 0; unsigned u32 : 32; signed s1 : 1; struct { unsigned in : 2; } list[5];
  unsigned v : 4; unsigned char e : 2; bool eb : 1; union { unsigned u : 4; int whole; };
};
plain bytes = {1, 5, -9, 0xfedcba9876543210, 200, -3, true, -0x87654321l, 0x89abcdef, -1,
               {{1}, {2}, {3}, {0}, {1}}, 11, 1, true, {9}};
struct alignas(64) { unsigned long long value; } wide_bytes = {0xa000000000000005};

template <class T> const T& smaller(const T& a, const T& b) { return b < a ? b : a; }
static_assert(sizeof(plain) == sizeof(task));

SEC("syscall") int program(void*) {
  auto* t = reinterpret_cast<task*>(&bytes);
  auto* w = reinterpret_cast<wide*>(&wide_bytes);
  int right = 0;
  const auto expect = [&right](bool is_right) { right += is_right; };
  expect(t->kind == 5 && t->level == -9);
  expect(t->get() == -9);
  expect(t->all == 0xfedcba9876543210);
  expect(t->c8 == 200 && t->c3 == -3);
  expect(t->b1);
  expect(t->l33 == -0x87654321l);
  expect(t->u32 == 0x89abcdef);
  expect(t->s1 == -1);
  unsigned index = t->level < 0 ? 1 : 0;
  asm volatile("" : "+r"(index));
  expect(t->list[index & 3].in == 2 && t->list[4].in == 1);
  expect(t->v == 11);
  expect(t->e == task::e8::b && t->eb == task::yes);
  expect(t->u == 9);
  expect(w->low == 5 && w->high == 10);
  expect((right ? t : reinterpret_cast<task*>(&wide_bytes))->kind == 5);
  expect(smaller<int>(t->level, 3) == -9 && smaller<unsigned>(t->kind, 9) == 5);
  switch (t->kind) {
    case 5: expect(true); break;
    default: break;
  }
  const struct { long a; bool b; } aggregate = {t->level, t->b1};
  expect(aggregate.a == -9 && aggregate.b);
  expect([&] { return t->second::kind + t->u; }() == 14);
  expect(static_cast<unsigned long>(t->level) == -9ul && -t->level == 9 && !t->b1 == false);
  long sum = 0;
  for (unsigned i = 0; i < t->kind; ++i) sum += t->level;
  expect(sum == -45);
  t->kind;
  return right;
}
#ifdef CROSSING
struct [[btf::preserve_access_index, gnu::packed]] crossing { char c; unsigned long long x : 60; };
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: bit field 'x' can't be relocated: it is not within 8 aligned bytes [btf-bit-field]
extern "C" unsigned long read(crossing* c) { return c->x; }
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: bit field 'x' can't be relocated
extern "C" unsigned long ask(crossing* c) { return __builtin_preserve_field_info(c->x, 4); }
#endif
LICENSE("GPL");
