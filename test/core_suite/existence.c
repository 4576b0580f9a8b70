// Questions whether a field is there are always answered.
// RUN: %run_family %s
#include "Inputs/suite.h"

#ifdef KERNEL
enum color { RED };
struct existence { int number; void* pointer; enum color hue; int array[3]; struct { int x;
  } in; u32 bits : 3; union { int first; short second; }; };
struct mistyped { struct { int x; } number; int pointer; int hue; int array; void* in; };
#else
enum color { RED };
struct existence { int number; void* pointer; enum color hue; int array[2]; struct { int x, y;
  } in; u32 bits : 2; int gone; short second; } CORE;
struct mistyped { int number; void* pointer; enum color hue; int array[3]; struct { int x; } in; } CORE;
struct nowhere { int x; } CORE;
#endif

#define CASES                                                                                      \
  EXISTS(number, struct existence, number)                                                         \
  EXISTS(pointer, struct existence, pointer)                                                       \
  EXISTS(hue, struct existence, hue)                                                               \
  EXISTS(element, struct existence, array[1])                                                      \
  EXISTS(nested, struct existence, in.x)                                                           \
  EXISTS(bits, struct existence, bits)                                                             \
  EXISTS(of_anonymous, struct existence, second)                                                   \
  ABSENT(gone, struct existence, gone)                                                             \
  ABSENT(nested_gone, struct existence, in.y)                                                      \
  ABSENT(int_is_struct, struct mistyped, number)                                                   \
  ABSENT(pointer_is_int, struct mistyped, pointer)                                                 \
  ABSENT(enum_is_int, struct mistyped, hue)                                                        \
  ABSENT(array_is_int, struct mistyped, array)                                                     \
  ABSENT(struct_is_pointer, struct mistyped, in)                                                   \
  ABSENT(no_such_type, struct nowhere, x)                                                          \
  QUESTION(read_if_there,                                                                          \
           INFO(read_if_there, struct existence, gone, 2) ? OBJECT(read_if_there, struct existence)->gone : 88, \
           88)
#include "Inputs/cases.h"
