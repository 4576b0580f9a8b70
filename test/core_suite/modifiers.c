// const, volatile and typedefs are seen through, on either side.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
typedef int number;
typedef const number fixed;
typedef struct { int pad; fixed x; } nameless;
struct modified { volatile short pad; number a; const volatile number b; fixed* const c;
  fixed d[3]; nameless in; };
typedef struct modified modified_t;
typedef number const* pointers[2];
struct plain { char pad[5]; int a; pointers b; struct { int pad, x; } in; };
#else
typedef volatile int changing;
typedef struct { changing x; } CORE nameless;
struct modified { int a, b; void* c; int d[3]; struct { int x; } in; } CORE;
typedef struct modified modified_t;
typedef const nameless fixed_in;
struct plain { const volatile changing a; void* const b[2]; fixed_in in; } CORE;
#endif

#define CASES                                                                                      \
  READ(of_typedef, struct modified, a, -9)                                                         \
  READ(of_const_volatile, struct modified, b, 10)                                                  \
  READ(of_const_pointer, struct modified, c, 0x1000)                                               \
  READ(of_const_elements, struct modified, d[2], 11)                                               \
  READ(in_typedef, struct modified, in.x, 12)                                                      \
  OFFSET(root_is_typedef, modified_t, d[1])                                                        \
  OFFSET(root_is_nameless, nameless, x)                                                            \
  READ(for_plain, struct plain, a, 13)                                                             \
  READ(pointer_for_plain, struct plain, b[1], 0x2000)                                              \
  READ(in_plain, struct plain, in.x, 14)
#include "Inputs/cases.h"
