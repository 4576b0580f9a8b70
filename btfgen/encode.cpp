#include "btfgen/encode.h"

#include <elf.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <unordered_set>

#include "btf/append.h"
#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "c/encode_units.h"
#include "c/variables.h"
#include "cxx_rust/lower.h"
#include "cxx_rust/type_graph.h"
#include "dwarf/cursor.h"
#include "dwarf/reader.h"
#include "elf/file.h"
#include "isolate.h"
#include "join_sections.h"
#include "legalise.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// Names of damaged debug info can have anything in them; a message is one line.
std::string one_line(std::string text) {
  auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  std::ranges::replace_if(text, is_control, '?');
  return text;
}

// The first of equal lines: headers are read in many units, and classes flattened into many.
std::vector<std::string> without_repetitions(const std::vector<std::string>& lines) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> result;
  for (const std::string& line : lines) {
    if (seen.insert(line).second) result.push_back(one_line(line));
  }
  return result;
}

// The names of the functions that are defined, without the version that some have (`f@@V_1`).
Result<std::unordered_set<std::string_view>> function_symbols(const elf::File& file) {
  std::unordered_set<std::string_view> names;
  for (const elf::Symbol& symbol : BTFKIT_TRY(file.symbols())) {
    bool is_function = symbol.type == STT_FUNC || symbol.type == STT_GNU_IFUNC;
    if (is_function && symbol.section != SHN_UNDEF) {
      names.insert(symbol.name.substr(0, symbol.name.find('@')));
    }
  }
  return names;
}

Result<std::unique_ptr<dwarf::Reader>> open_reader(const dwarf::Input& input, DwarfReader reader) {
  if (reader == DwarfReader::kFast) return std::make_unique<dwarf::Cursor>(input);
  return dwarf::open_libdwarf(input);
}

// What isn't in C goes through a graph of declarations, which knows scopes, bases and templates.
Result<btf::Btf> encode_foreign(const elf::File& file, const dwarf::Input& input,
                                const std::vector<dwarf::UnitHeader>& units,
                                const EncodeOptions& options, std::vector<std::string>& warnings) {
  auto reader = BTFKIT_TRY(open_reader(input, options.reader));
  std::vector<SourceUnit> sources;
  for (const dwarf::UnitHeader& unit : units) {
    sources.push_back({unit, BTFKIT_TRY(read_attributes(*reader, unit))});
  }
  const dwarf::Sections& sections = input.sections;
  Graph graph = BTFKIT_TRY(collect(*reader, sources, sections, warnings, options.progress));
  VariableSections variables = BTFKIT_TRY(VariableSections::read(
      file, {options.features.var, options.features.global_var, options.features.encode_force}));
  LowerOptions lowering{sections.endian,
                        sections.address_size,
                        BTFKIT_TRY(function_symbols(file)),
                        variables,
                        options.features.decl_tag,
                        options.features.type_tag,
                        options.features.floats,
                        options.features.enum64};
  btf::Btf btf = BTFKIT_TRY(btf::deduplicate(lower(graph, lowering, warnings)));
  return legalise(std::move(btf), sections.address_size, warnings);
}

// Leaves out the units in languages that aren't wanted.
Result<void> filter_units(dwarf::Input& input, const EncodeOptions& options) {
  if (options.languages.languages.empty()) return {};
  auto reader = BTFKIT_TRY(open_reader(input, options.reader));
  std::vector<dwarf::UnitHeader> wanted;
  for (const dwarf::UnitHeader& unit : input.units) {
    auto attributes = BTFKIT_TRY(read_attributes(*reader, unit));
    if (options.languages.passes(attributes.language)) wanted.push_back(unit);
  }
  if (wanted.empty() && !input.units.empty()) {
    return fail("none of its {} units is in a language that is asked for", input.units.size());
  }
  input.units = std::move(wanted);
  return {};
}

// Everything from the sections' bytes to the BTF, in one process.
Result<Encoded> convert(const elf::File& file, dwarf::Input& input, const EncodeOptions& options) {
  BTFKIT_CHECK(filter_units(input, options));
  EncodedUnits units = BTFKIT_TRY(encode_units(file, input, options));
  std::vector<std::string> warnings = std::move(input.warnings);
  warnings.insert(warnings.end(), units.warnings.begin(), units.warnings.end());
  btf::Btf btf = std::move(units.btf);
  if (!units.foreign.empty()) {
    auto foreign = BTFKIT_TRY(encode_foreign(file, input, units.foreign, options, warnings));
    if (btf.own_types().size() == 0) {
      btf = std::move(foreign);
    } else {
      BTFKIT_CHECK(btf::append(btf, foreign));
      btf = join_sections(BTFKIT_TRY(btf::deduplicate(btf)));
    }
  }
  warnings = without_repetitions(warnings);
  if (options.strict && !warnings.empty()) {
    return fail("{} (and {} more that can't be encoded)", warnings.front(), warnings.size() - 1);
  }
  if (options.features.layout) btf.set_layout(btf::layout_of_all_kinds());
  if (btf.own_types().size() == 0) {
    return fail("it describes no types{}{}", warnings.empty() ? "" : ": ",
                warnings.empty() ? "" : warnings.front());
  }
  return Encoded{std::move(btf), std::move(warnings)};
}

// An Encoded as bytes, to be handed from one process to another: the number of warnings, each
// warning behind its length, and BTF.

Result<std::vector<std::byte>> pack(const Encoded& encoded) {
  ByteWriter writer(kHostEndian);
  writer.u64(encoded.warnings.size());
  for (const std::string& warning : encoded.warnings) {
    writer.u64(warning.size());
    writer.bytes(as_bytes(warning));
  }
  writer.bytes(BTFKIT_TRY(btf::write(encoded.btf)));
  return std::move(writer).take();
}

Result<Encoded> unpack(Bytes bytes) {
  ByteReader reader(bytes, kHostEndian);
  std::vector<std::string> warnings;
  for (uint64_t count = BTFKIT_TRY(reader.u64()); count > 0; --count) {
    uint64_t size = BTFKIT_TRY(reader.u64());
    warnings.emplace_back(as_text(BTFKIT_TRY(reader.bytes(size))));
  }
  Bytes rest = BTFKIT_TRY(reader.bytes(reader.remaining()));
  btf::Btf btf = BTFKIT_TRY(btf::read(std::vector(rest.begin(), rest.end())));
  return Encoded{std::move(btf), std::move(warnings)};
}

Result<Encoded> encode_file(const std::string& path, const Content& content,
                            const EncodeOptions& options) {
  elf::File file = BTFKIT_TRY(elf::File::open(content.bytes()));
  dwarf::Input input = BTFKIT_TRY(dwarf::read_input(file, path));
  input.is_mapped = content.is_mapped();
  if (options.reader == DwarfReader::kFast) return convert(file, input, options);
  // libdwarf crashes on some damaged files, so it and what follows run in a process of their own.
  auto packed = run_isolated("libdwarf", [&]() -> Result<std::vector<std::byte>> {
    return pack(BTFKIT_TRY(convert(file, input, options)));
  });
  return packed ? unpack(*packed) : std::unexpected(packed.error());
}

}  // namespace

Result<Encoded> encode(const std::string& path, const EncodeOptions& options) {
  Content content = BTFKIT_TRY(read_file(path));
  return in(path, encode_file(path, content, options));
}

}  // namespace btfkit::btfgen
