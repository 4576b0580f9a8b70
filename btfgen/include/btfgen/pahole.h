// What `pahole -J` does with a file.
#pragma once

#include <string>
#include <vector>

#include "btfgen/encode.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct PaholeOptions {
  std::vector<std::string> files;
  std::string detached;  // the file for raw BTF; empty to put it into `files`
  std::string base;      // what elf::open_btf knows; empty if there is none
  EncodeOptions encode;
};

// Puts the BTF of each of the files into it, as section .BTF and, of a distilled one, .BTF.base; or
// writes that of the only one to `detached`. A file is replaced once its new content is complete.
// Returned are warnings, with the file's name. Errors name the file.
Result<std::vector<std::string>> encode_as_pahole(const PaholeOptions& options);

}  // namespace btfkit::btfgen
