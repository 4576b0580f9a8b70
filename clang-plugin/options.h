// What -fplugin-arg-btf-... asks for.
#pragma once

#include <string_view>

#include "diagnostics.h"

namespace btfkit {

struct Options {
  DiagnosticSwitches switches;
  // Decl tags with the tag's values on the alternatives of tagged unions. Off by default: kernels
  // before 5.16 refuse BTF with decl tags.
  bool discriminants = false;

  // `option` is what follows -fplugin-arg-btf-. False if there is no such option.
  bool apply(std::string_view option) {
    if (option == "discriminants") {
      discriminants = true;
      return true;
    }
    return switches.apply(option);
  }
};

}  // namespace btfkit
