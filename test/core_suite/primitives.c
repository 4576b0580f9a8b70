// A field keeps its sort of type: integers, enums, pointers.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
enum color { RED, GREEN = 6 };
struct primitives { long pad; int (*call)(int); enum color hue; void* data; int number; char letter; };
struct swaps { int was_enum; enum color was_int; u64 was_pointer; void* was_number;
  struct { int a; } was_single; };
enum other { OTHER };
struct renamed { enum other hue; enum { NONE } open; };
#else
enum color { RED };
struct primitives { char letter; int number; enum color hue; void* data; int (*call)(int); } CORE;
struct swaps { enum color was_enum; int was_int; void* was_pointer; u64 was_number; int was_single; } CORE;
struct renamed { enum color hue; enum color open; } CORE;
#endif

#define CASES                                                                                      \
  READ(letter, struct primitives, letter, 'q')                                                     \
  READ(number, struct primitives, number, -5)                                                      \
  READ(hue, struct primitives, hue, 6)                                                             \
  READ(data, struct primitives, data, 0x12345678)                                                  \
  READ(call, struct primitives, call, 0x77654321)                                                  \
  EXISTS(anonymous_enum, struct renamed, open)                                                     \
  ABSENT(other_enum, struct renamed, hue)                                                          \
  POISONED(enum_is_int, OBJECT(enum_is_int, struct swaps)->was_enum)                               \
  POISONED(int_is_enum, OBJECT(int_is_enum, struct swaps)->was_int)                                \
  POISONED(pointer_is_int, (u64)OBJECT(pointer_is_int, struct swaps)->was_pointer)                 \
  POISONED(int_is_pointer, OBJECT(int_is_pointer, struct swaps)->was_number)                       \
  POISONED(int_is_struct, OBJECT(int_is_struct, struct swaps)->was_single)
#include "Inputs/cases.h"
