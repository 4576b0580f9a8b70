// The function that a program names to be called when it throws (bpf_throw, Linux 6.7).
#pragma once

#include "object.h"

namespace btfkit::relocator {

// What `__attribute__((btf_decl_tag("exception_callback:NAME")))` of a program names, or null.
// Nothing calls that function, so that it is linked for the tag alone. More than one tag is the
// verifier's to refuse, and then it is null, too. Fails if there is no such global function of
// .text.
Result<const Function*> exception_callback(const Object& object, const Function& program);

}  // namespace btfkit::relocator
