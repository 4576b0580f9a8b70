// The functions of an ELF file's symbol table, by the names that the source has for them.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "c/debug_strings.h"
#include "elf/file.h"

namespace btfkit::btfgen {

struct FunctionSymbol {
  std::string_view name;
  uint64_t address;
};

// All symbols that are one function's: `foo`, `foo.isra.0` and `foo.constprop.0`, but not
// `foo.cold` and `foo.part.0`, which are pieces of it.
struct ElfFunction {
  std::string_view text;  // up to the first '.'
  Name name;              // the same
  std::span<const FunctionSymbol> symbols;
  // Several symbols at different places: who attaches by name may get any.
  bool is_ambiguous;
  // From .BTF_ids.
  bool is_kfunc = false;
  uint32_t kfunc_flags = 0;

  // Whether a copy made by the optimiser, with parameters changed, begins at `address`.
  bool has_optimised_copy_at(uint64_t address) const;
};

class ElfFunctions {
 public:
  static Result<ElfFunctions> read(const elf::File& file, const DebugStrings& strings);

  // By name, ascending.
  const std::vector<ElfFunction>& all() const { return all_; }
  // The index of the function of that name, or nothing. `name` is one of DebugStrings'.
  std::optional<uint32_t> find(Name name) const {
    auto found = by_name_.find(name);
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
  }

 private:
  // Marks those that a set of .BTF_ids lists (include/linux/btf_ids.h).
  Result<void> mark_kfuncs(const elf::File& file, const std::vector<elf::Symbol>& symbols);

  std::vector<FunctionSymbol> symbols_;  // of all
  std::vector<ElfFunction> all_;
  absl::flat_hash_map<Name, uint32_t> by_name_;
};

}  // namespace btfkit::btfgen
