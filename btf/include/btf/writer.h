// BTF and .BTF.ext to bytes.
#pragma once

#include <vector>

#include "btf/ext.h"
#include "btf/model.h"

namespace btfkit::btf {

// The bytes of `btf` (of a split BTF: without its base), in its own byte order. Fails where
// types and strings don't fit into 4 GiB.
Result<std::vector<std::byte>> write(const Btf& btf);

// The bytes of a `.BTF.ext` section. Without CO-RE records the header is the shorter one that
// kernels and loaders from before CO-RE know too.
std::vector<std::byte> write_ext(const Ext& ext, Endian endian);

}  // namespace btfkit::btf
