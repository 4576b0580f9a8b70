// Text of the command line as the bytes of a variable.
#pragma once

#include <string_view>
#include <vector>

#include "btf/model.h"
#include "maps.h"

namespace btfkit::relocator {

// How text becomes a value of this type. Fails for types that have no value to give, as pointers.
Result<Variable::Encoding> encoding_of(const btf::Btf& btf, btf::TypeId type);

// The low `size` bytes of a number.
std::vector<std::byte> number_bytes(uint64_t value, uint32_t size, Endian endian);

// The bytes of a value, in the order of `btf`:
//   integers, enums   12, -3, 0x1f, 'c'; of enums also an enumerator's name
//   bool              true, false, 1, 0
//   float             1.5, -2e9
//   char arrays       text or "text", with zeros behind it, at least one
//   anything          {00 1f ff}: its bytes, all of them
Result<std::vector<std::byte>> encode_value(const btf::Btf& btf, btf::TypeId type, uint32_t size,
                                            std::string_view text);

}  // namespace btfkit::relocator
