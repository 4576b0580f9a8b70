// Ids of types: the kernel's, or 0 where it has none, and the program's own.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct known { int a; };
union either { int a; };
enum color { RED };
typedef int number;
#else
struct known { int a, b; } CORE;
union either { u8 a; } CORE;
enum color { BLUE };
typedef int number;
struct nowhere { int x; } CORE;
#endif

#define CASES                                                                                      \
  TARGET_ID(struct_there, struct known, "STRUCT 'known'")                                          \
  TARGET_ID(union_there, union either, "UNION 'either'")                                           \
  TARGET_ID(enum_there, enum color, "ENUM 'color'")                                                \
  TARGET_ID(typedef_there, number, "TYPEDEF 'number'")                                             \
  QUESTION(not_there, __builtin_btf_type_id(*(struct nowhere*)0, 1), 0)                            \
  LOCAL_ID(struct_here, struct known, "STRUCT 'known'")                                            \
  LOCAL_ID(only_here, struct nowhere, "STRUCT 'nowhere'")
#include "Inputs/cases.h"
