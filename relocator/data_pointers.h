// Pointers in an object's initialised data, which the compiler leaves to the ELF relocations.
#pragma once

#include <vector>

#include "object.h"

namespace btfkit::relocator {

// Bytes of a pointer in BPF, and in the kernels that struct_ops are laid out for.
inline constexpr uint64_t kPointerSize = 8;

struct DataPointer {
  uint64_t offset;            // of the pointer in its section, bytes
  const elf::Symbol* symbol;  // what it points into
  uint64_t target;            // bytes into the symbol's section
  std::string context;        // "section '.rel.struct_ops': relocation [0]", for messages
};

// All of a section, in the order of the file. Each has kPointerSize bytes.
Result<std::vector<DataPointer>> data_pointers(const Object& object, const elf::Section& section);

// The program that a pointer is of, or null.
const Function* program_at(const Object& object, const DataPointer& pointer);

}  // namespace btfkit::relocator
