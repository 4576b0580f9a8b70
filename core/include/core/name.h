// Names with flavors: a local type may be called `task_struct___old` and stands for the kernel's
// `task_struct`, its essential name.
#pragma once

#include <string_view>

namespace btfkit::core {

// `name` without its flavor: cut at the last "X___Y" where neither X nor Y is an underscore.
std::string_view essential_name(std::string_view name);

}  // namespace btfkit::core
