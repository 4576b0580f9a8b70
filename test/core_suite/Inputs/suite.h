// A family of CO-RE cases is one file: the kernel's types (#ifdef KERNEL), the program's view of
// them, and a list CASES of what the program asks. Compiled for a kernel's machine, each case is a
// row of section .rows: the object to read, and the answer as the compiler for that machine knows
// it. Compiled for BPF, each is a function, which program `all` calls if asked[] says so. asked[]
// is set before the load, so that the verifier doesn't see those that are poisoned.
//
//   READ(name, TYPE, path, value)          the field of an object that has `value` there
//   BITS(name, TYPE, path, value)          the same for a bit field
//   OFFSET, SIZE, SIGNED(name, TYPE, path) __builtin_preserve_field_info of what is there
//   EXISTS, ABSENT(name, TYPE, path)       whether it is
//   QUESTION(name, expression, answer)     anything else
//   POISONED(name, expression)             it can't be answered
//   TARGET_ID(name, TYPE, "STRUCT 'x'")    the type's id in the kernel's BTF
//   LOCAL_ID(name, TYPE, "STRUCT 'x'")     the same in the program's own
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef long long s64;

#define OBJECT_SIZE 192

// How a row's answer is meant; run_family has the same numbers.
enum { IS_VALUE, IS_POISON, IS_TARGET_ID, IS_LOCAL_ID };

// Where a case's object is, as the program sees it.
#define OBJECT(name, type) ((type*)object_at(objects + OBJECT_SIZE * case_##name))
#define INFO(name, type, path, what) __builtin_preserve_field_info(OBJECT(name, type)->path, what)

// DEFINE(name, expression, how its answer is meant, answer, type of the object, its content)
#define READ(name, type, path, value)                                                              \
  DEFINE(name, (u64)OBJECT(name, type)->path, IS_VALUE, value, type,                               \
         {.object = {.path = (__typeof__(((type*)0)->path))(value)}})
#define BITS(name, type, path, value)                                                              \
  DEFINE(name, READ_BITS(name, type, path), IS_VALUE, value, type, {.object = {.path = value}})
#define OFFSET(name, type, path)                                                                   \
  DEFINE(name, INFO(name, type, path, 0), IS_VALUE, __builtin_offsetof(type, path), type, {""})
#define SIZE(name, type, path)                                                                     \
  DEFINE(name, INFO(name, type, path, 1), IS_VALUE, sizeof(((type*)0)->path), type, {""})
#define SIGNED(name, type, path)                                                                   \
  DEFINE(name, INFO(name, type, path, 3), IS_VALUE, (__typeof__(((type*)0)->path))-1 < 1, type,    \
         {""})
#define EXISTS(name, type, path) DEFINE(name, INFO(name, type, path, 2), IS_VALUE, 1, int, {""})
#define ABSENT(name, type, path) DEFINE(name, INFO(name, type, path, 2), IS_VALUE, 0, int, {""})
#define QUESTION(name, expression, answer) DEFINE(name, expression, IS_VALUE, answer, int, {""})
#define POISONED(name, expression) DEFINE(name, expression, IS_POISON, 0, int, {""})
#define TARGET_ID(name, type, text)                                                                \
  DEFINE(name, __builtin_btf_type_id(*(type*)0, 1), IS_TARGET_ID, 0, int, {text})
#define LOCAL_ID(name, type, text)                                                                 \
  DEFINE(name, __builtin_btf_type_id(*(type*)0, 0), IS_LOCAL_ID, 0, int, {text})

// __builtin_preserve_type_info and __builtin_preserve_enum_value.
#define TYPE_EXISTS(type) __builtin_preserve_type_info(*(type*)0, 0)
#define TYPE_SIZE(type) __builtin_preserve_type_info(*(type*)0, 1)
#define TYPE_MATCHES(type) __builtin_preserve_type_info(*(type*)0, 2)
#define ENUM_EXISTS(type, enumerator) __builtin_preserve_enum_value(*(type*)enumerator, 0)
#define ENUM_VALUE(type, enumerator) __builtin_preserve_enum_value(*(type*)enumerator, 1)

#define READ_BITS(name, type, path)                                                                \
  read_bits((u8*)OBJECT(name, type) + INFO(name, type, path, 0), INFO(name, type, path, 1),        \
            INFO(name, type, path, 3), INFO(name, type, path, 4), INFO(name, type, path, 5))

// A struct that the program, or the kernel, calls by a flavor.
#ifdef KERNEL
#define OURS(tag, flavor) struct tag
#define THEIRS(tag, flavor) struct tag##___##flavor
#else
#define OURS(tag, flavor) struct tag##___##flavor
#define THEIRS(tag, flavor) struct tag
#endif

#ifdef KERNEL
#define CORE
#else
#define CORE __attribute__((preserve_access_index))
#ifdef __cplusplus
#define _Bool bool
#endif

// Not known to be a global variable, so that the offset goes into the load and not into an addition.
static inline __attribute__((always_inline)) u8* object_at(u8* at) {
  asm("" : "+r"(at));
  return at;
}

static inline __attribute__((always_inline)) u64 read_bits(u8* at, u32 size, u32 is_signed,
                                                           u32 left, u32 right) {
  u64 bits;
  // Its load may be of any size, and so has no part in the relocation of the offset.
  at = object_at(at);
  switch (size) {
    case 1:
      bits = *at;
      break;
    case 2:
      bits = *(const u16*)at;
      break;
    case 4:
      bits = *(const u32*)at;
      break;
    default:
      bits = *(const u64*)at;
  }
  bits <<= left;
  return is_signed ? (u64)((s64)bits >> right) : bits >> right;
}
#endif
