// Abbreviations, compiled: for each declaration of .debug_abbrev the few steps that get from a DIE
// to the next one and pick up on the way what encode looks at. A kernel declares 340,000 of them,
// of which 1,500 differ, so that the compiled form is kept by content.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/form.h"
#include "dwarf/units.h"
#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::dwarf {

// Passes over `gap` bytes, then reads a value of `form` as `attribute` (kEnd: nobody asks for it,
// but its length must be read).
struct Step {
  Attribute attribute;
  Form form;
  uint32_t gap;
  int64_t constant;  // the value of kImplicitConst; the DW_AT_* of kIndirect
};

struct Shape {
  Tag tag;
  bool has_children;
  uint32_t tail;  // bytes behind the last step
  std::vector<Step> steps;
};

// The abbreviations of one unit, by their codes.
class AbbreviationTable {
 public:
  // Null if the unit declares no such code.
  const Shape* find(uint64_t code) const {
    if (code - 1 < dense_.size()) [[likely]]
      return dense_[code - 1];
    auto found = sparse_.find(code);
    return found == sparse_.end() ? nullptr : found->second;
  }

 private:
  friend class AbbreviationReader;
  std::vector<const Shape*> dense_;  // codes 1, 2, 3 and so on
  std::unordered_map<uint64_t, const Shape*> sparse_;
};

// Compiles the tables of units, each declaration once. Not for several threads.
class AbbreviationReader {
 public:
  // `section` is .debug_abbrev; it must outlive the reader.
  explicit AbbreviationReader(Bytes section) : section_(section) {}

  // Makes `table` that of `unit`. Its shapes live as long as the reader. Errors name the offset.
  Result<void> read(const UnitHeader& unit, AbbreviationTable& table);

 private:
  // What the length of a form depends on.
  struct Format {
    uint8_t address_size;
    uint8_t offset_size;
    bool is_version_2;  // in which DW_FORM_ref_addr has the size of an address

    bool operator==(const Format&) const = default;
  };
  struct Known {
    Format format;
    std::unordered_map<std::string_view, std::unique_ptr<Shape>> shapes;
  };

  Known& known(const Format& format);
  Result<Shape> compile(Bytes declaration, const Format& format) const;

  Bytes section_;
  std::vector<Known> known_;
};

}  // namespace btfkit::dwarf
