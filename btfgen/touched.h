// What of a kernel's types BPF objects depend on.
#pragma once

#include <string>

#include "btf/diff.h"
#include "core/engine.h"

namespace btfkit::btfgen {

// Adds to `selection` the types, members and enumerators of `target` that may be meant by the
// CO-RE relocations of the object in file `path`, and what else it asks for by name. All candidates
// count, as the one that a loader takes depends on the others. Errors name the file.
Result<void> add_touched(const std::string& path, const core::Target& target,
                         btf::Selection& selection);

}  // namespace btfkit::btfgen
