#include "dwarf/other_files.h"

#include <filesystem>

namespace btfkit::dwarf {

Result<const OtherFile*> open_other(const std::string& path, SectionSet set, Input& input,
                                    std::optional<std::string_view> build_id) {
  // Names come from debug info: never standard input, a device or a pipe.
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return nullptr;
  auto content = read_file(path);
  if (!content) return nullptr;
  auto other = std::make_unique<OtherFile>(OtherFile{path, std::move(*content), {}});
  auto file = BTFKIT_TRY(in(path, elf::File::open(other->content.bytes())));
  if (build_id && file.build_id() != build_id) return fail("{}: its build id is another one", path);
  if (file.endian() != input.sections.endian) {
    return fail("{}: its byte order is another one", path);
  }
  other->sections = BTFKIT_TRY(in(path, debug_sections(file, set)));
  return input.others.emplace_back(std::move(other)).get();
}

}  // namespace btfkit::dwarf
