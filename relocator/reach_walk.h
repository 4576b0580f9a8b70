// One walk through a program as the verifier takes it: along all branches that constants don't
// decide.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "object.h"
#include "reach.h"
#include "reach_state.h"

namespace btfkit::relocator {

// A constant that decides about branches: a relocated instruction, or a read-only variable.
struct Source {
  bool is_variable;
  size_t place;     // index of the code, or ELF section (kConfigPlace: .kconfig)
  uint64_t offset;  // instruction, or byte

  friend auto operator<=>(const Source&, const Source&) = default;
};

// The object's code with what every walk looks up. Instructions of all sections are numbered in one
// row.
class CodeIndex {
 public:
  // All must outlive the index.
  CodeIndex(const Object& object, std::span<const Relocated> relocated, const ConfigValues& config);

  size_t number(Site site) const { return bases_[site.code] + site.insn; }
  const Object& object() const { return object_; }
  // What was relocated there, or null.
  const Relocated* relocated_at(size_t number) const;
  // Whether ways may meet here: the target of a jump or what is behind one.
  bool is_meeting_place(size_t number) const { return meeting_places_[number]; }
  // The function that a call at `site` calls, if it is one of the object.
  const Function* callee(Site site) const;
  // What an LDIMM64 with an ELF relocation loads: a function, or a place in a section or .kconfig.
  struct Loaded {
    const Function* function = nullptr;
    std::optional<Value> frozen = {};
  };
  std::optional<Loaded> loaded(Site site) const;
  // That many read-only bytes at a place, or none if one isn't known; and the variable that has
  // them.
  Bytes frozen_bytes(const Value& place, uint32_t size) const;
  Source variable_at(const Value& place) const;
  std::string variable_name(const Source& source) const;
  // A global function is verified by itself, for any arguments.
  bool is_global(const Function& function) const { return global_.contains(&function); }
  // The functions that linking puts into a program, itself the first.
  std::vector<const Function*> linked_functions(const Function& program) const;

 private:
  struct Variable {
    uint64_t offset, size;  // bytes in its section
    std::string name;
  };

  void mark_meeting_places(size_t code_index);
  void read_variables();
  void read_config();
  const elf::Relocation* relocation_at(Site site) const;
  const Function* function_from(uint32_t section, int64_t insn) const;

  const Object& object_;
  std::vector<size_t> bases_;  // by code: the number of its first instruction
  std::vector<bool> meeting_places_;
  std::unordered_map<size_t, const Relocated*> relocated_;
  // By ELF section or kConfigPlace, by offset.
  std::map<uint32_t, std::vector<Variable>> variables_;
  const ConfigValues& config_;
  std::map<uint32_t, uint32_t> config_offsets_;  // by the numbers of symbols
  std::vector<bool> is_config_known_;            // by bytes
  std::set<const Function*> global_;
};

struct WalkResult {
  std::set<size_t> reached;  // poisoned instructions, by their numbers
  std::set<Source> asked;    // constants that were used
  bool is_complete = true;   // otherwise it was given up
  uint64_t steps = 0;
};

// Walks from `program` on. `free` are constants that count as unknown; at most `max_steps`
// instructions are looked at.
WalkResult walk(const CodeIndex& index, const Function& program, const std::set<Source>& free,
                const VerifierTraits& traits, uint64_t max_steps);

}  // namespace btfkit::relocator
