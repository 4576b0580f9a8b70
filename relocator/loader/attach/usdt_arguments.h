#pragma once

#include <cstddef>
#include <cstdint>

#include "error.h"

namespace loader {

// Where an argument is.
struct UsdtArgument {
  enum class Place : uint8_t {
    constant = 0,
    in_register = 1,
    in_memory = 2,  // at the register's value + `value`
    indexed = 3,    // at that + (the index << scale_shift); of x86
  };
  uint64_t value;  // a constant, or what is added to an address
  Place place;
  int16_t base;   // bytes from the registers' start to that of the value, or of the address
  int16_t index;  // likewise
  uint8_t scale_shift;
  bool is_signed;
  uint8_t unused_bits;  // of 64
};

constexpr size_t kUsdtArguments = 12;

struct UsdtSpec {
  UsdtArgument arguments[kUsdtArguments];
  size_t count;
};

// What programs find it as: struct __bpf_usdt_spec of libbpf's <bpf/usdt.bpf.h>, which has been of
// two sizes. In the older one an argument that is `indexed` is an error to the program.
constexpr size_t kUsdtSpecSize = 208;
constexpr size_t kUsdtIndexedSpecSize = 304;  // of libbpf 1.7

// `size` is one of these.
void encode_usdt_spec(const UsdtSpec& spec, size_t size, std::byte (&out)[kUsdtIndexedSpecSize]);

// Reads a note's arguments, "-4@-20(%rbp) 8@%rax", in the words of the machine (EM_*).
bool parse_usdt_arguments(const char* text, uint16_t machine, UsdtSpec& spec, bpfload_error& error);

}  // namespace loader
