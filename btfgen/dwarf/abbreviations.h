// Abbreviations, compiled: for each declaration of .debug_abbrev the few steps that get from a DIE
// to the next one and pick up on the way what encode looks at. A kernel declares 340,000 of them,
// of which 1,500 differ, so that the compiled form is kept by content.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dwarf/die.h"
#include "dwarf/form.h"
#include "dwarf/units.h"
#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::dwarf {

// What is added to the number that an attribute holds to make a value of it.
enum class Base : uint8_t { kNone, kUnit, kReferences, kStrings, kLineStrings, kEnd };

// An attribute at a fixed distance from where its segment begins.
struct FixedStep {
  uint64_t mask;    // from 8 bytes in little endian to those that it has
  uint32_t offset;  // bytes from the start of the segment
  Attribute attribute;
  Base base;
  uint8_t shift;  // from 8 bytes in big endian to those that it has
};

// An attribute whose value the declaration says.
struct Constant {
  Attribute attribute;
  uint64_t value;
};

// An attribute whose length must be read. kEnd: nobody asks for it.
struct VariableStep {
  Attribute attribute;
  Form form;
  uint64_t number;  // DW_AT_* of kIndirect
};

// Attributes of fixed lengths, and one of another length behind them.
struct Segment {
  uint32_t size;  // bytes of the fixed ones
  uint32_t first_step;
  uint32_t steps;
  std::optional<VariableStep> variable;
};

// Where the attributes of a SmallDie are. In one word, so that those of a unit are in the
// processor's nearest cache.
struct SmallLayout {
  static constexpr uint8_t kAbsent = 0xff;
  static constexpr uint8_t kInline = 0xfe;  // the text is first, the offsets count from its end

  uint8_t tag = 0;         // 0: the DIEs are more than that
  uint8_t size = 0;        // bytes behind the abbreviation code
  uint8_t name = kAbsent;  // a DW_FORM_strp of 4 bytes
  uint8_t type = kAbsent;  // a DW_FORM_ref4
  uint8_t value = kAbsent;
  uint8_t value_bits = 0;  // 0: it is `constant`
  uint16_t constant = 0;
};
static_assert(sizeof(SmallLayout) == sizeof(uint64_t));

struct Shape {
  Tag tag;
  bool has_children;
  bool is_wanted;  // is_wanted(tag)
  InFunction in_function;
  uint64_t present;  // of the fixed ones
  uint64_t is_signed;
  SmallLayout small;
  // Here and not elsewhere: what a DIE needs is in few lines of the processor's cache.
  absl::InlinedVector<Segment, 1> segments;
  absl::InlinedVector<FixedStep, 4> steps;
  std::vector<Constant> constants;
};

// The abbreviations of one unit, by their codes.
class AbbreviationTable {
 public:
  // Null if the unit declares no such code.
  const Shape* find(uint64_t code) const {
    if (code - 1 < dense_.size()) [[likely]]
      return dense_[code - 1].shape;
    auto found = sparse_.find(code);
    return found == sparse_.end() ? nullptr : found->second;
  }
  // Null if the unit declares no such code in the order of codes.
  const SmallLayout* find_small(uint64_t code) const {
    return code - 1 < dense_.size() ? &dense_[code - 1].small : nullptr;
  }

 private:
  friend class AbbreviationReader;
  struct Entry {
    const Shape* shape;
    SmallLayout small;
  };
  std::vector<Entry> dense_;  // codes 1, 2, 3 and so on
  std::unordered_map<uint64_t, const Shape*> sparse_;
};

// Compiles the tables of units, each declaration once. Not for several threads.
class AbbreviationReader {
 public:
  // Makes `table`, which was empty or is that of the last call, that of `unit`. Its shapes live as
  // long as the reader. Errors name the offset.
  Result<void> read(const UnitHeader& unit, AbbreviationTable& table);

 private:
  // What the length of a form depends on.
  struct Format {
    uint8_t address_size;
    uint8_t offset_size;
    bool is_version_2;  // in which DW_FORM_ref_addr has the size of an address

    bool operator==(const Format&) const = default;
  };
  struct Declaration {
    std::string_view bytes;  // behind the code
    Shape shape;
    // What followed it where it was last met. Compilers declare abbreviations in the order in which
    // they are used, so that this is mostly what follows it again.
    Declaration* next = nullptr;
  };
  struct Known {
    Format format;
    absl::flat_hash_map<std::string_view, std::unique_ptr<Declaration>> declarations;
    Declaration* first = nullptr;  // of the table read last
  };

  Known& known(const Format& format);
  Result<Shape> compile(Bytes declaration, const Format& format) const;

  std::vector<Known> known_;
  std::optional<std::pair<const std::byte*, Format>> last_;  // the table read last, if it is whole
};

}  // namespace btfkit::dwarf
