// From the units of a C program to BTF; the stages are in docs/btfgen-encode.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "btf/model.h"
#include "btfgen/encode.h"
#include "dwarf/reader.h"
#include "elf/file.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct EncodedUnits {
  btf::Btf btf;  // without types if there are none in C
  std::vector<std::string> warnings;
  // The units in other languages, in the order of the file.
  std::vector<dwarf::UnitHeader> foreign;
};

// Encodes the units in C.
Result<EncodedUnits> encode_units(const elf::File& file, const dwarf::Input& input,
                                  const EncodeOptions& options);

}  // namespace btfkit::btfgen
