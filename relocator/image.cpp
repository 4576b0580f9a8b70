#include "image.h"

#include <elf.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <unordered_map>
#include <unordered_set>
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
      if (wanted_name(i) == object_.code[i].name) kept_.insert(object_.code[i].name);
    }
    for (size_t i = 0; i < programs_.size(); ++i) {
      const Code& code = object_.code[i];
      std::string name = wanted_name(i);
      bool is_renamed = !kept_.contains(name);
      if (is_renamed) {
        renamed_[code.name] = name.starts_with('?') ? Renamed::kLeftOut : Renamed::kLoaded;
        edits_.renamed[code.section] = std::move(name);
      }
      bool is_hidden_by_name = is_renamed || code.name.starts_with('?');
      if (programs_[i].loaded.empty() && is_hidden_by_name) continue;
      for (const Function* function : programs_[i].left_out) {
        hidden_.emplace(code.section, function->first * core::kInstructionSize);
      }
    }
    adapt(ext_.functions);
    adapt(ext_.lines);
    hide();
  }

 private:
  enum class Renamed { kLoaded, kLeftOut };

  struct Programs {
    std::vector<const Function*> loaded, left_out;
  };

  std::string wanted_name(size_t code) const {
    const Programs& programs = programs_[code];
    std::string_view base = without_mark(object_.code[code].name);
    if (!programs.loaded.empty()) return std::string(base);
    return programs.left_out.empty() ? object_.code[code].name : fmt::format("?{}", base);
  }

  // .BTF.ext knows a section by its name. Of one that loses its '?' that is the string's rest. For
  // one that gets it the BTF, which stays what the plan has, may have no such string.
  template <typename Record>
  void adapt(std::vector<btf::ExtSection<Record>>& sections) {
    std::erase_if(sections, [&](btf::ExtSection<Record>& section) {
      auto renamed = renamed_.find(object_.btf.string(section.section));
      if (renamed == renamed_.end()) return false;
      section.section = btf::StringOffset{btf::number(section.section) + 1};
      return renamed->second == Renamed::kLeftOut;
    });
  }

  // Takes the type from the symbols of the functions to hide.
  void hide() {
    auto table = std::ranges::find(object_.elf.sections(), SHT_SYMTAB, &elf::Section::type);
    if (hidden_.empty() || table == object_.elf.sections().end()) return;
    std::vector<std::byte> bytes(table->data.begin(), table->data.end());
    for (size_t i = 0; i < object_.symbols.size(); ++i) {
      const elf::Symbol& symbol = object_.symbols[i];
      if (symbol.type != STT_FUNC || !hidden_.contains({symbol.section, symbol.value})) continue;
      std::byte& info = bytes[i * sizeof(Elf64_Sym) + offsetof(Elf64_Sym, st_info)];
      info = static_cast<std::byte>(ELF64_ST_INFO(symbol.binding, STT_NOTYPE));
    }
    edits_.replaced[table->index] = std::move(bytes);
  }

  const Object& object_;
  elf::Edits& edits_;
  btf::Ext& ext_;
  std::vector<Programs> programs_;                         // by code section
  std::unordered_map<std::string_view, Renamed> renamed_;  // by their old names
  std::unordered_set<std::string_view> kept_;              // the names of sections that keep them
  std::set<std::pair<uint32_t, uint64_t>> hidden_;  // functions: section and its bytes before them
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
