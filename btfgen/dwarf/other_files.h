// Files that hold parts of a program's debug info: the supplementary file that `dwz -m` leaves for
// several programs, and the .dwo files and .dwp packages of split DWARF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dwarf/reader.h"
#include "elf/file.h"
#include "support/error.h"

namespace btfkit::dwarf {

// Opens a file that debug info names, with the debug sections of `set`; null if there is no such
// file. Fails where it has another byte order than the program, or another build id than is asked
// for; errors name it.
Result<const OtherFile*> open_other(const std::string& path, SectionSet set, Input& input,
                                    std::optional<std::string_view> build_id = std::nullopt);

// The file that .gnu_debugaltlink of `file` names, by its name and beside `path`, then by its build
// id; null if there is no such section, and with a warning if there is no such file.
const OtherFile* find_alternate(const elf::File& file, const std::string& path, Input& input);

// Adds the units of `alternate` that the units of `input` lead to.
Result<void> add_alternate_units(const OtherFile& alternate, Input& input);

// Adds what skeleton units leave to other files. What isn't there becomes a warning.
Result<void> add_split_units(const std::string& path, Input& input);

}  // namespace btfkit::dwarf
