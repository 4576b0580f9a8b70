#include "image.h"

#include <elf.h>

#include <utility>

#include "btf/writer.h"
#include "elf/rewrite.h"
#include "plan/format.h"

namespace btfkit::relocator {
namespace {

std::vector<std::byte> encode_code(const Code& code, Endian endian) {
  std::vector<std::byte> bytes(code.insns.size() * core::kInstructionSize);
  for (size_t i = 0; i < code.insns.size(); ++i) {
    auto slot = std::span(bytes).subspan(i * core::kInstructionSize);
    core::encode(code.insns[i], slot.first<core::kInstructionSize>(), endian);
  }
  return bytes;
}

}  // namespace

Result<std::vector<std::byte>> make_image(const Object& object, std::vector<std::byte> plan) {
  Endian endian = object.elf.endian();
  elf::Edits edits;
  for (const Code& code : object.code) {
    edits.replaced[code.section] = encode_code(code, endian);
  }
  edits.replaced[object.elf.find_section(".BTF")->index] = BTFKIT_TRY(btf::write(object.btf));
  if (const elf::Section* section = object.elf.find_section(".BTF.ext")) {
    btf::Ext without_core{object.ext.functions, object.ext.lines, {}};
    edits.replaced[section->index] = btf::write_ext(without_core, endian);
  }
  for (const auto& [section, bytes] : object.set_data) edits.replaced[section] = bytes;
  // These say where a linker that joins objects would have to adjust offsets inside the two BTF
  // sections. What they would add is in the bytes already, which have moved.
  for (std::string_view name : {".rel.BTF", ".rel.BTF.ext"}) {
    if (const elf::Section* section = object.elf.find_section(name)) {
      edits.replaced[section->index] = {};
    }
  }
  constexpr uint64_t kPlanAlignment = 8;
  edits.added.push_back({PLAN_SECTION, SHT_PROGBITS, 0, kPlanAlignment, std::move(plan)});
  return elf::rewrite(object.elf, std::move(edits));
}

}  // namespace btfkit::relocator
