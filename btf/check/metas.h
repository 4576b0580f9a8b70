// Second phase: each type by itself, without what it refers to.
#pragma once

#include "check/report.h"
#include "check/rules.h"

namespace btfkit::btf::checking {

// Walks the type section and puts its types into `btf`. False where the walk had to stop before the
// end, so that types are missing.
bool check_metas(Bytes types, RawBtf& btf, const Rules& rules, Report& report);

}  // namespace btfkit::btf::checking
