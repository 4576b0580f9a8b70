// A compiled BPF object, taken apart: code by section, functions, BTF, relocations.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"
#include "core/instruction.h"
#include "elf/file.h"
#include "support/file.h"

namespace btfkit::relocator {

// A function of the object: a program that the kernel is to call, or one that programs call.
struct Function {
  std::string name;
  size_t code;     // index into Object::code
  uint32_t first;  // its first instruction in that section
  uint32_t count;  // of instructions
  bool is_program;
  // A program that is not loaded, or a function that none which is loaded reaches.
  bool is_left_out = false;
  // What the user says that a program attaches to, in place of its section's name.
  std::optional<std::string> attach_target = {};
};

// An ELF section of instructions.
struct Code {
  uint32_t section;  // ELF index
  std::string name;
  std::vector<core::Instruction> insns;
  std::vector<elf::Relocation> relocations;  // by ascending offset
};

// The section of functions that are no programs of their own.
inline constexpr std::string_view kSubprograms = ".text";

// The ELF relocation at an offset of `code`, or null.
const elf::Relocation* relocation_at(const Code& code, uint64_t offset);

// A section's name without the '?' that leaves its programs out unless they are asked for.
inline std::string_view without_mark(std::string_view section) {
  if (section.starts_with('?')) section.remove_prefix(1);
  return section;
}

// Maps that are an ELF section's content: .data, .rodata, .bss and their suffixed kin.
bool is_data_section(std::string_view name);
bool is_read_only_data_section(std::string_view name);

struct Object {
  Content content;  // keeps everything below alive
  elf::File elf;
  std::vector<elf::Symbol> symbols;
  btf::Btf btf;
  btf::Ext ext;
  std::vector<Code> code;           // by ascending sections
  std::vector<Function> functions;  // in the order of sections and offsets
  std::string license;              // empty if the object declares none
  // Data sections that have other bytes than the file, by their ELF indices.
  std::map<uint32_t, std::vector<std::byte>> set_data = {};
  // Indices into `code`.
  std::unordered_map<std::string_view, size_t> code_by_name = {};

  // The function that begins at or covers an instruction, or null.
  const Function* function_at(size_t code_index, uint64_t insn) const;
  // The program of that name, or null.
  const Function* program_named(std::string_view name) const;
  // The code section of an ELF section index, or null.
  const Code* code_of(uint32_t section) const;
  // The code section of that name, or null.
  Code* code_named(std::string_view name);
  const Code* code_named(std::string_view name) const;
};

// Reads an object that a BPF compiler wrote. Errors name section and fault.
Result<Object> read_object(Content content);
// The same from a file, which errors name too.
Result<Object> read_object(const std::string& path);
// The object as it was before any stage changed it: its bytes read once more.
Result<Object> read_again(const Object& object);

}  // namespace btfkit::relocator
