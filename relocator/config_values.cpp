#include "config_values.h"

#include <elf.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "datasec.h"
#include "elf/kernel_config.h"
#include "extern_symbols.h"
#include "syscalls.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kHasWrapper = "LINUX_HAS_SYSCALL_WRAPPER";

bool is_of_config(const ConfigVariable& variable) {
  return variable.name.starts_with("CONFIG_");
}

class ConfigStage {
 public:
  ConfigStage(const Object& object, const Kernel& kernel, const ExternOptions& options)
      : object_(object), kernel_(kernel), options_(options) {}

  std::expected<ConfigValues, Errors> run() && {
    values_.section = find_datasec(object_.btf, kConfigSection);
    if (values_.section == btf::kVoid) return std::move(values_);
    if (auto found = find_variables(); !found) return one(std::move(found).error());
    auto size = lay_out(values_.variables);
    if (!size) return one(std::move(size).error());
    ConfigData data(values_.variables, *size, object_.elf.endian());
    set_virtual(data);
    if (auto read = read_config(data); !read) errors_.push_back(std::move(read).error());
    if (!errors_.empty()) {
      std::ranges::move(values_.unknown, std::back_inserter(errors_));
      return std::unexpected(std::move(errors_));
    }
    for (const std::string& warning : data.warnings()) {
      values_.warnings.push_back(fmt::format("{}: {}", options_.kconfig, warning));
    }
    values_.bytes = std::move(data).take();
    return std::move(values_);
  }

 private:
  static std::unexpected<Errors> one(Error error) {
    Errors errors;
    errors.push_back(std::move(error));
    return std::unexpected(std::move(errors));
  }

  Result<void> find_variables() {
    auto symbols = extern_symbols(object_);
    auto section = btf::get_if<btf::Datasec>(object_.btf, values_.section);
    for (const btf::SectionVar& entry : section->vars) {
      ConfigVariable variable = BTFKIT_TRY(config_variable(object_.btf, entry.var));
      auto symbol = symbols.find(variable.name);
      if (symbol == symbols.end()) return fail("'{}' has no undefined symbol", variable.name);
      variable.symbol = symbol->second;
      variable.is_weak = object_.symbols[variable.symbol].binding == STB_WEAK;
      values_.variables.push_back(std::move(variable));
    }
    if (values_.variables.empty()) return fail("it has no variable");
    return {};
  }

  // Those that no configuration has: the kernel itself tells.
  void set_virtual(ConfigData& data) {
    for (ConfigVariable& variable : values_.variables) {
      if (is_of_config(variable)) continue;
      auto value = virtual_value(variable);
      if (!value) {
        values_.unknown.push_back(std::move(value).error());
      } else if (auto set = data.set_number(variable, *value); !set) {
        errors_.push_back(std::move(set).error());
      }
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
    auto wanted = std::ranges::find_if(values_.variables, is_of_config);
    if (wanted == values_.variables.end()) return {};
    if (options_.kconfig.empty()) {
      values_.unknown.emplace_back(fmt::format(
          "'{}' is part of the kernel's configuration, which --kconfig names", wanted->name));
      return {};
    }
    Content config = BTFKIT_TRY(elf::open_kernel_config(options_.kconfig));
    BTFKIT_CHECK(in(options_.kconfig, data.read(as_text(config.bytes()))));
    for (ConfigVariable& variable : values_.variables) {
      if (variable.is_set || !is_of_config(variable)) continue;
      // What is weak is 0, which is there already.
      if (variable.is_weak) {
        variable.is_set = true;
      } else {
        values_.unknown.emplace_back(
            fmt::format("'{}' is not in {}, and not weak", variable.name, options_.kconfig));
      }
    }
    return {};
  }

  const Object& object_;
  const Kernel& kernel_;
  const ExternOptions& options_;
  ConfigValues values_;
  Errors errors_;
};

}  // namespace

std::vector<SoughtName> config_names(const Object& object) {
  std::vector<SoughtName> names;
  if (!extern_symbols(object).contains(kHasWrapper)) return names;
  std::ranges::move(syscall_names("bpf"), std::back_inserter(names));
  return names;
}

std::expected<ConfigValues, Errors> find_config_values(const Object& object, const Kernel& kernel,
                                                       const ExternOptions& options) {
  return ConfigStage(object, kernel, options).run();
}

}  // namespace btfkit::relocator
