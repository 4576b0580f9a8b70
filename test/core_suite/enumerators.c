// Enumerators by name, whatever their values and the width of their enum.
// RUN: %run_family %s --differs unsigned-enumerator
#include "Inputs/suite.h"

#ifdef KERNEL
enum color { PAD, RED = 5, BLUE = 0x7fffffff };
enum minus { LEAST = -7, MOST = 9 };
enum wide { FIRST = 1, BIG = 0x123456789abcdef0, LAST = 0xfedcba9800000000 };
enum wide_minus { DEEP = -0x123456789abll, HIGH = 0x7654321000000000 };
enum grown { GROWN = 1ull << 33 };
enum shrunk { SHRUNK = 3 };
enum flavored { ONE___kernel = 11 };
enum upper { UPPER = 0x80000001 };
#else
enum color { RED, BLUE, GONE };
enum minus { LEAST, MOST };
enum wide { FIRST = 1ull << 50, BIG, LAST, MISSING };
enum wide_minus { DEEP = 1ull << 51, HIGH };
enum grown { GROWN = 1ull << 40 };
enum shrunk { SHRUNK = 1ull << 40 };
enum flavored { ONE___mine };
enum upper { UPPER };
enum nowhere { NOBODY };
#endif

#define CASES                                                                                      \
  QUESTION(red, ENUM_VALUE(enum color, RED), RED)                                                  \
  QUESTION(blue, ENUM_VALUE(enum color, BLUE), BLUE)                                               \
  QUESTION(negative, ENUM_VALUE(enum minus, LEAST), (s64)LEAST)                                    \
  QUESTION(positive, ENUM_VALUE(enum minus, MOST), MOST)                                           \
  QUESTION(first, ENUM_VALUE(enum wide, FIRST), FIRST)                                             \
  QUESTION(big, ENUM_VALUE(enum wide, BIG), BIG)                                                   \
  QUESTION(last, ENUM_VALUE(enum wide, LAST), LAST)                                                \
  QUESTION(deep, ENUM_VALUE(enum wide_minus, DEEP), DEEP)                                          \
  QUESTION(high, ENUM_VALUE(enum wide_minus, HIGH), HIGH)                                          \
  QUESTION(grown, ENUM_VALUE(enum grown, GROWN), GROWN)                                            \
  QUESTION(shrunk, ENUM_VALUE(enum shrunk, SHRUNK), SHRUNK)                                        \
  QUESTION(flavored, ENUM_VALUE(enum flavored, ONE___mine), 11)                                    \
  QUESTION(upper_half, ENUM_VALUE(enum upper, UPPER), UPPER)                                       \
  QUESTION(exists, ENUM_EXISTS(enum color, BLUE), 1)                                               \
  QUESTION(exists_wide, ENUM_EXISTS(enum wide, BIG), 1)                                            \
  QUESTION(gone, ENUM_EXISTS(enum color, GONE), 0)                                                 \
  QUESTION(gone_wide, ENUM_EXISTS(enum wide, MISSING), 0)                                          \
  QUESTION(no_such_enum, ENUM_EXISTS(enum nowhere, NOBODY), 0)                                       \
  POISONED(value_gone, ENUM_VALUE(enum color, GONE))                                               \
  POISONED(wide_value_gone, ENUM_VALUE(enum wide, MISSING))                                        \
  POISONED(value_of_nothing, ENUM_VALUE(enum nowhere, NOBODY))
#include "Inputs/cases.h"
