#include "dwarf/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dwarf/other_files.h"

namespace btfkit::dwarf {

Result<const UnitSource*> Input::add(UnitSource source, bool in_types) {
  source.base = end;
  end += source.units.size();
  auto kept = std::make_unique<const UnitSource>(std::move(source));
  size_t first = units.size();
  BTFKIT_CHECK(read_units(*kept, sections.endian, in_types, units));
  for (const UnitHeader& unit : std::span(units).subspan(first)) {
    bool is_type = unit.kind == UnitKind::kType || unit.kind == UnitKind::kSplitType;
    if (is_type) signatures.emplace(unit.signature, unit.type);
  }
  return sources.emplace_back(std::move(kept)).get();
}

Result<Input> read_input(const elf::File& file, const std::string& path) {
  Input input;
  input.sections = BTFKIT_TRY(debug_sections(file));
  const Sections& sections = input.sections;
  if (sections.find(".debug_info").empty()) return fail("it has no .debug_info section");
  auto alternate = find_alternate(file, path, input);
  UnitSource source;
  source.abbreviations = sections.find(".debug_abbrev");
  source.strings = sections.find(".debug_str");
  source.line_strings = sections.find(".debug_line_str");
  source.string_offsets = sections.find(".debug_str_offsets");
  source.addresses = sections.find(".debug_addr");
  source.location_lists = sections.find(".debug_loclists");
  source.locations = sections.find(".debug_loc");
  Bytes info = sections.find(".debug_info");
  Bytes types = sections.find(".debug_types");
  if (alternate) {
    source.alternate = info.size() + types.size();
    source.alternate_strings = alternate->sections.find(".debug_str");
  }
  UnitSource of_types = source;
  source.name = ".debug_info";
  source.units = info;
  BTFKIT_TRY(input.add(std::move(source), false));
  of_types.name = ".debug_types";
  of_types.units = types;
  BTFKIT_TRY(input.add(std::move(of_types), true));
  if (alternate) BTFKIT_CHECK(add_alternate_units(*alternate, input));
  BTFKIT_CHECK(add_split_units(path, input));
  return input;
}

Result<UnitAttributes> read_attributes(Reader& reader, const UnitHeader& unit) {
  BTFKIT_CHECK(reader.enter(unit));
  UnitAttributes result;
  Die die;
  if (!reader.next(die)) {
    BTFKIT_CHECK(reader.status());
    return result;
  }
  if (die.has(Attribute::kName)) result.name = die.text(Attribute::kName);
  if (die.has(Attribute::kSplitName)) result.split_name = die.text(Attribute::kSplitName);
  if (die.has(Attribute::kProducer)) {
    result.is_clang = std::string_view(die.text(Attribute::kProducer)).contains("clang");
  }
  result.is_partial = die.tag == Tag::kPartialUnit;
  result.language = static_cast<uint32_t>(die.value(Attribute::kLanguage));
  if (die.has(Attribute::kCompileFolder)) result.folder = die.text(Attribute::kCompileFolder);
  result.split_id = die.value(Attribute::kSplitId);
  result.address_base = die.value(Attribute::kAddressBase);
  uint64_t behind_header = unit.source->is_split ? (unit.offset_size == 8 ? 20 : 12) : 0;
  result.location_lists_base = die.value(Attribute::kLocationListsBase, behind_header);
  return result;
}

ExpressionFormat expression_format(const Sections& sections, const UnitHeader& unit,
                                   const UnitAttributes& attributes) {
  // A split unit's are where its skeleton says.
  const UnitSource& source = *unit.source;
  uint64_t base = source.is_split ? source.address_base : attributes.address_base;
  Bytes addresses = source.addresses;
  addresses = addresses.subspan(std::min<uint64_t>(base, addresses.size()));
  return {sections.endian, unit.address_size, unit.offset_size,
          unit.version,    addresses,         source.is_split};
}

bool is_c(uint32_t language) {
  // DW_LANG_C89, C, C99, C11, C17 and Mips_Assembler.
  constexpr std::array<uint32_t, 7> kLanguages = {0, 0x01, 0x02, 0x0c, 0x1d, 0x2c, 0x8001};
  return std::ranges::find(kLanguages, language) != kLanguages.end();
}

std::string description(const UnitAttributes& attributes, const UnitHeader& unit) {
  return attributes.name.empty() ? fmt::format("unit at {:#x}", unit.offset)
                                 : fmt::format("unit '{}'", attributes.name);
}

}  // namespace btfkit::dwarf
