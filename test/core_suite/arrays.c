// Array steps go by index, which has to be inside the kernel's array, unless that is flexible.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
typedef u8 row[4];
struct element { short pad; int x; char name[5]; };
struct arrays { char pad; int flat[7]; row grid[3]; struct element of[4]; struct element flexible[]; };
struct no_length { int count; struct element last[0]; };
struct shorter { int flat[2]; };
struct shallower { int cube[2]; };
// pahole, and so our encoder, writes one dimension of 6.
struct flattened { int matrix[2][3]; };
struct single { int flat; };
struct other_elements { struct element flat[4]; };
struct zero_inside { int none[0]; int behind; };
#else
struct element { int x; char name[9]; } CORE;
struct arrays { int flat[3]; struct element of[3]; u8 grid[2][2]; struct element flexible[]; } CORE;
struct no_length { struct element last[8]; } CORE;
struct shorter { int flat[3]; } CORE;
struct shallower { int cube[2][2]; } CORE;
struct flattened { int matrix[2][3]; } CORE;
struct single { int flat[1]; } CORE;
struct other_elements { int flat[4]; } CORE;
struct zero_inside { int none[1]; } CORE;
#endif

#define CASES                                                                                      \
  READ(flat, struct arrays, flat[2], -12)                                                          \
  READ(in_row, struct arrays, grid[1][1], 0x7f)                                                    \
  READ(of_structs, struct arrays, of[2].x, 1234)                                                   \
  READ(in_element, struct arrays, of[1].name[3], 'n')                                              \
  OFFSET(element_offset, struct arrays, of[2])                                                     \
  SIZE(element_size, struct arrays, of[2])                                                         \
  SIZE(row_size, struct arrays, grid[1])                                                           \
  OFFSET(flexible, struct arrays, flexible[3].x)                                                   \
  OFFSET(zero_length_last, struct no_length, last[7].x)                                            \
  READ(inside_shorter, struct shorter, flat[1], 3)                                                 \
  POISONED(behind_shorter, OBJECT(behind_shorter, struct shorter)->flat[2])                        \
  POISONED(too_shallow, OBJECT(too_shallow, struct shallower)->cube[1][1])                         \
  POISONED(flattened, OBJECT(flattened, struct flattened)->matrix[1][2])                           \
  POISONED(no_array, OBJECT(no_array, struct single)->flat[0])                                     \
  POISONED(of_other_elements, OBJECT(of_other_elements, struct other_elements)->flat[1])           \
  POISONED(zero_length_inside, OBJECT(zero_length_inside, struct zero_inside)->none[0])
#include "Inputs/cases.h"
