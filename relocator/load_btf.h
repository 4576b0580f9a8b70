// The object's BTF as the kernel takes it.
#pragma once

#include "object.h"

namespace btfkit::relocator {

// Fills in what the compiler leaves to the loader: the sizes of DATASECs and the offsets of their
// variables, which are in the ELF file only, static linkage for what is hidden there, and what the
// kernel refuses of some compilers: parameters without names get some, a FUNC without one becomes a
// PTR, a signed CHAR is SIGNED only. Entries
// come out in the order of their offsets, as the kernel wants them.
Result<void> complete_btf(Object& object);

}  // namespace btfkit::relocator
