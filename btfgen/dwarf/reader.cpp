#include "dwarf/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace btfkit::dwarf {

Result<Input> read_input(const elf::File& file) {
  Input input;
  input.sections = BTFKIT_TRY(debug_sections(file));
  if (input.sections.find(".debug_info").empty()) return fail("it has no .debug_info section");
  input.units = BTFKIT_TRY(read_units(input.sections));
  for (const UnitHeader& unit : input.units) {
    bool is_type = unit.kind == UnitKind::kType || unit.kind == UnitKind::kSplitType;
    if (is_type) input.signatures.emplace(unit.signature, unit.type);
  }
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
  result.language = static_cast<uint32_t>(die.value(Attribute::kLanguage));
  result.location_lists_base = die.value(Attribute::kLocationListsBase);
  result.address_base = die.value(Attribute::kAddressBase);
  return result;
}

ExpressionFormat expression_format(const Sections& sections, const UnitHeader& unit,
                                   const UnitAttributes& attributes) {
  Bytes addresses = sections.find(".debug_addr");
  addresses = addresses.subspan(std::min<uint64_t>(attributes.address_base, addresses.size()));
  return {sections.endian, unit.address_size, unit.offset_size, unit.version, addresses};
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
