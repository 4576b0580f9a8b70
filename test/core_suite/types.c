// Whether the kernel has a type, whether it has the same shape, and its size.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
struct there { int a; u64 b; struct there* next; };
union either { int a; u64 b[3]; };
enum color { RED, BLUE };
typedef int number;
typedef int (*callback)(int, struct there*);
typedef int rows[4];
struct was_struct { int a; };
typedef struct { int a; } was_typedef;
union kind_changed { int a; };
struct other_members { int a; void* b; };
typedef u64 number_changed;
typedef long (*callback_changed)(int);
typedef struct there* pointer;
#else
struct there { int a; struct there* next; } CORE;
struct there___more { int a, c; } CORE;
struct there___other_type { void* a; } CORE;
union either { u64 b[3]; } CORE;
enum color { BLUE = 7 };
enum color___more { RED___more, GREEN___more };
typedef int number;
typedef int (*callback)(int, struct there*);
typedef int (*callback___less)(int);
typedef int rows[4];
typedef int rows___more[5];
typedef struct { int a; } was_struct;
struct was_typedef { int a; } CORE;
struct kind_changed { int a; } CORE;
struct other_members { int a; int b; } CORE;
typedef u32 number_changed;
typedef void (*callback_changed)(int);
typedef int* pointer;
struct nowhere { int a; } CORE;
typedef int nothing;
#endif

#define CASES                                                                                      \
  QUESTION(of_struct, TYPE_EXISTS(struct there), 1)                                                \
  QUESTION(of_union, TYPE_EXISTS(union either), 1)                                                 \
  QUESTION(of_enum, TYPE_EXISTS(enum color), 1)                                                    \
  QUESTION(of_typedef, TYPE_EXISTS(number), 1)                                                     \
  QUESTION(of_callback, TYPE_EXISTS(callback), 1)                                                  \
  QUESTION(of_array, TYPE_EXISTS(rows), 1)                                                         \
  QUESTION(whatever_the_members, TYPE_EXISTS(struct there___other_type), 1)                        \
  QUESTION(not_there, TYPE_EXISTS(struct nowhere), 0)                                              \
  QUESTION(typedef_not_there, TYPE_EXISTS(nothing), 0)                                             \
  QUESTION(typedef_is_struct, TYPE_EXISTS(was_struct), 0)                                          \
  QUESTION(struct_is_typedef, TYPE_EXISTS(struct was_typedef), 0)                                  \
  QUESTION(struct_is_union, TYPE_EXISTS(struct kind_changed), 0)                                   \
  QUESTION(integers_alike, TYPE_EXISTS(number_changed), 1)                                         \
  QUESTION(fewer_parameters, TYPE_EXISTS(callback___less), 0)                                      \
  QUESTION(other_result, TYPE_EXISTS(callback_changed), 0)                                         \
  QUESTION(other_pointee, TYPE_EXISTS(pointer), 0)                                                 \
  QUESTION(matches_subset, TYPE_MATCHES(struct there), 1)                                          \
  QUESTION(matches_union, TYPE_MATCHES(union either), 1)                                           \
  QUESTION(matches_enum, TYPE_MATCHES(enum color), 1)                                              \
  QUESTION(matches_callback, TYPE_MATCHES(callback), 1)                                            \
  QUESTION(matches_array, TYPE_MATCHES(rows), 1)                                                   \
  QUESTION(more_members, TYPE_MATCHES(struct there___more), 0)                                     \
  QUESTION(members_differ, TYPE_MATCHES(struct other_members), 0)                                  \
  QUESTION(more_enumerators, TYPE_MATCHES(enum color___more), 0)                                   \
  QUESTION(other_length, TYPE_MATCHES(rows___more), 0)                                             \
  QUESTION(other_width, TYPE_MATCHES(number_changed), 0)                                           \
  QUESTION(size_of_struct, TYPE_SIZE(struct there), sizeof(struct there))                          \
  QUESTION(size_of_union, TYPE_SIZE(union either), sizeof(union either))                           \
  QUESTION(size_of_callback, TYPE_SIZE(callback), sizeof(callback))                                \
  QUESTION(size_of_array, TYPE_SIZE(rows), sizeof(rows))                                           \
  QUESTION(size_of_nothing, TYPE_SIZE(struct nowhere), 0)
#include "Inputs/cases.h"
