// DWARF to BTF.
#pragma once

#include <string>
#include <vector>

#include "btf/model.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct EncodeOptions {
  bool strict = false;          // what can't be encoded is an error
  bool flatten_arrays = false;  // `int a[2][3]` as one array of 6, as pahole writes it
};

struct Encoded {
  btf::Btf btf;
  std::vector<std::string> warnings;  // one line for what isn't encoded, without the file's name
};

// BTF for the types and functions that the DWARF in ELF file `path` describes. Errors name the
// file.
Result<Encoded> encode(const std::string& path, const EncodeOptions& options);

}  // namespace btfkit::btfgen
