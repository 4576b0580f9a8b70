// Which variables are encoded, and where in their sections they are.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "c/debug_strings.h"
#include "c/functions.h"
#include "c/unit_functions.h"
#include "c/unit_types.h"
#include "elf/file.h"

namespace btfkit::btfgen {

// The sections whose variables are wanted.
class VariableSections {
 public:
  struct Section {
    std::string_view name;
    uint64_t address;
    uint64_t size;  // bytes
    uint32_t index;
    bool is_wanted;
  };

  struct Options {
    bool per_cpu;  // those of .data..percpu
    bool global;   // those of all sections
    bool force;    // what BTF doesn't take is left out; else it is an error
  };
  static Result<VariableSections> read(const elf::File& file, const Options& options);

  bool is_empty() const { return !options_.per_cpu && !options_.global; }
  bool force() const { return options_.force; }
  // The wanted section that holds `address`.
  const Section* find(uint64_t address) const;
  // Whether a symbol says that `name` is an object in that section.
  bool has_object(const Section& section, std::string_view name) const;
  const std::vector<Section>& all() const { return sections_; }

 private:
  Options options_{};
  std::vector<Section> sections_;  // in the order of the file
  absl::flat_hash_set<std::pair<uint32_t, std::string_view>> objects_;
};

// Where a variable is.
struct VariablePlace {
  const VariableSections::Section* section;
  uint64_t offset;  // bytes from the section's start
};

// Nothing for a variable in a register, on the stack, or in a section that isn't wanted.
std::optional<VariablePlace> find_place(const VariableSections& sections, const Location& location,
                                        const dwarf::ExpressionFormat& format);
// Whether the variable there is encoded by that name, its symbol's: not what compilers and macros
// make, and none of a discarded section.
bool is_encoded(const VariableSections& sections, const VariablePlace& place,
                std::string_view name);

struct VariableState {
  Name name;
  uint32_t type;     // the unit's number
  uint32_t section;  // index in the ELF file
  uint32_t offset;   // bytes from the section's start
  uint32_t size;     // bytes
  bool is_external;
  std::vector<FunctionTag> tags;
};

// The variables of a unit that can be encoded, in the order of their DIEs. A name that BTF doesn't
// take is a problem of the unit, or an error without `force`.
Result<std::vector<VariableState>> select_variables(const UnitTypes& types,
                                                    const UnitFunctions& unit,
                                                    const VariableSections& sections,
                                                    const NameReader& names,
                                                    std::span<const LocationFormat> formats,
                                                    std::vector<std::string>& problems);

}  // namespace btfkit::btfgen
