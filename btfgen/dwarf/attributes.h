// Which attributes are kept, and in which forms: what both readers go by.
#pragma once

#include <cstdint>
#include <optional>

#include "dwarf/die.h"
#include "dwarf/form.h"
#include "support/bytes.h"

namespace btfkit::dwarf {

// How many bytes the value of a form takes.
enum class FormSize : uint8_t { kNone, k1, k2, k3, k4, k8, k16, kAddress, kOffset, kVariable };

// Nothing if the form isn't known.
std::optional<FormSize> size_of_form(uint64_t form);

// What DW_AT `number` is here where its form is `form`: kEnd if nobody asks for it, nothing if the
// form isn't known.
std::optional<Attribute> attribute_in_form(uint64_t number, uint64_t form);

// The offset that DWARF before version 4 writes as an expression: DW_OP_plus_uconst N. Anything
// else depends on the object at run time, such as the place of a virtual base.
std::optional<uint64_t> constant_of_expression(Bytes expression);

}  // namespace btfkit::dwarf
