// A command's options as text, of which its manual page and its completion are made
// (support/pages). `TOOL --print-options` prints it, for the build:
//
//   tool     NAME DESCRIPTION
//   command  NAME DESCRIPTION           what follows is this command's
//   page     NAME DESCRIPTION           what follows is taken without a command's name, and has a
//                                       page TOOL-NAME
//   synopsis TEXT                       where the operands and options don't tell
//   operand  NAME COUNT DESCRIPTION
//   option   NAMES ARGUMENT COUNT DESCRIPTION
//
// Fields are apart by tabs. NAMES is "-o,--output"; ARGUMENT is empty for a flag, "raw|c" where it
// is one of those, else what --help calls it; COUNT is "1", "?", "+" or "*".
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace btfkit {

// The argument that asks for it.
inline constexpr std::string_view kPrintOptions = "--print-options";

// A line "tool", "command" or "page".
std::string option_table_head(std::string_view word, std::string_view name,
                              std::string_view description);
// The lines of the app's own operands and options, those behind `command`.
std::string option_table(const CLI::App& app);

}  // namespace btfkit
