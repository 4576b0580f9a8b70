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

#include "btf/reader.h"
#include "btf/writer.h"
#include "datasec.h"
#include "elf/kernel_config.h"
#include "extern_symbols.h"
#include "kconfig.h"
#include "kernel_symbols.h"
#include "syscalls.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kConfigSection = ".kconfig";

constexpr std::string_view kHasWrapper = "LINUX_HAS_SYSCALL_WRAPPER";
class ConfigStage {
 public:
  ConfigStage(const Object& object, const Kernel& kernel, const ExternOptions& options,
              Externs& externs)
      : object_(object), kernel_(kernel), options_(options), externs_(externs) {}

  // The map, which is to have the index `map_index`, if there are such variables.
  std::expected<std::optional<Map>, Errors> run(std::string_view object_name, size_t map_index) {
    btf::TypeId datasec = find_datasec(object_.btf, kConfigSection);
    if (datasec == btf::kVoid) return std::nullopt;
    if (auto found = find_variables(datasec); !found) return one(std::move(found).error());
    auto size = lay_out(variables_);
    if (!size) return one(std::move(size).error());
    ConfigData data(variables_, *size, object_.elf.endian());
    set_virtual(data);
    if (auto read = read_config(data); !read) errors_.push_back(std::move(read).error());
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    require_strong();
    if (!errors_.empty()) return std::unexpected(std::move(errors_));

    for (const ConfigVariable& variable : variables_) {
      externs_.values[symbols_.at(variable.name)] = MapVariable{map_index, variable.offset};
    }
    externs_.config_section = datasec;
    for (const std::string& warning : data.warnings()) {
      externs_.warnings.push_back(fmt::format("{}: {}", options_.kconfig, warning));
    }
    Map map;
    map.name = data_map_name(object_name, kConfigSection);
    map.is_data = true;
    map.type = BPF_MAP_TYPE_ARRAY;
    map.key_size = sizeof(uint32_t);
    map.value_size = *size;
    map.max_entries = 1;
    map.flags = BPF_F_RDONLY_PROG | BPF_F_MMAPABLE;
    map.value_type = datasec;
    map.freeze = true;
    map.data = std::move(data).take();
    return map;
  }

 private:
  static std::unexpected<Errors> one(Error error) {
    Errors errors;
    errors.push_back(std::move(error));
    return std::unexpected(std::move(errors));
  }

  Result<void> find_variables(btf::TypeId datasec) {
    symbols_ = extern_symbols(object_);
    auto section = btf::get_if<btf::Datasec>(object_.btf, datasec);
    for (const btf::SectionVar& entry : section->vars) {
      ConfigVariable variable = BTFKIT_TRY(config_variable(object_.btf, entry.var));
      auto symbol = symbols_.find(variable.name);
      if (symbol == symbols_.end()) {
        return fail("'{}' has no undefined symbol", variable.name);
      }
      variable.is_weak = object_.symbols[symbol->second].binding == STB_WEAK;
      variables_.push_back(std::move(variable));
    }
    if (variables_.empty()) return fail("it has no variable");
    return {};
  }

  static bool is_of_config(const ConfigVariable& variable) {
    return variable.name.starts_with("CONFIG_");
  }

  // Those that no configuration has: the kernel itself tells.
  void set_virtual(ConfigData& data) {
    for (ConfigVariable& variable : variables_) {
      if (is_of_config(variable)) continue;
      auto set = [&]() -> Result<void> {
        return data.set_number(variable, BTFKIT_TRY(virtual_value(variable)));
      }();
      if (!set) errors_.push_back(std::move(set).error());
    }
  }

  Result<uint64_t> virtual_value(const ConfigVariable& variable) const {
    if (variable.name == "LINUX_KERNEL_VERSION") {
      auto version = options_.version ? options_.version : kernel_.version();
      if (!version) {
        return fail("'{}': the target doesn't tell its version; --kernel-version does",
                    variable.name);
      }
      return version->code();
    }
    if (variable.name == "LINUX_HAS_BPF_COOKIE") {
      return kernel_.has_enumerator("bpf_func_id", "BPF_FUNC_get_attach_cookie");
    }
    if (variable.name == kHasWrapper) return has_syscall_wrapper(kernel_);
    if (variable.is_weak && variable.name.starts_with("LINUX_")) return 0;
    return fail("'{}': nothing is known of such a variable; CONFIG_* expected", variable.name);
  }

  Result<void> read_config(ConfigData& data) {
    auto wanted = std::ranges::find_if(variables_, is_of_config);
    if (wanted == variables_.end()) return {};
    if (options_.kconfig.empty()) {
      return fail("'{}' is part of the kernel's configuration, which --kconfig names",
                  wanted->name);
    }
    Content config = BTFKIT_TRY(elf::open_kernel_config(options_.kconfig));
    return in(options_.kconfig, data.read(as_text(config.bytes())));
  }

  void require_strong() {
    for (const ConfigVariable& variable : variables_) {
      if (variable.is_set || variable.is_weak) continue;
      errors_.emplace_back(
          fmt::format("'{}' is not in {}, and not weak", variable.name, options_.kconfig));
    }
  }

  const Object& object_;
  const Kernel& kernel_;
  const ExternOptions& options_;
  std::map<std::string_view, uint32_t> symbols_;  // by their names
  Externs& externs_;
  std::vector<ConfigVariable>& variables_ = externs_.config;
  Errors errors_;
};

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
  if (extern_symbols(object).contains(kHasWrapper)) {
    std::ranges::move(syscall_names("bpf"), std::back_inserter(names));
  }
  return names;
}

std::expected<Externs, Errors> resolve_externs(const Object& object, const Kernel& kernel,
                                               const ExternOptions& options,
                                               std::string_view object_name,
                                               std::vector<Map>& maps) {
  Externs externs;
  auto map = ConfigStage(object, kernel, options, externs).run(object_name, maps.size());
  Errors errors;
  if (!map) {
    for (Error& error : map.error()) errors.push_back(std::move(error).in(kConfigSection));
  }
  for (Error& error : find_kernel_symbols(object, kernel, externs)) {
    errors.push_back(std::move(error).in(".ksyms"));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  if (*map) maps.push_back(std::move(**map));
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
