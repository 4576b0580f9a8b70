// The stage of .kconfig: what the kernel and its configuration say of the variables of that
// section, which the verifier takes for constants.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kconfig.h"
#include "kernel.h"
#include "object.h"

namespace btfkit::relocator {

inline constexpr std::string_view kConfigSection = ".kconfig";

// What the user says of the kernel.
struct ExternOptions {
  std::string kconfig;  // path of its configuration, or empty
  std::optional<elf::KernelVersion> version;
};

struct ConfigValues {
  btf::TypeId section = btf::kVoid;       // DATASEC .kconfig; void if the object has none
  std::vector<ConfigVariable> variables;  // with their places in `bytes`
  std::vector<std::byte> bytes;           // zeros where nothing is set
  std::vector<std::string> warnings;
  // Why variables aren't set: an object with such can't be loaded. A line each.
  Errors unknown;
};

// What the values are looked up by in the kernel.
std::vector<SoughtName> config_names(const Object& object);

// Those of the object's variables. Fails for a variable that can't be one, and for a configuration
// that can't be read or doesn't fit; all that is wrong is reported, a line each.
std::expected<ConfigValues, Errors> find_config_values(const Object& object, const Kernel& kernel,
                                                       const ExternOptions& options);

}  // namespace btfkit::relocator
