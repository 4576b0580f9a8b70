// Which names the kernel takes.
#pragma once

#include <string_view>

#include "check/rules.h"

namespace btfkit::btf::checking {

// A name in C, or one with dots in it.
bool is_identifier(std::string_view name, const Rules& rules, bool dots);

// The name of an ELF section.
bool is_section_name(std::string_view name, const Rules& rules);

}  // namespace btfkit::btf::checking
