// The size of a field is the kernel's.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
typedef u16 row[5];
enum color { RED };
enum huge { HUGE = 1ull << 40 };
struct sizes { int number; long word; void* pointer; char text[33]; struct { int x; u64 y; } in;
  union { u8 a[5]; u16 b; } either; enum color hue; enum huge wide; row grid[3]; double real; };
#else
enum color { RED };
enum huge { SMALL };
struct sizes { u8 number; u8 word; void* pointer; char text[1]; struct { int x; } in;
  union { u8 a[1]; } either; enum color hue; enum huge wide; u16 grid[2][2]; float real;
  int gone; } CORE;
#endif

#define CASES                                                                                      \
  SIZE(of_int, struct sizes, number)                                                               \
  SIZE(of_long, struct sizes, word)                                                                \
  SIZE(of_pointer, struct sizes, pointer)                                                          \
  SIZE(of_array, struct sizes, text)                                                               \
  SIZE(of_row, struct sizes, grid[1])                                                              \
  SIZE(of_struct, struct sizes, in)                                                                \
  SIZE(of_union, struct sizes, either)                                                             \
  SIZE(of_enum, struct sizes, hue)                                                                 \
  SIZE(of_wide_enum, struct sizes, wide)                                                           \
  SIZE(of_float, struct sizes, real)                                                               \
  POISONED(of_nothing, INFO(of_nothing, struct sizes, gone, 1))
#include "Inputs/cases.h"
