// The functions that programs name to be called when they throw (bpf_throw, Linux 6.7).
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

// What the tags `__attribute__((btf_decl_tag("exception_callback:NAME")))` of programs name.
// Nothing calls these functions, so that they are linked for the tags alone. `object` must outlive
// it.
class ExceptionCallbacks {
 public:
  explicit ExceptionCallbacks(const Object& object);

  // The function that a program names, or null. More than one tag is the verifier's to refuse, and
  // then it is null, too. Fails if there is no such global function of .text.
  Result<const Function*> of(const Function& program) const;

 private:
  struct Subprogram {
    const Function* function;
    bool is_global;
  };

  std::unordered_map<std::string_view, std::vector<std::string_view>> tags_;  // by program
  std::unordered_map<std::string_view, Subprogram> subprograms_;  // empty if there are no tags
};

}  // namespace btfkit::relocator
