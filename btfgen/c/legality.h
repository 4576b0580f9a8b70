// Whether the kernel takes the types of C programs as they are.
#pragma once

#include <cstdint>
#include <vector>

#include "c/ambiguous.h"
#include "c/select_functions.h"
#include "c/unit_jobs.h"

namespace btfkit::btfgen {

// Whether there is nothing for legalise() to do: every member has a size, an aligned place inside
// its struct and, if it is a bit field, an integer's type, and so have elements, parameters and
// results a size. Nearly all programs pass this, and it is 50 times cheaper than legalise().
// `address_size` is in bytes.
bool is_legal(const ReadUnits& units, const Survivors& survivors,
              const std::vector<SelectedFunction>& functions, uint32_t address_size);

}  // namespace btfkit::btfgen
