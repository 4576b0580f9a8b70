#include "data_pointers.h"

#include <elf.h>

namespace btfkit::relocator {
namespace {

constexpr uint32_t kRelocationAbs64 = 2;  // R_BPF_64_ABS64

Result<DataPointer> data_pointer(const Object& object, const elf::Section& section,
                                 const elf::Relocation& relocation, std::string context) {
  if (relocation.symbol >= object.symbols.size()) {
    return fail("symbol {} is out of range (there are {})", relocation.symbol,
                object.symbols.size());
  }
  if (relocation.type != kRelocationAbs64) {
    return fail("an ELF relocation of type {} can't be settled here", relocation.type);
  }
  ByteReader reader(section.data, object.elf.endian());
  BTFKIT_CHECK(reader.seek(relocation.offset));
  uint64_t in_place = BTFKIT_TRY(reader.u64());
  const elf::Symbol& symbol = object.symbols[relocation.symbol];
  uint64_t target = symbol.value + in_place + static_cast<uint64_t>(relocation.addend);
  return DataPointer{relocation.offset, &symbol, target, std::move(context)};
}

}  // namespace

Result<std::vector<DataPointer>> data_pointers(const Object& object, const elf::Section& section) {
  std::vector<DataPointer> pointers;
  for (const elf::Section& candidate : object.elf.sections()) {
    if ((candidate.type != SHT_REL && candidate.type != SHT_RELA) ||
        candidate.info != section.index) {
      continue;
    }
    auto relocations = BTFKIT_TRY(object.elf.relocations(candidate));
    for (size_t i = 0; i < relocations.size(); ++i) {
      auto context = fmt::format("section '{}': relocation [{}]", candidate.name, i);
      auto pointer = data_pointer(object, section, relocations[i], context);
      pointers.push_back(BTFKIT_TRY(in(context, std::move(pointer))));
    }
  }
  return pointers;
}

const Function* program_at(const Object& object, const DataPointer& pointer) {
  const Code* code = object.code_of(pointer.symbol->section);
  if (!code) return nullptr;
  uint64_t insn = pointer.target / core::kInstructionSize;
  const Function* function =
      object.function_at(static_cast<size_t>(code - object.code.data()), insn);
  bool begins_there = function && function->is_program && function->first == insn &&
                      pointer.target % core::kInstructionSize == 0;
  return begins_there ? function : nullptr;
}

}  // namespace btfkit::relocator
