// The integer types of BPF programs, and the attributes that headers and programs share.
#pragma once

// What C calls a type in BTF. Skeletons are C, and know these by <linux/types.h>.
#ifdef __bpf__
#define BTFKIT_IN_BTF(c_name) [[btf::name(c_name)]]
#else
#define BTFKIT_IN_BTF(c_name)
#endif

namespace btfkit {

using u8 BTFKIT_IN_BTF("__u8") = unsigned char;
using u16 BTFKIT_IN_BTF("__u16") = unsigned short;
using u32 BTFKIT_IN_BTF("__u32") = unsigned int;
using u64 BTFKIT_IN_BTF("__u64") = unsigned long long;
using s8 BTFKIT_IN_BTF("__s8") = signed char;
using s16 BTFKIT_IN_BTF("__s16") = short;
using s32 BTFKIT_IN_BTF("__s32") = int;
using s64 BTFKIT_IN_BTF("__s64") = long long;

}  // namespace btfkit

// Places a program, a map or a variable in an ELF section; loaders read its meaning from the name.
#define SEC(name) __attribute__((section(name), used))

// The license that the kernel checks before it allows GPL-only helpers; once in a program.
#define LICENSE(text) SEC("license") char btfkit_license[] = text

// A helper's wrapper must disappear: a call through it would be a BPF function call of its own.
#define BTFKIT_INLINE [[gnu::always_inline]] inline
