// Split BTF that finds its way to a base other than the one it was made on.
//
// The ids of a module's split BTF are those of the kernel it was built with; in the next build of
// that kernel they are different ones. So what the module needs of its base goes along with it, in
// the section .BTF.base (Linux 6.11): the distilled base.
#pragma once

#include <memory>

#include "btf/model.h"

namespace btfkit::btf {

struct Distilled {
  std::unique_ptr<Btf> base;  // for .BTF.base
  Btf split;                  // on it; for .BTF
};

// `split`, which has a base, on a distilled one. Of the types that it needs of its base, named
// integers, floats and forward declarations are kept there, named structs, unions and enums by name
// and size alone; copies of all others are appended to the split BTF. Its own types keep their
// order. Fails where it refers to a FUNC, VAR, DATASEC, DECL_TAG or unknown kind of the base, and
// for an unknown kind of its own, whose ids can't be found.
Result<Distilled> distill(const Btf& split);

// `split`, which is on a distilled base, as split BTF on `base`, which must outlive the result. The
// order of its types stays. Each type of the distilled base is looked for by name, kind and size,
// as the kernel's btf_relocate() does; fails, with the type's name, where there is none in `base`,
// or more than one, and where the distilled base has types that don't belong into one.
Result<Btf> resolve_base(const Btf& split, const Btf& base);

}  // namespace btfkit::btf
