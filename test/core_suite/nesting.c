// Members are found by their path of names, through whatever anonymous members lie between.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct outer { char pad; struct { u64 more; union { struct { u8 first; u16 deep; }; u64 all; };
  }; struct { int pad, it; } a; };
struct wrapped { long pad[3]; union { struct { int pad2; struct { int b; } a; }; u64 c; }; };
struct swapped { int pad; union { int x; u64 y; } in; };
union whole { struct { int pad, low; } in; u64 all; };
struct lost_member { struct { int c; } a; };
struct lost_container { int b; };
struct no_container { int a; };
struct an_array { struct { int b; } a[2]; };
struct renamed { struct { int b; } z; };
#else
struct outer { u16 deep; u64 all; struct { int it; } a; } CORE;
struct wrapped { struct { int b; } a; } CORE;
struct swapped { struct { int x; } in; } CORE;
union whole { struct { int low; } in; } CORE;
struct lost_member { struct { int b, c; } a; } CORE;
struct lost_container { struct { int b; } a; } CORE;
struct no_container { struct { int b; } a; } CORE;
struct an_array { struct { int b; } a; } CORE;
struct renamed { struct { int b; } a; } CORE;
#endif

#define CASES                                                                                      \
  READ(through_anonymous, struct outer, deep, 0x1234)                                              \
  OFFSET(anonymous_union, struct outer, all)                                                       \
  READ(nested, struct outer, a.it, -3)                                                             \
  READ(wrapped_in_anonymous, struct wrapped, a.b, 17)                                              \
  READ(struct_for_union, struct swapped, in.x, 0x55)                                               \
  READ(root_union, union whole, in.low, 0x66)                                                      \
  READ(sibling, struct lost_member, a.c, 4)                                                        \
  POISONED(without_member, OBJECT(without_member, struct lost_member)->a.b)                        \
  POISONED(without_container, OBJECT(without_container, struct lost_container)->a.b)               \
  POISONED(container_is_int, OBJECT(container_is_int, struct no_container)->a.b)                   \
  POISONED(container_is_array, OBJECT(container_is_array, struct an_array)->a.b)                   \
  POISONED(other_container, OBJECT(other_container, struct renamed)->a.b)
#include "Inputs/cases.h"
