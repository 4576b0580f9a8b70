// The linking stage: each program becomes one run of instructions with all that it calls.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "externs.h"
#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// A function's first instruction within a linked program, and its BTF FUNC.
struct LinkedFunction {
  uint32_t insn;
  btf::TypeId type;
};

// Source of the instructions from `insn` on.
struct LinkedLine {
  uint32_t insn;
  btf::LineInfo info;  // its own offset is still that of the object
};

// An LDIMM64 that gets its value when the program is loaded.
struct Patch {
  enum class Kind {
    kSymbol,  // the address of a symbol of the kernel
    kModule,  // the BTF descriptor of a module, beside the id of its variable
    kMap,     // the descriptor of the map that it refers to by index
  };

  uint32_t insn;
  Kind kind;
  bool weak;       // a symbol that the kernel may lack
  uint32_t index;  // of the plan's symbol, module (the first is 1) or map
};

struct LinkedProgram {
  std::string name;
  std::string section;
  std::vector<core::Instruction> insns;
  std::vector<LinkedFunction> functions;  // empty if the object has no func info for all of them
  std::vector<LinkedLine> lines;
  std::vector<Patch> patches = {};  // by ascending instructions
};

// Links each program of `object` that is not left out, whose code is already relocated. Map
// references become indices into `maps` (BPF_PSEUDO_MAP_IDX, BPF_PSEUDO_MAP_IDX_VALUE), calls
// become relative to the program, externs what was found for them.
Result<std::vector<LinkedProgram>> link(const Object& object, const std::vector<Map>& maps,
                                        const Externs& externs);

}  // namespace btfkit::relocator
