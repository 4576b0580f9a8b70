// DWARF to BTF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "support/error.h"

namespace btfkit::btfgen {

// pahole's --btf_features, by its names; these are the ones of `default`.
struct Features {
  bool encode_force = false;  // pass over names that BTF doesn't take
  bool var = true;            // per-CPU variables
  bool floats = true;         // FLOAT; else INT
  bool decl_tag = true;
  bool type_tag = true;
  bool enum64 = true;  // ENUM64; else ENUM with the lower half of the values
  bool optimized_func = true;
  bool consistent_func = true;  // leave out functions that are described in different ways
  bool decl_tag_kfuncs = true;  // decl tag `bpf_kfunc` on what .BTF_ids lists
  bool reproducible_build = false;  // always so
  bool distilled_base = false;
  bool global_var = false;  // variables of all sections
  bool attributes = false;
  bool true_signature = false;  // functions as the machine code has them
  bool layout = false;
};

// Which reader of DWARF to use: our own, or the reference, over libdwarf.
enum class DwarfReader { kFast, kLibdwarf };

struct EncodeOptions {
  Features features;
  DwarfReader reader = DwarfReader::kFast;
  unsigned jobs = 1;    // threads
  bool strict = false;  // what can't be encoded is an error
};

struct Encoded {
  btf::Btf btf;
  std::vector<std::string> warnings;  // one line for what isn't encoded, without the file's name
};

// BTF for the types, functions and variables that the DWARF in ELF file `path` describes. Errors
// name the file. The result doesn't depend on reader and number of threads.
Result<Encoded> encode(const std::string& path, const EncodeOptions& options);

}  // namespace btfkit::btfgen
