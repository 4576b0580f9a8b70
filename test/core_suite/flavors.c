// The program's name for a type is the kernel's up to its last `___`; the kernel's may have a flavor,
// too.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct point { char pad[3]; short y; int x; };
struct box___kernel { long pad; int side; };
struct two___names___kernel { u64 pad[2]; int it; };
#define TWO_NAMES struct two___names___kernel
// For the kernel's own names are cut as well, so that this is a flavor of `cut`.
struct cut___off { int it; };
struct part { int it; };
#else
struct point { int x; short y; } CORE;
struct point___old { short y; int z; } CORE;
struct point___old___er { int x; } CORE;
struct box { int side; } CORE;
struct two___names___mine { int it; } CORE;
#define TWO_NAMES struct two___names___mine
struct cut___off___mine { int it; } CORE;
struct part____x { int it; } CORE;
#endif

#define CASES                                                                                      \
  READ(plain, struct point, x, -77)                                                                \
  READ(of_flavor, OURS(point, old), y, 0x123)                                                      \
  ABSENT(absent_in_flavor, OURS(point, old), z)                                                    \
  ABSENT(cut_at_last, struct point___old___er, x)                                                  \
  READ(of_kernel_flavor, THEIRS(box, kernel), side, 5)                                             \
  READ(name_with_underscores, TWO_NAMES, it, 9)                                                    \
  ABSENT(cut_as_well, struct cut___off___mine, it)                                                 \
  ABSENT(four_underscores, struct part____x, it)                                                   \
  POISONED(missing, OBJECT(missing, struct point___old)->z)
#include "Inputs/cases.h"
