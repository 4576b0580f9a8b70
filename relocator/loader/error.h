// Errors are one line of text, made where they are found and given context on the way out.
#pragma once

#include <type_traits>

#include "btfkit/loader.h"

namespace loader {

// False by its type: where a function is inlined that returns it, the compiler sees that its caller
// goes on only with what has been set.
using Failed = std::false_type;

// Sets the text. `%m` in the format is errno's text.
[[gnu::format(printf, 2, 3)]] Failed fail(bpfload_error& error, const char* format, ...);

// Puts "CONTEXT: " before the text that is there.
[[gnu::format(printf, 2, 3)]] Failed add_context(bpfload_error& error, const char* format, ...);

}  // namespace loader
