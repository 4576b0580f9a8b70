// A bit field is read by offset, size and shifts, which are of the kernel's layout and byte order.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct bits { u32 pad : 3, low : 4, high : 9; int minus : 5; u64 wide : 40, rest : 24;
  s8 tiny : 2; u16 whole; int was_bits; };
struct __attribute__((packed)) packed { u32 pad : 20; u32 across : 20; u8 behind; };
struct in_union { int pad; union { struct { u8 pad1 : 1, one : 1; }; u8 all; }; };
#else
struct bits { u32 low : 2; u32 high : 20; s64 minus : 33; u64 wide : 7; s8 tiny : 3;
  u16 whole : 3; int was_bits : 4; } CORE;
struct packed { u32 across : 7; } CORE;
struct in_union { u8 one : 1; } CORE;
#endif
#ifdef TOO_WIDE
// A unit of 16 bytes is what no load has.
// RUN: %run_family %s --refused TOO_WIDE | FileCheck %s --check-prefix=TOO-WIDE
// TOO-WIDE: <byte_off> struct spread.across (0:0): bit field 'across' can't be read in 8 bytes
#ifdef KERNEL
struct __attribute__((packed)) spread { u64 pad : 60, across : 60; };
#else
struct spread { u64 across : 7; } CORE;
#endif
#define CASES QUESTION(across, INFO(across, struct spread, across, 0), 0)
#else

#define CASES                                                                                      \
  BITS(low, struct bits, low, 0xb)                                                                 \
  BITS(high, struct bits, high, 0x155)                                                             \
  BITS(minus, struct bits, minus, -7)                                                              \
  BITS(wide, struct bits, wide, 0xa987654321)                                                      \
  BITS(tiny, struct bits, tiny, -2)                                                                \
  BITS(became_whole, struct bits, whole, 0xbeef)                                                   \
  BITS(became_int, struct bits, was_bits, -1234567)                                                \
  BITS(across_units, struct packed, across, 0xfedcb)                                               \
  BITS(in_anonymous, struct in_union, one, 1)                                                      \
  EXISTS(there, struct bits, wide)
#endif
#include "Inputs/cases.h"
