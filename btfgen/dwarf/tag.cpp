#include "dwarf/tag.h"

#include <fmt/format.h>
#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>

#include <string_view>

namespace btfkit::dwarf {

std::string name_of(Tag tag) {
  constexpr std::string_view kPrefix = "DW_TAG_";
  const char* name = nullptr;
  if (dwarf_get_TAG_name(static_cast<unsigned>(tag), &name) == DW_DLV_OK) {
    return std::string(std::string_view(name).substr(kPrefix.size()));
  }
  return fmt::format("tag {:#x}", static_cast<unsigned>(tag));
}

}  // namespace btfkit::dwarf
