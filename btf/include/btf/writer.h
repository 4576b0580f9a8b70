// BTF and .BTF.ext to bytes.
#pragma once

#include <vector>

#include "btf/ext.h"
#include "btf/model.h"

namespace btfkit::btf {

// Which fields the header has. What is behind them must be found by the header's length, so that
// old readers take the long one, too.
enum class HeaderForm {
  kShortest,    // the place of the layout section only if there is one
  kWithLayout,  // always, as libbpf 1.8 writes it
};

// The bytes of `btf` (of a split BTF: without its base), in its own byte order. Fails where
// types and strings don't fit into 4 GiB.
Result<std::vector<std::byte>> write(const Btf& btf, HeaderForm form = HeaderForm::kShortest);

// The layout section of all kinds that there are.
std::vector<KindLayout> layout_of_all_kinds();

// The bytes of a `.BTF.ext` section. Without CO-RE records the header is the shorter one that
// kernels and loaders from before CO-RE know too.
std::vector<std::byte> write_ext(const Ext& ext, Endian endian);

}  // namespace btfkit::btf
