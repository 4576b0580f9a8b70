// DWARF to BTF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "btfgen/features.h"
#include "btfgen/languages.h"
#include "btfgen/progress.h"
#include "support/error.h"

namespace btfkit::btfgen {

// Which reader of DWARF to use: our own, or the reference, over libdwarf.
enum class DwarfReader { kFast, kLibdwarf };

struct EncodeOptions {
  Features features;
  DwarfReader reader = DwarfReader::kFast;
  unsigned jobs = 1;    // threads
  bool strict = false;  // what can't be encoded is an error
  LanguageFilter languages;
  // Every name in DWARF that begins with it is read as this alone, so that fields that a
  // distribution reserves by it can be put to use without a change of the kernel's BTF.
  std::string kabi_prefix;
  ProgressListener progress;
};

struct Encoded {
  btf::Btf btf;
  std::vector<std::string> warnings;  // one line for what isn't encoded, without the file's name
};

// BTF for the types, functions and variables that the DWARF in ELF file `path` describes. Errors
// name the file. The result doesn't depend on reader and number of threads.
Result<Encoded> encode(const std::string& path, const EncodeOptions& options);

}  // namespace btfkit::btfgen
