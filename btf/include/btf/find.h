// One type of a BTF by its name, without the cost of all the others.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

struct FoundType {
  TypeId id;
  std::vector<uint32_t> words;  // in the host's byte order

  // The type itself; its lists are parts of `words`.
  Type type() const;
};

// The first type named `name` in a .BTF section of either byte order, or nothing. The bytes are used
// where they lie: those behind that type are neither read nor checked, and no memory is taken but for
// the result. Fails where the header, or a type on the way, is at fault. Kinds that only a layout
// section describes are stepped over. Of a split BTF the ids and strings of the base are unknown; it
// has to be read.
Result<std::optional<FoundType>> find_type(Bytes bytes, std::string_view name);

}  // namespace btfkit::btf
