// Questions about the running kernel's types, answered by relocations when a program is loaded.
// The types asked about are under [[btf::preserve_access_index]].
#pragma once

#include <btfkit/helpers.hpp>

namespace btfkit {

// Kinds of __builtin_preserve_field_info.
enum field_info : u32 {
  field_byte_offset = 0,
  field_byte_size = 1,
  field_exists = 2,
  field_signed = 3,
  field_lshift_u64 = 4,
  field_rshift_u64 = 5,
};

// The unit of storage at `bytes` with those of its bits that `mask` has taken from `bits`.
template <class Unit>
inline __attribute__((always_inline)) void merge_bits(char* bytes, u64 bits, u64 mask) {
  auto* unit = reinterpret_cast<Unit*>(bytes);
  *unit = static_cast<Unit>((*unit & ~mask) | (bits & mask));
}

}  // namespace btfkit

// Whether the kernel's type has the member: BTFKIT_FIELD_EXISTS(task->exit_state).
#define BTFKIT_FIELD_EXISTS(access) \
  (__builtin_preserve_field_info(access, ::btfkit::field_exists) != 0)
// The member's size in the kernel, in bytes.
#define BTFKIT_FIELD_SIZE(access) __builtin_preserve_field_info(access, ::btfkit::field_byte_size)

// The value of a bit field, wherever the kernel has it: BTFKIT_READ_BIT_FIELD(task, in_iowait).
// `object` is a pointer that the program may dereference. The bytes that hold the field are loaded
// with the width that the kernel's type has, and shifted by its position. For a type under
// [[btf::preserve_access_index]] `task->in_iowait` does the same; this is for all others, too.
#define BTFKIT_READ_BIT_FIELD(object, field)                                                     \
  ({                                                                                             \
    const auto* btfkit_object = (object);                                                        \
    const auto* btfkit_bytes =                                                                   \
        reinterpret_cast<const char*>(btfkit_object) +                                           \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_byte_offset);        \
    /* Keeps the offset apart from the loads: a relocated one has to be an operand by itself. */ \
    asm volatile("" : "+r"(btfkit_bytes));                                                       \
    ::btfkit::u64 btfkit_value = 0;                                                              \
    switch (__builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_byte_size)) {    \
      case 1:                                                                                    \
        btfkit_value = *reinterpret_cast<const ::btfkit::u8*>(btfkit_bytes);                     \
        break;                                                                                   \
      case 2:                                                                                    \
        btfkit_value = *reinterpret_cast<const ::btfkit::u16*>(btfkit_bytes);                    \
        break;                                                                                   \
      case 4:                                                                                    \
        btfkit_value = *reinterpret_cast<const ::btfkit::u32*>(btfkit_bytes);                    \
        break;                                                                                   \
      case 8:                                                                                    \
        btfkit_value = *reinterpret_cast<const ::btfkit::u64*>(btfkit_bytes);                    \
        break;                                                                                   \
    }                                                                                            \
    btfkit_value <<=                                                                             \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_lshift_u64);         \
    const ::btfkit::u32 btfkit_right =                                                           \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_rshift_u64);         \
    if (__builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_signed) != 0) {      \
      btfkit_value =                                                                             \
          static_cast<::btfkit::u64>(static_cast<::btfkit::s64>(btfkit_value) >> btfkit_right);  \
    } else {                                                                                     \
      btfkit_value >>= btfkit_right;                                                             \
    }                                                                                            \
    btfkit_value;                                                                                \
  })

// Gives a bit field a value, wherever the kernel has it, and leaves the bits around it as they are:
// BTFKIT_WRITE_BIT_FIELD(task, in_iowait, 1). `object` is a pointer through which the program may
// write. Bits of the value that the kernel's field doesn't have are lost.
#define BTFKIT_WRITE_BIT_FIELD(object, field, value)                                             \
  ({                                                                                             \
    auto* btfkit_object = (object);                                                              \
    auto* btfkit_bytes =                                                                         \
        reinterpret_cast<char*>(btfkit_object) +                                                 \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_byte_offset);        \
    /* Keeps the offset apart from the loads: a relocated one has to be an operand by itself. */ \
    asm volatile("" : "+r"(btfkit_bytes));                                                       \
    const ::btfkit::u32 btfkit_left =                                                            \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_lshift_u64);         \
    const ::btfkit::u32 btfkit_right =                                                           \
        __builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_rshift_u64);         \
    const ::btfkit::u64 btfkit_bits =                                                            \
        (static_cast<::btfkit::u64>(value) << btfkit_right) >> btfkit_left;                      \
    const ::btfkit::u64 btfkit_mask = (~::btfkit::u64{0} << btfkit_right) >> btfkit_left;        \
    switch (__builtin_preserve_field_info(btfkit_object->field, ::btfkit::field_byte_size)) {    \
      case 1:                                                                                    \
        ::btfkit::merge_bits<::btfkit::u8>(btfkit_bytes, btfkit_bits, btfkit_mask);              \
        break;                                                                                   \
      case 2:                                                                                    \
        ::btfkit::merge_bits<::btfkit::u16>(btfkit_bytes, btfkit_bits, btfkit_mask);             \
        break;                                                                                   \
      case 4:                                                                                    \
        ::btfkit::merge_bits<::btfkit::u32>(btfkit_bytes, btfkit_bits, btfkit_mask);             \
        break;                                                                                   \
      case 8:                                                                                    \
        ::btfkit::merge_bits<::btfkit::u64>(btfkit_bytes, btfkit_bits, btfkit_mask);             \
        break;                                                                                   \
    }                                                                                            \
  })
