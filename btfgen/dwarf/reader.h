// The seam between what reads DWARF and what makes BTF of it: a unit as a stream of DIEs in the
// order of the file.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/expression.h"
#include "dwarf/sections.h"
#include "dwarf/units.h"
#include "support/error.h"
#include "support/file.h"

namespace btfkit::dwarf {

// Type units by their signatures: the type's DieOffset.
using TypeSignatures = std::unordered_map<uint64_t, uint64_t>;

// Another file with debug info of the same program.
struct OtherFile {
  std::string path;
  Content content;
  Sections sections;
};

// A program's debug info, as the readers want it.
struct Input {
  Sections sections;              // of the file itself
  std::vector<UnitHeader> units;  // by ascending offset
  TypeSignatures signatures;
  std::vector<std::unique_ptr<const UnitSource>> sources;
  std::vector<std::unique_ptr<const OtherFile>> others;
  uint64_t end = 0;                   // behind the last DieOffset of all sources
  std::vector<std::string> warnings;  // what isn't at hand
  bool is_mapped = false;             // the file itself is, so that its pages can be released

  // Adds `source`, whose base is given here, and its units. Those of a split unit's have its id.
  Result<const UnitSource*> add(UnitSource source, bool in_types);
};

// Reads what `file` has, and finds the files that belong to it: the supplementary one of `dwz -m`
// and those of split DWARF. `path` is the file's, where these are looked for.
Result<Input> read_input(const elf::File& file, const std::string& path);

class Reader {
 public:
  virtual ~Reader() = default;

  // Goes to the start of `unit`. Errors name section and offset.
  virtual Result<void> enter(const UnitHeader& unit) = 0;
  // Goes to the next DIE: the unit's own first, then the first child if it has children, else the
  // sibling or that of an ancestor. False at the unit's end, and after an error.
  virtual bool next(Die& die) = 0;
  // Makes next() pass over the children of the DIE last returned.
  virtual void skip_children() = 0;
  // Whether next() ended for an error.
  virtual Result<void> status() const = 0;
};

// The reference reader. `input` must outlive it. libdwarf crashes on some damaged inputs; whoever
// must survive that calls it from a child process. Not for several threads.
Result<std::unique_ptr<Reader>> open_libdwarf(const Input& input);

// What a unit's own DIE says.
struct UnitAttributes {
  std::string_view name;
  uint32_t language = 0;    // DW_LANG_*
  bool is_clang = false;    // its producer
  bool is_partial = false;  // DW_TAG_partial_unit: what several units share
  uint64_t location_lists_base = 0;
  std::string_view split_name;  // of the file that holds the rest of a skeleton unit
  std::string_view folder;      // in which the compiler ran
  uint64_t split_id = 0;        // of split DWARF before version 5
  uint64_t address_base = 0;    // in .debug_addr
};
Result<UnitAttributes> read_attributes(Reader& reader, const UnitHeader& unit);

// What reading the expressions of a unit depends on.
ExpressionFormat expression_format(const Sections& sections, const UnitHeader& unit,
                                   const UnitAttributes& attributes);

// Whether a DW_LANG_* is C's or the assembler's. 0, where a unit doesn't say it, counts as C.
bool is_c(uint32_t language);

// "unit 'a.c'", or where it is if it has no name.
std::string description(const UnitAttributes& attributes, const UnitHeader& unit);

}  // namespace btfkit::dwarf
