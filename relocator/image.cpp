#include "image.h"

#include <elf.h>

#include <algorithm>
#include <cstddef>
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

// Makes other loaders leave out what is left out. libbpf and cilium's do so with programs of a
// section whose name begins with '?'. Where others of the section are loaded, a program loses its
// symbol's type, and is then code of no function to them, as that of an overridden weak function.
class Marking {
 public:
  Marking(const Object& object, elf::Edits& edits, btf::Ext& ext)
      : object_(object), edits_(edits), ext_(ext), programs_(object.code.size()) {}

  void run() {
    for (const Function& function : object_.functions) {
      if (!function.is_program) continue;
      Programs& programs = programs_[function.code];
      (function.is_left_out ? programs.left_out : programs.loaded).push_back(&function);
    }
    for (size_t i = 0; i < programs_.size(); ++i) {
      const Code& code = object_.code[i];
      std::string name = wanted_name(i);
      bool is_renamed = name != code.name && !is_taken(name);
      if (is_renamed) rename(code, std::move(name));
      bool is_hidden_by_name = is_renamed || code.name.starts_with('?');
      if (!programs_[i].loaded.empty() || !is_hidden_by_name) hide(programs_[i].left_out);
    }
  }

 private:
  struct Programs {
    std::vector<const Function*> loaded, left_out;
  };

  std::string wanted_name(size_t code) const {
    const Programs& programs = programs_[code];
    std::string_view base = without_mark(object_.code[code].name);
    if (!programs.loaded.empty()) return std::string(base);
    return programs.left_out.empty() ? object_.code[code].name : fmt::format("?{}", base);
  }

  // Whether a section has this name and keeps it.
  bool is_taken(std::string_view name) const {
    for (size_t i = 0; i < programs_.size(); ++i) {
      if (object_.code[i].name == name && wanted_name(i) == name) return true;
    }
    return false;
  }

  // .BTF.ext knows a section by its name. Of a section with '?' that is the string's rest; the
  // other way around there is no such string in the BTF, which stays what the plan has.
  void rename(const Code& code, std::string name) {
    bool is_shown = name.size() < code.name.size();
    auto adapt = [&](auto& sections) {
      for (size_t i = 0; i < sections.size();) {
        if (object_.btf.string(sections[i].section) != code.name) {
          ++i;
        } else if (is_shown) {
          sections[i].section = btf::StringOffset{btf::number(sections[i].section) + 1};
          ++i;
        } else {
          sections.erase(sections.begin() + static_cast<ptrdiff_t>(i));
        }
      }
    };
    adapt(ext_.functions);
    adapt(ext_.lines);
    edits_.renamed[code.section] = std::move(name);
  }

  void hide(const std::vector<const Function*>& functions) {
    auto table = std::ranges::find(object_.elf.sections(), SHT_SYMTAB, &elf::Section::type);
    if (functions.empty() || table == object_.elf.sections().end()) return;
    auto& bytes = edits_.replaced.try_emplace(table->index, table->data.begin(), table->data.end())
                      .first->second;
    for (size_t i = 0; i < object_.symbols.size(); ++i) {
      const elf::Symbol& symbol = object_.symbols[i];
      for (const Function* function : functions) {
        const Code& code = object_.code[function->code];
        if (symbol.type != STT_FUNC || symbol.section != code.section ||
            symbol.value != function->first * core::kInstructionSize) {
          continue;
        }
        // st_info follows st_name.
        std::byte& info = bytes[i * sizeof(Elf64_Sym) + offsetof(Elf64_Sym, st_info)];
        info = static_cast<std::byte>(ELF64_ST_INFO(symbol.binding, STT_NOTYPE));
      }
    }
  }

  const Object& object_;
  elf::Edits& edits_;
  btf::Ext& ext_;
  std::vector<Programs> programs_;  // by code section
};

}  // namespace

Result<std::vector<std::byte>> make_image(const Object& object, std::vector<std::byte> plan) {
  Endian endian = object.elf.endian();
  elf::Edits edits;
  for (const Code& code : object.code) {
    edits.replaced[code.section] = encode_code(code, endian);
  }
  edits.replaced[object.elf.find_section(".BTF")->index] = BTFKIT_TRY(btf::write(object.btf));
  btf::Ext without_core{object.ext.functions, object.ext.lines, {}};
  Marking(object, edits, without_core).run();
  if (const elf::Section* section = object.elf.find_section(".BTF.ext")) {
    edits.replaced[section->index] = btf::write_ext(without_core, endian);
    // libbpf takes none without records, as gcc's has when its relocations are gone.
    if (without_core.functions.empty() && without_core.lines.empty()) {
      edits.renamed[section->index] = ".BTF.ext.none";
    }
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
