// The externs' stage: what an object leaves to its loader to find in the kernel.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "config_values.h"
#include "kernel.h"
#include "maps.h"
#include "object.h"

namespace btfkit::relocator {

// A variable in a map.
struct MapVariable {
  size_t map;       // its index
  uint32_t offset;  // bytes into its value
};

// A function or a variable of the kernel that has BTF.
struct KernelType {
  btf::TypeId id;   // of the FUNC or VAR in the kernel's BTF
  uint32_t module;  // 0: of vmlinux; n: of the plan's n-th module
};

// An address that only the running kernel tells.
struct KernelAddress {
  uint32_t symbol;  // index in the plan
  bool is_weak;
};

// What is weak, and the kernel has not.
struct Missing {
  uint32_t number;  // of the extern, in libbpf's order
};

using ExternValue = std::variant<MapVariable, KernelType, KernelAddress, Missing>;

struct Externs {
  std::map<uint32_t, ExternValue> values;   // by the symbol's number
  std::vector<std::string> modules;         // of the plan
  std::vector<std::string> symbols;         // whose addresses are asked for
  btf::TypeId config_section = btf::kVoid;  // DATASEC .kconfig, if there is one
  btf::TypeId symbol_section = btf::kVoid;  // DATASEC .ksyms, if there is one
  std::vector<ConfigVariable> config;       // its variables
  std::vector<std::string> warnings;
};

// What the object's externs are looked up by.
std::vector<SoughtName> extern_names(const Object& object);

// Looks up the object's externs in the kernel. Those of .kconfig get their values in a map of their
// own, which is appended to `maps`. All that fail are reported, a line each.
std::expected<Externs, Errors> resolve_externs(const Object& object, const Kernel& kernel,
                                               const ExternOptions& options,
                                               std::string_view object_name,
                                               std::vector<Map>& maps);

// Makes definitions of the extern declarations in `btf`, the object's BTF as bytes, which is what
// the kernel wants to load. (In the image's own section they stay what they are, for loaders that
// look them up themselves.)
Result<void> define_externs(std::vector<std::byte>& btf, const Externs& externs);

}  // namespace btfkit::relocator
