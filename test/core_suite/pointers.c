// A pointer is to the first element of an array, whose elements have the kernel's size.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct item { short pad; u8 more[5]; int x; };
#define FROM_START(index) __builtin_offsetof(struct { struct item all[9]; }, all[index].x)
#else
struct item { int x; } CORE;
#define FROM_START(index) 0
#endif
#define ELEMENT(name, index, what) __builtin_preserve_field_info(OBJECT(name, struct item)[index].x, what)

#define CASES                                                                                      \
  READ(first, struct item, x, 3)                                                                   \
  QUESTION(third, ELEMENT(third, 2, 0), FROM_START(2))                                             \
  QUESTION(ninth, ELEMENT(ninth, 8, 0), FROM_START(8))                                             \
  QUESTION(size_of_third, ELEMENT(size_of_third, 2, 1), 4)                                         \
  QUESTION(exists_anywhere, ELEMENT(exists_anywhere, 100, 2), 1)
#include "Inputs/cases.h"
