#include "c/encode_units.h"

#include <span>

#include "c/ambiguous.h"
#include "c/assemble.h"
#include "c/calling_convention.h"
#include "c/debug_strings.h"
#include "c/elf_functions.h"
#include "c/legality.h"
#include "c/select_functions.h"
#include "c/unit_jobs.h"
#include "c/variables.h"
#include "legalise.h"

namespace btfkit::btfgen {

Result<EncodedUnits> encode_units(const elf::File& file, const dwarf::Input& input,
                                  const EncodeOptions& options) {
  DebugStrings strings(input.sections.find(".debug_str"), options.kabi_prefix);
  ElfFunctions functions = BTFKIT_TRY(ElfFunctions::read(file, strings));
  VariableSections sections = BTFKIT_TRY(VariableSections::read(
      file, {options.features.var, options.features.global_var, options.features.encode_force}));
  UnitInputs inputs{input,
                    options.reader,
                    strings,
                    functions,
                    sections,
                    {},
                    calling_convention(file.machine()),
                    options.features.true_signature,
                    {},
                    1,
                    options.progress};
  inputs.options.endian = input.sections.endian;
  inputs.options.floats = options.features.floats;
  inputs.options.enum64 = options.features.enum64;
  inputs.options.type_tags = options.features.type_tag;
  inputs.options.decl_tags = options.features.decl_tag;
  inputs.options.functions = true;
  inputs.options.variables = !sections.is_empty();
  inputs.jobs = options.jobs;
  for (const dwarf::UnitHeader& unit : input.units) inputs.groups.emplace_back(&unit, 1);

  EncodedUnits result;
  ReadUnits read = BTFKIT_TRY(read_units(inputs));
  std::vector<dwarf::UnitHeader> in_c;
  bool has_c = false, has_foreign = false;
  for (const UnitRecord& record : read.records) {
    has_foreign |= record.is_foreign;
    has_c |= !record.is_foreign && !record.is_shared;
  }
  bool is_reread = false;
  for (size_t i = 0; i < input.units.size(); ++i) {
    const UnitRecord& record = read.records[i];
    bool is_foreign = record.is_foreign || (record.is_shared && has_foreign);
    bool is_in_c = !record.is_foreign && (!record.is_shared || has_c || !has_foreign);
    if (is_foreign) result.foreign.push_back(input.units[i]);
    if (is_in_c) in_c.push_back(input.units[i]);
    is_reread |= !record.is_foreign && !is_in_c;
  }
  if ((read.refers_outside && in_c.size() > 1) || is_reread) {
    // Link-time optimisation and dwz leave references from unit to unit.
    inputs.groups.clear();
    if (!in_c.empty()) inputs.groups.emplace_back(in_c);
    read = BTFKIT_TRY(read_units(inputs));
  }
  for (const UnitRecord& record : read.records) {
    for (const std::string& problem : record.problems) {
      result.warnings.push_back(fmt::format("{}: {}", record.name, problem));
    }
  }
  if (read.refers_outside) {
    result.warnings.push_back(fmt::format(
        "{}: it refers to types outside of all units; they are void", read.records.front().name));
  }
  IndexType index = add_index_type(read);
  read.table.seal();
  Survivors survivors = BTFKIT_TRY(find_survivors(inputs, read));
  auto selected =
      select_functions(functions, read, survivors,
                       {options.features.consistent_func, options.features.true_signature});
  bool kfunc_tags = options.features.decl_tag_kfuncs && options.features.decl_tag;
  bool arena_attributes = options.features.decl_tag_kfuncs && options.features.attributes;
  result.btf = assemble(read, survivors, index, selected, sections,
                        {input.sections.endian, kfunc_tags, arena_attributes});
  if (!is_legal(read, survivors, selected, input.sections.address_size)) {
    result.btf =
        BTFKIT_TRY(legalise(std::move(result.btf), input.sections.address_size, result.warnings));
  }
  return result;
}

}  // namespace btfkit::btfgen
