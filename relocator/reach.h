// Whether the verifier gets to an instruction that the target has poisoned, and if it doesn't,
// which constant keeps it away. docs/bpfreloc-explain.md says how.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "config_values.h"
#include "core/instruction.h"
#include "object.h"

namespace btfkit::relocator {

// An instruction of the object.
struct Site {
  size_t code;    // index into Object::code
  uint32_t insn;  // in that section

  friend auto operator<=>(const Site&, const Site&) = default;
};

// An instruction that CO-RE relocations have changed, or should have.
struct Relocated {
  enum class Value {
    kPoison,   // it is asked whether this is reached
    kUnknown,  // its relocation failed
    kChoice,   // a constant by which programs choose what to do: exists, size, id, enumerator
  };

  Site site;
  core::Instruction before;  // as the compiler wrote it
  Value value;
};

struct Reach {
  enum class Verdict {
    kReached,   // nothing that is known keeps the verifier away
    kGuarded,   // branches upon constants keep it away: `guards` and `variables`
    kDead,      // branches keep it away that no relocation and no variable decides
    kUncalled,  // it is in a function that no program calls
    kUnknown,   // the program is too large to be followed, or jumps indirectly
  };

  Verdict verdict = Verdict::kUncalled;
  std::vector<std::string> programs;  // that reach it
  // What keeps the verifier away, whatever else is otherwise: all of it together. Nothing where it
  // took too long to find out.
  std::vector<Site> guards;            // relocated instructions
  std::vector<std::string> variables;  // read-only ones, "debug"
};

// What a target's verifier does.
struct VerifierTraits {
  // A global function is verified even if only dead code calls it; Linux 6.8 stopped doing so.
  bool verifies_uncalled_functions = true;
};

// The answer for each poisoned instruction of `relocated`. The object's code must be relocated; it
// need not be such that it can be linked. Variables of `config` that aren't set are unknown.
std::map<Site, Reach> find_reach(const Object& object, std::span<const Relocated> relocated,
                                 const VerifierTraits& traits, const ConfigValues& config);

}  // namespace btfkit::relocator
