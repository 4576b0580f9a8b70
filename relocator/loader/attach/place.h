#pragma once

#include "array.h"
#include "error.h"

namespace loader {

// "NAME" or "NAME+OFFSET": a place in a function. The offset is decimal, or hexadecimal behind 0x.
struct FunctionPlace {
  Array<char> name;  // ends with NUL
  uint64_t offset = 0;
};
bool parse_place(const char* text, FunctionPlace& place, bpfload_error& error);

// A number as in a place, up to the text's end.
bool parse_number(const char* text, uint64_t& number);

// A copy that ends with NUL, of `size` bytes without it.
bool copy_text(const char* text, size_t size, Array<char>& copy, bpfload_error& error);

}  // namespace loader
