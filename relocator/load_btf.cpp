#include "load_btf.h"

#include <elf.h>

#include <algorithm>

namespace btfkit::relocator {
namespace {

Result<void> complete_datasec(const Object& object, std::string_view name, btf::Datasec& datasec) {
  const elf::Section* section = object.elf.find_section(name);
  if (!section) return fail("there is no such ELF section");
  if (section->size > UINT32_MAX) return fail("the ELF section is too large");
  datasec.size = static_cast<uint32_t>(section->size);
  for (btf::SectionVar& entry : datasec.vars) {
    auto* var = entry.var == btf::kVoid
                    ? nullptr
                    : std::get_if<btf::Var>(&object.btf.type(entry.var).kind);
    if (!var) return fail("its entry [{}] is not a VAR", btf::number(entry.var));
    std::string_view var_name = object.btf.name(entry.var);
    // The offset of a static variable is in the DATASEC already.
    if (var->linkage == btf::Linkage::kStatic) continue;
    auto symbol = std::ranges::find_if(object.symbols, [&](const elf::Symbol& candidate) {
      return candidate.section == section->index && candidate.name == var_name &&
             candidate.binding != STB_LOCAL;
    });
    if (symbol == object.symbols.end()) return fail("variable '{}' has no symbol", var_name);
    if (symbol->value > section->size || entry.size > section->size - symbol->value) {
      return fail("variable '{}' of {} bytes at {} is not inside the section's {}", var_name,
                  entry.size, symbol->value, section->size);
    }
    entry.offset = static_cast<uint32_t>(symbol->value);
  }
  std::ranges::stable_sort(datasec.vars, {}, &btf::SectionVar::offset);
  return {};
}

}  // namespace

Result<void> complete_btf(Object& object) {
  btf::Btf& btf = object.btf;
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    btf::Type& type = btf.own_type(btf::TypeId{number});
    auto* datasec = std::get_if<btf::Datasec>(&type.kind);
    if (!datasec) continue;
    std::string_view name = btf.name(type);
    // Kernel symbols and configuration values have no section of their own in the file.
    if (name == ".ksyms" || name == ".kconfig") continue;
    if (auto done = complete_datasec(object, name, *datasec); !done) {
      return std::unexpected(
          std::move(done).error().in(fmt::format(".BTF: DATASEC '{}'", name)));
    }
  }
  return {};
}

}  // namespace btfkit::relocator
