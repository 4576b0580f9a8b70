#include "core/name.h"

namespace btfkit::core {

std::string_view essential_name(std::string_view name) {
  constexpr std::string_view kSeparator = "___";
  for (size_t at = name.rfind(kSeparator); at != std::string_view::npos && at > 0;
       at = name.rfind(kSeparator, at - 1)) {
    size_t behind = at + kSeparator.size();
    if (name[at - 1] != '_' && behind < name.size() && name[behind] != '_') {
      return name.substr(0, at);
    }
  }
  return name;
}

}  // namespace btfkit::core
