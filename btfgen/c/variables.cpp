#include "c/variables.h"

#include <elf.h>

#include <algorithm>
#include <limits>

#include "c/type_chain.h"

namespace btfkit::btfgen {
namespace {

constexpr std::string_view kPerCpuSection = ".data..percpu";
constexpr size_t kMaxNameLength = 128;  // KSYM_NAME_LEN

// What compilers and macros make, of no use to anybody who looks for a variable by name.
constexpr std::string_view kPassedOver[] = {"__UNIQUE_ID", "__tpstrtab_", "__exitcall_",
                                            "__gendwarfksyms_ptr_",
                                            "__func_stack_frame_non_standard_"};

bool is_valid(std::string_view name) {
  auto is_letter = [](char c) { return ('a' <= (c | 0x20) && (c | 0x20) <= 'z'); };
  auto is_good = [&](char c) {
    return c == '_' || c == '.' || is_letter(c) || ('0' <= c && c <= '9');
  };
  bool begins_well = !name.empty() && !('0' <= name[0] && name[0] <= '9');
  return begins_well && name.size() <= kMaxNameLength && std::ranges::all_of(name, is_good);
}

std::optional<uint64_t> address_of(const Location& location,
                                   const dwarf::ExpressionFormat& format) {
  if (location.form != dwarf::LocationForm::kExpression) return std::nullopt;
  std::vector<dwarf::Operation> operations;
  Bytes expression{reinterpret_cast<const std::byte*>(location.value), location.size};
  if (!decode(expression, format, operations) || operations.empty()) return std::nullopt;
  auto address = dwarf::address_of(operations[0], format);
  if (address && operations.size() == 2 && operations[1].op == dwarf::Op::kPlusUconst) {
    *address += operations[1].number;
  }
  return address;
}

// In bytes; 0 if it isn't known.
uint64_t size_of_variable(const UnitTypes& types, uint32_t type, uint32_t address_size) {
  uint32_t behind = skip(kModifiers, types, type);
  if (behind == 0) return 0;
  const UnitType& of = types.types[behind - 1];
  bool is_stand_in = is_composite(of.kind) && of.size == 1 && of.count == 0;
  return is_stand_in ? 0 : size_of(types, behind, address_size).value_or(0);
}

}  // namespace

Result<VariableSections> VariableSections::read(const elf::File& file, const Options& options) {
  VariableSections result;
  result.options_ = options;
  if (result.is_empty()) return result;
  std::vector<uint64_t> addresses = file.layout();
  for (const elf::Section& section : file.sections()) {
    if (section.type != SHT_PROGBITS && section.type != SHT_NOBITS) continue;
    bool is_wanted = options.global || section.name == kPerCpuSection;
    result.sections_.push_back(
        {section.name, addresses[section.index], section.size, section.index, is_wanted});
  }
  for (const elf::Symbol& symbol : BTFKIT_TRY(file.symbols())) {
    if (symbol.type == STT_OBJECT) result.objects_.emplace(symbol.section, symbol.name);
  }
  return result;
}

const VariableSections::Section* VariableSections::find(uint64_t address) const {
  for (const Section& section : sections_) {
    if (section.address <= address && address - section.address < section.size) {
      return section.is_wanted ? &section : nullptr;
    }
  }
  return nullptr;
}

bool VariableSections::has_object(const Section& section, std::string_view name) const {
  return objects_.contains({section.index, name});
}

std::optional<VariablePlace> find_place(const VariableSections& sections, const Location& location,
                                        const dwarf::ExpressionFormat& format) {
  auto address = address_of(location, format);
  if (!address) return std::nullopt;
  const VariableSections::Section* section = sections.find(*address);
  if (!section) return std::nullopt;
  return VariablePlace{section, *address - section->address};
}

bool is_encoded(const VariableSections& sections, const VariablePlace& place,
                std::string_view name) {
  bool is_passed_over = std::ranges::any_of(
      kPassedOver, [&](std::string_view prefix) { return name.starts_with(prefix); });
  // A discarded section leaves its variables at address 0.
  return !is_passed_over && (place.offset != 0 || sections.has_object(*place.section, name));
}

Result<std::vector<VariableState>> select_variables(const UnitTypes& types,
                                                    const UnitFunctions& unit,
                                                    const VariableSections& sections,
                                                    const NameReader& names,
                                                    std::span<const LocationFormat> formats,
                                                    std::vector<std::string>& problems) {
  std::vector<VariableState> result;
  if (sections.is_empty()) return result;
  for (const UnitVariable& variable : unit.variables) {
    bool is_definition = !variable.is_declaration || variable.specification != 0;
    if (!is_definition || !variable.is_candidate || !variable.location) continue;
    auto place =
        find_place(sections, *variable.location, format_of(variable.die, formats).expression);
    if (!place) continue;
    uint64_t offset = place->offset;

    const UnitVariable* described = &variable;
    if (variable.specification != 0) {
      auto found = std::ranges::find(unit.variables, variable.specification, &UnitVariable::die);
      if (found != unit.variables.end()) described = &*found;
    }
    if (described->name == kUnnamed) continue;
    std::string name = names.text(described->name);
    if (!is_encoded(sections, *place, name)) continue;
    std::string_view problem = !is_valid(name)        ? "BTF doesn't take the name"
                               : described->type == 0 ? "it has no type"
                                                      : "";
    if (!problem.empty()) {
      if (!sections.force()) {
        return fail("variable '{}': {}; the feature encode_force passes it over", name, problem);
      }
      problems.push_back(fmt::format("variable '{}': {}", name, problem));
      continue;
    }
    uint64_t size = size_of_variable(types, described->type,
                                     format_of(variable.die, formats).expression.address_size);
    constexpr uint64_t kLimit = std::numeric_limits<uint32_t>::max();
    if (size == 0 || size > kLimit || offset > kLimit) continue;
    auto tags = std::span(unit.tags).subspan(described->first_tag, described->tags);
    result.push_back({described->name,
                      described->type,
                      place->section->index,
                      static_cast<uint32_t>(offset),
                      static_cast<uint32_t>(size),
                      described->is_external,
                      {tags.begin(), tags.end()}});
  }
  return result;
}

}  // namespace btfkit::btfgen
