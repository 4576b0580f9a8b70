// Errors are one line of text, made where they are found and given context on the way out.
#pragma once

#include "loader/loader.h"

namespace loader {

// Sets the text and returns false. `%m` in the format is errno's text.
[[gnu::format(printf, 2, 3)]] bool fail(loader_error& error, const char* format, ...);

// Puts "CONTEXT: " before the text that is there and returns false.
[[gnu::format(printf, 2, 3)]] bool add_context(loader_error& error, const char* format, ...);

}  // namespace loader
