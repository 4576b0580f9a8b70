#include "btfgen/encode.h"

#include <elf.h>

#include <string_view>
#include <unordered_set>

#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "dwarf/reader.h"
#include "dwarf/sections.h"
#include "elf/file.h"
#include "isolate.h"
#include "legalise.h"
#include "lower.h"
#include "support/file.h"
#include "type_graph.h"

namespace btfkit::btfgen {
namespace {

// The first of equal lines: headers are read in many units, and classes flattened into many.
std::vector<std::string> without_repetitions(const std::vector<std::string>& lines) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> result;
  for (const std::string& line : lines) {
    if (seen.insert(line).second) result.push_back(line);
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

// Everything from the sections' bytes to the BTF, in one process.
Result<Encoded> convert(const elf::File& file, const dwarf::Sections& sections,
                        const EncodeOptions& options) {
  std::vector<std::string> warnings;
  auto reader = BTFKIT_TRY(dwarf::open_libdwarf(sections));
  Graph graph = BTFKIT_TRY(collect(*reader, sections.endian, warnings));
  btf::Btf btf = lower(graph,
                       {sections.endian, sections.address_size, options.flatten_arrays,
                        BTFKIT_TRY(function_symbols(file))},
                       warnings);
  btf = BTFKIT_TRY(btf::deduplicate(btf));
  btf = BTFKIT_TRY(legalise(std::move(btf), sections.address_size, warnings));
  warnings = without_repetitions(warnings);

  if (options.strict && !warnings.empty()) {
    return fail("{} (and {} more that can't be encoded)", warnings.front(), warnings.size() - 1);
  }
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

Result<Encoded> encode_file(Bytes bytes, const EncodeOptions& options) {
  elf::File file = BTFKIT_TRY(elf::File::open(bytes));
  dwarf::Sections sections = BTFKIT_TRY(dwarf::debug_sections(file));
  if (sections.find(".debug_info").empty()) return fail("it has no .debug_info section");
  // libdwarf crashes on some damaged files, so it and what follows run in a process of their own.
  auto packed = run_isolated("libdwarf", [&]() -> Result<std::vector<std::byte>> {
    return pack(BTFKIT_TRY(convert(file, sections, options)));
  });
  return in(".debug_info", packed ? unpack(*packed) : std::unexpected(packed.error()));
}

}  // namespace

Result<Encoded> encode(const std::string& path, const EncodeOptions& options) {
  Content content = BTFKIT_TRY(read_file(path));
  return in(path, encode_file(content.bytes(), options));
}

}  // namespace btfkit::btfgen
