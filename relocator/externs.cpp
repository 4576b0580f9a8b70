// An extern is an undefined symbol that BTF has a declaration of in DATASEC .kconfig or .ksyms:
//
//   extern int LINUX_KERNEL_VERSION __kconfig;      a variable of map .kconfig
//   extern void bpf_rcu_read_lock(void) __ksym;     a kfunc: call by its BTF id
//   extern const int bpf_prog_active __ksym;        a variable that has BTF: load by its BTF id
//   extern const void init_task __ksym;             any symbol: load of an address
//
// Those that are weak are 0, or a poisoned call, where the kernel has none.
#include "externs.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <iterator>

#include "btf/reader.h"
#include "btf/writer.h"
#include "datasec.h"
#include "kernel_symbols.h"

namespace btfkit::relocator {
namespace {

// The map of .kconfig.
Map config_map(ConfigValues values, std::string_view object_name) {
  Map map;
  map.name = data_map_name(object_name, kConfigSection);
  map.is_data = true;
  map.type = BPF_MAP_TYPE_ARRAY;
  map.key_size = sizeof(uint32_t);
  map.value_size = static_cast<uint32_t>(values.bytes.size());
  map.max_entries = 1;
  map.flags = BPF_F_RDONLY_PROG | BPF_F_MMAPABLE;
  map.value_type = values.section;
  map.freeze = true;
  map.data = std::move(values.bytes);
  return map;
}

// Offsets and the size of DATASEC .kconfig as the map has them.
void define_config(btf::Btf& btf, const Externs& externs) {
  btf::Type section = btf.type(externs.config_section);
  std::map<btf::TypeId, const ConfigVariable*> by_var;
  for (const ConfigVariable& variable : externs.config) by_var.emplace(variable.var, &variable);
  std::vector<btf::SectionVar> vars;
  uint32_t size = 0;
  for (const btf::SectionVar& entry : std::get<btf::Datasec>(section.kind).vars) {
    const ConfigVariable* variable = by_var.at(entry.var);
    vars.push_back({entry.var, variable->offset, entry.size});
    size = std::max(size, variable->offset + variable->size);
  }
  std::ranges::stable_sort(vars, {}, &btf::SectionVar::offset);
  btf.replace_type(externs.config_section, {section.name, btf::Datasec{size, vars}});
  for (const ConfigVariable& variable : externs.config) {
    auto var = *btf::get_if<btf::Var>(btf, variable.var);
    var.linkage = btf::Linkage::kGlobal;
    btf.replace_type(variable.var, {btf.name_of(variable.var), var});
  }
}

}  // namespace

std::vector<SoughtName> extern_names(const Object& object) {
  std::vector<SoughtName> names = kernel_symbol_names(object);
  std::ranges::move(config_names(object), std::back_inserter(names));
  return names;
}

std::expected<Externs, Errors> resolve_externs(const Object& object, const Kernel& kernel,
                                               const ExternOptions& options,
                                               std::string_view object_name,
                                               std::vector<Map>& maps) {
  Externs externs;
  auto values = find_config_values(object, kernel, options);
  Errors errors;
  Errors& of_config = values ? values->unknown : values.error();
  for (Error& error : of_config) errors.push_back(std::move(error).in(kConfigSection));
  for (Error& error : find_kernel_symbols(object, kernel, externs)) {
    errors.push_back(std::move(error).in(".ksyms"));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  if (values->section == btf::kVoid) return externs;
  externs.config_section = values->section;
  externs.config = values->variables;
  externs.warnings = std::move(values->warnings);
  for (const ConfigVariable& variable : externs.config) {
    externs.values[variable.symbol] = MapVariable{maps.size(), variable.offset};
  }
  maps.push_back(config_map(std::move(*values), object_name));
  return externs;
}

Result<void> define_externs(std::vector<std::byte>& bytes, const Externs& externs) {
  bool has_config = externs.config_section != btf::kVoid;
  bool has_symbols = externs.symbol_section != btf::kVoid;
  if (!has_config && !has_symbols) return {};
  btf::Btf btf = BTFKIT_TRY(btf::read(bytes));
  if (has_config) define_config(btf, externs);
  if (has_symbols) define_kernel_symbols(btf, externs.symbol_section);
  bytes = BTFKIT_TRY(btf::write(btf));
  return {};
}

}  // namespace btfkit::relocator
