// Several of the kernel's types may be meant by a name. They are one as long as they give the same
// answer; a type that doesn't fit a question is none that is meant by later ones.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct alike { int pad, x; };
struct alike___two { u32 pad; int x; u64 more; };
struct first { int x, only; };
struct first___two { u64 pad; int x; };
enum color { RED = 3 };
enum color___two { RED___two = 3, BLUE = 4 };
#else
struct alike { int x; } CORE;
struct first { int only; int x; } CORE;
enum color { RED, BLUE };
#endif

#ifdef OFFSETS
// RUN: %run_family %s --refused OFFSETS | FileCheck %s --check-prefix=OFFSETS
// OFFSETS: <byte_off> struct differ.x (0:0): it is ambiguous: [{{[0-9]+}}] STRUCT 'differ' and [{{[0-9]+}}] STRUCT 'differ___two' of the target give 0 and 8
#ifdef KERNEL
struct differ { int x; };
struct differ___two { u64 pad; int x; };
#else
struct differ { int x; } CORE;
#endif
#define CASES QUESTION(differ, INFO(differ, struct differ, x, 0), 0)

#elif defined(VALUES)
// RUN: %run_family %s --refused VALUES | FileCheck %s --check-prefix=VALUES
// VALUES: <enumval_value> enum hue::DARK (0): it is ambiguous: {{.*}} give 1 and 2
#ifdef KERNEL
enum hue { DARK = 1 };
enum hue___two { DARK___two = 2 };
#else
enum hue { DARK };
#endif
#define CASES QUESTION(dark, ENUM_VALUE(enum hue, DARK), 0)

#elif defined(IDS)
// Even types that are alike have ids of their own.
// RUN: %run_family %s --refused IDS | FileCheck %s --check-prefix=IDS
// IDS: <target_type_id> struct alike (0): it is ambiguous:
#define CASES QUESTION(id, __builtin_btf_type_id(*(struct alike*)0, 1), 0)

#elif defined(BEFORE)
// What comes before the question that rules one out.
// RUN: %run_family %s --refused BEFORE | FileCheck %s --check-prefix=BEFORE
// BEFORE: <byte_off> struct first.x (0:1): it is ambiguous:
#define CASES                                                                                      \
  QUESTION(before, INFO(before, struct first, x, 0), 0)                                            \
  QUESTION(only, INFO(only, struct first, only, 0), 0)
#else

#define CASES                                                                                      \
  READ(agreed, struct alike, x, -5)                                                                \
  READ(only_in_first, struct first, only, 6)                                                       \
  READ(of_the_same, struct first, x, 7)                                                            \
  QUESTION(agreed_value, ENUM_VALUE(enum color, RED), 3)                                           \
  QUESTION(only_in_one, ENUM_VALUE(enum color, BLUE), 4)
#endif
#include "Inputs/cases.h"
