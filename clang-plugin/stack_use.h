// Who takes how much of the stack. Everything is known by name: the code generator changes
// functions while it says how large their frames are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "diagnostics.h"

namespace llvm {
class Module;
}

namespace btfkit {

// What the kernel gives a program together with all that it calls (MAX_BPF_STACK), in bytes.
inline constexpr std::uint64_t max_stack = 512;

class StackUse {
 public:
  // Takes down variables and calls of the optimised module.
  explicit StackUse(const llvm::Module& module);

  // The code generator has settled a frame of so many bytes.
  void set_frame(const std::string& function, std::uint64_t bytes);

  // Where the function is, and what its frame of so many bytes is made of.
  SourcePlace place(const std::string& function) const;
  std::string explain(const std::string& function, std::uint64_t bytes) const;

  // Each chain of calls that needs more than max_stack in sum, though no frame of it does by
  // itself.
  void report_chains(const Reporter& report) const;

 private:
  struct Variable {
    std::uint64_t bytes = 0;
    std::string name;  // empty for what the compiler made
    SourcePlace place;
  };
  struct Frame {
    std::string name;
    SourcePlace place;
    std::uint64_t bytes = 0;
    std::vector<Variable> variables;  // the largest first
    std::vector<std::string> callees;
    bool is_called = false;
  };
  struct Chain {
    std::uint64_t bytes = 0;
    std::vector<const Frame*> frames;
    bool is_diagnosed = false;  // a frame in it is too large by itself, or calls itself
  };

  using Known = std::map<const Frame*, Chain>;
  // `way`: the frames from a root to this one. `known`: the chains found so far.
  Chain deepest_from(const Frame& frame, std::vector<const Frame*>& way, Known& known) const;

  std::map<std::string, Frame> frames_;
};

}  // namespace btfkit
