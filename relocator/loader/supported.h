#pragma once

#include "error.h"
#include "plan.h"

namespace loader {

// Refuses a plan that is right, but asks for what the stages behind this can't do; the error names
// the record.
bool check_supported(const Plan& plan, loader_error& error);

}  // namespace loader
