// An integer may have another size: the load takes the kernel's, where zeros may extend it.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct integers { u8 b; u16 h; u32 w; u64 d; s8 sb; short sh; int sw; s64 sd; _Bool flag;
  void* pointer; char letter; };
struct grown { u64 b, h, w, d; };
struct shrunk { u8 d, w, h, b; };
struct turned { int w; u64 to_signed; s64 sd; u16 to_bits : 5; float to_float; };
#else
struct integers { s64 sd; int sw; short sh; s8 sb; u64 d; u32 w; u16 h; u8 b; _Bool flag;
  void* pointer; char letter; } CORE;
struct grown { u8 b; u16 h; u32 w; u64 d; } CORE;
struct shrunk { u8 b; u16 h; u32 w; u64 d; } CORE;
struct turned { u32 w; int to_signed; int sd; u16 to_bits; int to_float; } CORE;
#endif

#ifdef FAR
// A load's offset has 16 bits.
// RUN: %run_family %s --refused FAR | FileCheck %s --check-prefix=FAR
// FAR: <byte_off> struct far.x (0:0): offset 32768 doesn't fit into a load or store, whose limit is 32767
#ifdef KERNEL
struct far { char pad[32768]; int x; };
#else
struct far { int x; } CORE;
#endif
#define CASES QUESTION(far, OBJECT(far, struct far)->x, 0)

#elif defined(PARTIAL)
// Half a field is loaded, which says nothing of how much is to be loaded of another one.
// RUN: %run_family %s --refused PARTIAL | FileCheck %s --check-prefix=PARTIAL
// PARTIAL: <byte_off> struct partial.x (0:0): the instruction accesses 4 bytes of a field of 8
#ifdef KERNEL
struct partial { u32 x; };
#else
struct partial { u64 x; } CORE;
#endif
#define CASES QUESTION(partial, *(u32*)&OBJECT(partial, struct partial)->x, 0)

#else
#define CASES                                                                                      \
  READ(b, struct integers, b, 0xfe)                                                                \
  READ(h, struct integers, h, 0xfedc)                                                              \
  READ(w, struct integers, w, 0xfedcba98u)                                                         \
  READ(d, struct integers, d, 0xfedcba9876543210)                                                  \
  READ(sb, struct integers, sb, -2)                                                                \
  READ(sh, struct integers, sh, -300)                                                              \
  READ(sw, struct integers, sw, -70000)                                                            \
  READ(sd, struct integers, sd, -5000000000)                                                       \
  READ(flag, struct integers, flag, 1)                                                             \
  READ(pointer, struct integers, pointer, 0x7ffffff0)                                              \
  READ(b_from_8, struct grown, b, 0xa1)                                                            \
  READ(h_from_8, struct grown, h, 0xa1b2)                                                          \
  READ(w_from_8, struct grown, w, 0xa1b2c3d4)                                                      \
  READ(d_from_1, struct shrunk, d, 0xa1)                                                           \
  READ(w_from_1, struct shrunk, w, 0xb2)                                                           \
  READ(h_from_1, struct shrunk, h, 0xc3)                                                           \
  READ(same_size_other_sign, struct turned, w, 7)                                                  \
  SIGNED(sign_of_kernel, struct turned, w)                                                         \
  SIGNED(sign_of_other, struct integers, h)                                                        \
  POISONED(signed_from_8, OBJECT(signed_from_8, struct turned)->sd)                                \
  POISONED(signed_from_unsigned, OBJECT(signed_from_unsigned, struct turned)->to_signed)           \
  POISONED(became_bits, OBJECT(became_bits, struct turned)->to_bits)                               \
  POISONED(became_float, OBJECT(became_float, struct turned)->to_float)
#endif
#include "Inputs/cases.h"
