// btfgen in the place of pahole, with its options, so that `PAHOLE=btfgen` works in a build of the
// kernel.
#pragma once

#include <span>
#include <string>

namespace btfkit::btfgen {

// Does what pahole would with this command line. Returned is the exit status.
int run_as_pahole(std::span<char* const> arguments);

// The lines of the options table (support/option_table.h) for a page of these options.
std::string pahole_option_table();

}  // namespace btfkit::btfgen
