// One DATASEC for each section of a program, where several were made of parts of it.
#pragma once

#include "btf/model.h"

namespace btfkit::btfgen {

// `btf` with the variables of all DATASECs of one name in the first of them, in the order of their
// places. The size is up to the end of the last one. `btf` is no split BTF.
btf::Btf join_sections(btf::Btf btf);

}  // namespace btfkit::btfgen
