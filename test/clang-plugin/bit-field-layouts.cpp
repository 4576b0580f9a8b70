// REQUIRES: bpf
// Direct reads of bit fields give what the kernel's type has there, wherever it has it: the program
// runs against three other layouts of its type, and against its own.
// RUN: for layout in 0 1 2 3; do %clangxx_btf -DLAYOUT=$layout -c %s -o %t.o && %clang_bpf -x c -DLAYOUT=$layout -c %s -o %t.kernel.o && bpfreloc %t.o --target %t.kernel.o -o %t.image.o && bpfload test-run %t.image.o --any-kernel > %t.txt && FileCheck %s < %t.txt || exit 1; done
// At other levels of optimisation.
// RUN: for level in 1 3 s z; do %clangxx_btf -O$level -DLAYOUT=2 -c %s -o %t.o && %clang_bpf -x c -DLAYOUT=2 -c %s -o %t.kernel.o && bpfreloc %t.o --target %t.kernel.o -o %t.image.o && bpfload test-run %t.image.o --any-kernel > %t.txt && FileCheck %s < %t.txt || exit 1; done
// CHECK: retval: 15 (0xf)

#if LAYOUT == 0
#define MEMBERS(Bool, Mode, Sign)                                                             \
  unsigned kind : 3; int level : 5; Bool on : 1; Mode mode : 4; Sign sign : 2; \
  unsigned long long wide : 40; unsigned whole : 20; struct { int nested : 6; } inner; \
  struct kernel_task* next;
#elif LAYOUT == 1 // turned round, with other bits in between
#define MEMBERS(Bool, Mode, Sign)                                                                       \
  struct kernel_task* next; int pad : 7; struct { int gap : 11; int nested : 6; } inner;    \
  unsigned whole : 20; unsigned long long wide : 40; Sign sign : 2; Mode mode : 4;       \
  unsigned other : 1; Bool on : 1; int level : 5; unsigned kind : 3;
#elif LAYOUT == 2 // more bits
#define MEMBERS(Bool, Mode, Sign)                                                                       \
  long long before; int level : 17; unsigned kind : 9; unsigned char on : 4;                \
  Mode mode : 6; unsigned long long wide : 57; Sign sign : 11;                           \
  struct { long gap[3]; int pad : 3; int nested : 21; } inner; unsigned whole : 31;         \
  struct kernel_task* next;
#else // no bit fields at all
#define MEMBERS(Bool, Mode, Sign)                                                                       \
  struct { int nested; } inner; unsigned short whole_before; unsigned whole;                \
  unsigned char kind; Bool on; signed char level; Sign sign; struct kernel_task* next;     \
  unsigned long long wide; Mode mode;
#endif

#ifndef __cplusplus
struct kernel_task;
enum Mode { idle, running = 5 };
enum Sign { minus = -2, plus };
struct task { MEMBERS(_Bool, enum Mode, enum Sign) } of_kernel;
#else
#include <btfkit/bpf.hpp>

#pragma clang diagnostic ignored "-Wreorder-init-list"
struct kernel_task { MEMBERS(bool, unsigned, int) };
// What the kernel would have.
kernel_task second = {.level = -16, .sign = 1, .wide = 7};
kernel_task first = {.level = -3, .kind = 5, .on = 1, .mode = 5, .wide = 0xa5a5a5a5a5, .sign = -2, .inner = {.nested = -31}, .whole = 0xabcde};

struct [[btf::preserve_access_index]] basis { unsigned kind : 3; int level : 5; };
struct [[btf::preserve_access_index]] task : basis {
  task* next;
  bool on : 1;
  enum class Mode : unsigned { idle, running = 5 } mode : 4;
  enum Sign : signed char { minus = -2, plus } sign : 2;
  unsigned long long wide : 40;
  unsigned whole : 20;
  struct Inner { int nested : 6; } inner;

  bool deep() const { return this->level < 0 && kind > 4; }
  constexpr unsigned sum() const { return kind + mode_number(); }
  constexpr unsigned mode_number() const { return static_cast<unsigned>(mode); }
};

SEC("syscall") int program(void*) {
  task* a = reinterpret_cast<task*>(&first);
  const task& b = *reinterpret_cast<task*>(&second);
  int right = 0;
  const auto expect = [&right](bool is_right) { right += is_right; };
  expect(a->kind == 5);
  expect(a->level == -3);
  expect(b.level == -16);
  expect(a->on);
  expect(!b.on);
  expect(a->mode == task::Mode::running);
  expect(a->sign == task::minus);
  expect(b.sign == task::plus || b.sign == 1);
  expect(a->wide == 0xa5a5a5a5a5);
  expect(a->whole == 0xabcde);
  expect(a->inner.nested == -31);
  expect(a->deep() && !b.deep());
  expect(a->sum() == 10);
  task* which = b.wide == 7 ? a : nullptr;
  expect(which && static_cast<long>(which->sign) == -2);
  BTFKIT_WRITE_BIT_FIELD(a, level, -16);
  BTFKIT_WRITE_BIT_FIELD(a, wide, 0x123456789a);
  // Those around them are as before.
  expect(a->level == -16 && a->wide == 0x123456789a && a->kind == 5 && a->whole == 0xabcde && a->sign == -2);
  return right;
}
LICENSE("GPL");
#endif
