// Fifth phase: fields that the kernel itself manages in objects of a program's own types: locks,
// lists, trees, reference counts and kernel pointers. The kernel looks them up in every struct when
// it loads the BTF, and refuses the BTF without a word where it can't make sense of them.
#pragma once

#include "check/report.h"
#include "check/rules.h"

namespace btfkit::btf::checking {

// Of a BTF without other faults: the walk through structs takes ids and nesting for granted.
void check_special_fields(const RawBtf& btf, const Rules& rules, Report& report);

}  // namespace btfkit::btf::checking
