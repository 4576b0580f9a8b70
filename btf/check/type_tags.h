// Fourth phase: among the modifiers of one type, tags come first.
#pragma once

#include "check/report.h"

namespace btfkit::btf::checking {

void check_type_tags(const RawBtf& btf, Report& report);

}  // namespace btfkit::btf::checking
