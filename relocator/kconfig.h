// Variables of section .kconfig: what of the kernel's configuration an object asks for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"

namespace btfkit::relocator {

struct ConfigVariable {
  // What may be written into it.
  enum class Type {
    kBool,        // y, n, a virtual variable's 0 or 1
    kTristate,    // enum libbpf_tristate: y, n, m
    kCharacter,   // y, n, m as they are, or a number
    kInteger,     // of 2, 4 or 8 bytes
    kCharacters,  // "text"
  };

  std::string name;
  btf::TypeId var = btf::kVoid;
  uint32_t symbol = 0;  // the number of its ELF symbol
  bool is_weak = false;
  Type type = Type::kBool;
  bool is_signed = false;
  uint32_t size = 0;       // bytes
  uint32_t alignment = 0;  // bytes
  uint32_t offset = 0;     // bytes into the section
  bool is_set = false;
};

// The variable that `var` declares; its place is not known yet. Fails for a type that no
// configuration value has.
Result<ConfigVariable> config_variable(const btf::Btf& btf, btf::TypeId var);

// Orders the variables and gives them their places, as libbpf does. Returns the bytes of all; fails
// where they are too many.
Result<uint32_t> lay_out(std::vector<ConfigVariable>& variables);

// The content of section .kconfig, piece by piece.
class ConfigData {
 public:
  // `variables` have their places in `size` bytes, and stay where they are.
  ConfigData(std::vector<ConfigVariable>& variables, uint32_t size, Endian endian)
      : endian_(endian), bytes_(size) {
    for (ConfigVariable& variable : variables) by_name_.emplace(variable.name, &variable);
  }

  // Takes the values of variables out of a configuration file, the first of each name.
  Result<void> read(std::string_view text);
  // Fails where the number doesn't fit.
  Result<void> set_number(ConfigVariable& variable, uint64_t value);

  // What had to be cut, a line each.
  const std::vector<std::string>& warnings() const { return warnings_; }
  // Zeros where nothing was set.
  std::vector<std::byte> take() && { return std::move(bytes_); }

 private:
  Result<void> read_line(std::string_view line);
  Result<void> set(ConfigVariable& variable, std::string_view value);
  Result<void> set_choice(ConfigVariable& variable, char choice);
  Result<void> set_text(ConfigVariable& variable, std::string_view value);
  void write(ConfigVariable& variable, uint64_t value);

  std::map<std::string_view, ConfigVariable*> by_name_;
  Endian endian_;
  std::vector<std::byte> bytes_;
  std::vector<std::string> warnings_;
};

}  // namespace btfkit::relocator
