// A BPF object as parts that a test can change before they become bytes, right or wrong.
#pragma once

#include "btf/writer.h"
#include "core/types.h"
#include "elf_bytes.h"
#include "object.h"

namespace btfkit::test {

using core::Instruction;

constexpr uint8_t kMovImm = 0xb7, kLoadW = 0x61, kExit = 0x95;
constexpr uint8_t kGlobalFunction = STB_GLOBAL << 4 | STT_FUNC;
constexpr uint8_t kLocalFunction = STT_FUNC;
constexpr uint8_t kLocalObject = STT_OBJECT;

inline std::vector<Instruction> returning(int32_t value) {
  return {{kMovImm, 0, 0, 0, value}, {kExit, 0, 0, 0, 0}};
}
inline Instruction call(int32_t distance) {
  return {core::kCall, 0, core::kPseudoCall, 0, distance};
}

// A program `prog` of section "xdp", the functions of .text, and their types.
struct ObjectParts {
  explicit ObjectParts(Endian endian = Endian::kLittle) : types(endian) {
    elf.endian = endian;
    int32 = types.integer("int", 4, Int::kSigned);
    proto = types.prototype(int32, {});
    prog = types.add("prog", Func{proto, Linkage::kGlobal});
    xdp_name = types.btf.add_string("xdp");
  }

  // The numbers of the sections that bytes() makes.
  static constexpr uint16_t kXdp = 1, kText = 2, kMore = 3;

  std::string bytes() const {
    ElfBytes file = elf;
    auto add_code = [&](std::string name, const std::vector<Instruction>& insns) {
      std::vector<std::byte> data(insns.size() * core::kInstructionSize);
      for (size_t i = 0; i < insns.size(); ++i) {
        auto slot = std::span(data).subspan(i * core::kInstructionSize);
        core::encode(insns[i], slot.first<core::kInstructionSize>(), file.endian);
      }
      file.add({.name = name,
                .flags = SHF_ALLOC | SHF_EXECINSTR,
                .data = text_of(data),
                .alignment = 8});
    };
    std::vector<ElfSection> more = std::move(file.sections);
    file.sections.clear();
    add_code("xdp", xdp);
    add_code(".text", text);
    for (ElfSection& section : more) file.add(std::move(section));
    file.add({.name = ".BTF", .data = text_of(*write(types.btf))});
    file.add(
        {.name = ".BTF.ext", .data = text_of(write_ext(ext, ext_endian.value_or(file.endian)))});
    file.add_symbols(symbols);
    if (!xdp_relocations.empty()) file.add_relocations(kXdp, xdp_relocations);
    if (!maps_relocations.empty()) file.add_relocations(kMore, maps_relocations);
    if (!text_relocations.empty()) file.add_relocations(kText, text_relocations);
    return file.bytes();
  }

  Result<relocator::Object> read() const { return relocator::read_object(Content(exact(bytes()))); }
  std::string error() const { return message(read()); }

  ElfBytes elf;  // its sections come behind .text, as numbers 3 and up
  Types types;
  TypeId int32, proto, prog;
  StringOffset xdp_name;
  std::vector<Instruction> xdp = returning(2);
  std::vector<Instruction> text;
  std::vector<ElfSymbol> symbols{{"prog", kGlobalFunction, kXdp, 0, 16}};
  std::vector<ElfRelocation> xdp_relocations, text_relocations;
  std::vector<ElfRelocation> maps_relocations;  // of the first of the sections in `elf`
  Ext ext;
  std::optional<Endian> ext_endian;
};

}  // namespace btfkit::test
