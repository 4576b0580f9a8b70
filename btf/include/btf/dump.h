// BTF as text.
#pragma once

#include <string>

#include "btf/model.h"

namespace btfkit::btf {

// Every type of `btf` (of a split BTF: its own), byte for byte what
// `bpftool btf dump file F format raw` prints.
std::string dump_raw(const Btf& btf);

}  // namespace btfkit::btf
