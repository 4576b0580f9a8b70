// The stage that makes a plan acceptable for an older kernel than the compiler had in mind.
#pragma once

#include <vector>

#include "link.h"
#include "maps.h"
#include "programs.h"
#include "target_features.h"

namespace btfkit::relocator {

// Gives arguments that are tagged as context the type that says so, and replaces types that the
// kernel doesn't know by others that it takes in their place, as libbpf does: ids stay, and nothing
// else refers to what is lost. `btf` is the object's BTF as bytes.
Result<void> legalise_btf(std::vector<std::byte>& btf, std::vector<PlannedProgram>& programs,
                          const TargetFeatures& features);

// Drops func and line info and a map's flag that the kernel doesn't know, and takes the helpers
// that it has.
void legalise_code_and_maps(std::vector<LinkedProgram>& programs, std::vector<Map>& maps,
                            const TargetFeatures& features);

}  // namespace btfkit::relocator
