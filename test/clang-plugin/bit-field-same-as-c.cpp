// Bit fields are read by the instructions and relocations that C's long form has
// (BPF_CORE_READ_BITFIELD): loads by the kernel's size, shifts by its position and signedness.
// RUN: %clangxx_btf -c %s -o %t.cpp.o
// RUN: %clang_bpf -x c -c %s -o %t.c.o
// RUN: llvm-objdump -dr --no-show-raw-insn %t.cpp.o | sed -e 's/\[[0-9]*\] //' -e 1,3d > %t.cpp.txt
// RUN: llvm-objdump -dr --no-show-raw-insn %t.c.o | sed -e 's/\[[0-9]*\] //' -e 1,3d > %t.c.txt
// RUN: diff %t.c.txt %t.cpp.txt
// RUN: FileCheck %s < %t.cpp.txt

#define PRESERVE __attribute__((preserve_access_index))
#ifdef __cplusplus
struct PRESERVE ids { int pid; unsigned kind : 3; int level : 5; };
struct PRESERVE task : ids {
  task* parent;
  bool on : 1;
  enum mode { IDLE, RUNNING = 5 } mode : 4;
  enum sign : signed char { MINUS = -1, PLUS } sign : 2;
  unsigned long long wide : 40;
  unsigned full : 32;
  unsigned char byte : 8;
  struct { int in_struct : 3; };
  union { unsigned in_union : 7; int other; };
  struct { unsigned flag : 2; } list[4];
};
#define READ(object, field) (object)->field
extern "C" {
#else
#define bool _Bool
enum mode { IDLE, RUNNING = 5 };
struct task {
  int pid; unsigned kind : 3; int level : 5;
  struct task* parent;
  bool on : 1;
  enum mode mode : 4;
  signed char sign : 2;
  unsigned long long wide : 40;
  unsigned full : 32;
  unsigned char byte : 8;
  struct { int in_struct : 3; };
  union { unsigned in_union : 7; int other; };
  struct { unsigned flag : 2; } list[4];
} PRESERVE;
#define INFO(object, field, kind) __builtin_preserve_field_info((object)->field, kind)
#define LOAD(bytes, type) value = *(const type*)at; break
#define READ(object, field) ({                                               \
    const char* at = (const char*)(object) + INFO(object, field, 0);         \
    unsigned long long value;                                                \
    __asm__ volatile("" : "+r"(at));                                         \
    switch (INFO(object, field, 1)) {                                        \
      case 1: LOAD(1, unsigned char);                                        \
      case 2: LOAD(2, unsigned short);                                       \
      case 4: LOAD(4, unsigned);                                             \
      case 8: LOAD(8, unsigned long long);                                   \
    }                                                                        \
    value <<= INFO(object, field, 4);                                        \
    if (INFO(object, field, 3))                                              \
      value = (unsigned long long)((long long)value >> INFO(object, field, 5)); \
    else                                                                     \
      value >>= INFO(object, field, 5);                                      \
    value;                                                                   \
  })
#endif

// CHECK-LABEL: <of_base>:
// CHECK: <byte_off> struct task::kind (0:1)
// CHECK: <byte_sz> struct task::kind (0:1)
// CHECK: <lshift_u64> struct task::kind (0:1)
// CHECK: <signed> struct task::kind (0:1)
// CHECK: <rshift_u64> struct task::kind (0:1)
unsigned of_base(struct task* t) { return READ(t, kind); }
int of_base_signed(const struct task* t) { return READ(t, level); }
bool boolean(struct task* t) { return READ(t, on); }
bool condition(struct task* t) { return (unsigned)READ(t, kind) ? 1 : 0; }
unsigned enumerated(struct task* t) { return (unsigned)READ(t, mode); }
signed char signed_enumerated(struct task* t) { return (signed char)READ(t, sign); }
unsigned long long wide(struct task* t) { return READ(t, wide); }
unsigned full(struct task* t) { return READ(t, full); }
unsigned char byte(struct task* t) { return READ(t, byte); }
int in_struct(struct task* t) { return READ(t, in_struct); }
unsigned in_union(struct task* t) { return READ(t, in_union); }
unsigned in_array(struct task* t) { return READ(t, list[2].flag); }
// CHECK-LABEL: <chain>:
// CHECK: struct task::parent (0:3)
// CHECK: struct task::parent (0:3)
// CHECK: <byte_off> struct task::level (0:2)
int chain(struct task* t) { return READ(t->parent->parent, level); }
long converted(struct task* t) { return (int)READ(t, level); }

#ifdef __cplusplus
}
#endif
