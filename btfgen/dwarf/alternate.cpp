#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "dwarf/cursor.h"
#include "dwarf/other_files.h"

namespace btfkit::dwarf {
namespace {

constexpr std::string_view kLinkSection = ".gnu_debugaltlink";
constexpr std::string_view kDebugFolder = "/usr/lib/debug";

std::vector<std::string> candidates(const std::string& path, const std::string& name,
                                    std::string_view build_id) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::string hex;
  for (char byte : build_id) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  std::vector<std::string> result = {(folder / name).string()};
  if (hex.size() > 2) {
    result.push_back(
        fmt::format("{}/.build-id/{}/{}.debug", kDebugFolder, hex.substr(0, 2), hex.substr(2)));
  }
  return result;
}

}  // namespace

const OtherFile* find_alternate(const elf::File& file, const std::string& path, Input& input) {
  const elf::Section* link = file.find_section(kLinkSection);
  if (!link) return nullptr;
  std::string_view text = as_text(link->data);
  std::string name(text.substr(0, text.find('\0')));
  std::string_view build_id = text.substr(std::min(name.size() + 1, text.size()));
  std::string why = "it is not there";
  for (const std::string& candidate : candidates(path, name, build_id)) {
    auto other = open_other(candidate, SectionSet::kWhole, input, build_id);
    if (other && *other) return *other;
    if (!other) why = other.error().message();
  }
  input.warnings.push_back(fmt::format("types are in the supplementary file '{}': {}", name, why));
  return nullptr;
}

Result<void> add_alternate_units(const OtherFile& alternate, Input& input) {
  const Sections& sections = alternate.sections;
  UnitSource source;
  source.name = fmt::format("{}: .debug_info", alternate.path);
  source.units = sections.find(".debug_info");
  source.references = input.end;
  source.abbreviations = sections.find(".debug_abbrev");
  source.strings = sections.find(".debug_str");
  source.line_strings = sections.find(".debug_line_str");
  source.string_offsets = sections.find(".debug_str_offsets");
  size_t own = input.units.size();
  uint64_t base = input.end;
  BTFKIT_TRY(input.add(std::move(source), false));

  // The file serves other programs as well: what is asked for, and what that asks for.
  std::vector<UnitHeader> all = std::move(input.units);
  std::vector<bool> is_wanted(all.size(), false);
  std::vector<size_t> to_read(own);
  for (size_t i = 0; i < own; ++i) to_read[i] = i;
  Cursor cursor(input);
  while (!to_read.empty()) {
    size_t next = to_read.back();
    to_read.pop_back();
    is_wanted[next] = true;
    BTFKIT_CHECK(cursor.enter(all[next]));
    Die die;
    while (cursor.next(die)) {
      for (Attribute attribute : {Attribute::kType, Attribute::kImport, Attribute::kSpecification,
                                  Attribute::kAbstractOrigin}) {
        auto target = die.reference(attribute);
        if (!target || number(*target) < base) continue;
        auto unit = std::ranges::upper_bound(all, number(*target), {}, &UnitHeader::offset);
        auto index = static_cast<size_t>(unit - all.begin()) - 1;
        if (is_wanted[index]) continue;
        is_wanted[index] = true;
        to_read.push_back(index);
      }
    }
    BTFKIT_CHECK(cursor.status());
  }
  for (size_t i = 0; i < all.size(); ++i) {
    if (is_wanted[i]) input.units.push_back(all[i]);
  }
  return {};
}

}  // namespace btfkit::dwarf
