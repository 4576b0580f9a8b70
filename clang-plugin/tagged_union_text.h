// A tagged union as the AST half describes it to the IR half: where tag and alternatives are, and
// how the alternatives are called. No LLVM in here; the text is what follows variant_tag_prefix in
// a record's declaration tag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace btfkit {

// Where the types of the alternatives are found.
enum class AlternativesFrom : unsigned char {
  // The record is a class template's instance of the standard library: the number counts the
  // template's arguments, those of a pack one by one. Tag and storage are all that it has.
  template_arguments,
  // The record was written as a tagged union: the number counts the union's fields. What other
  // members there are stay beside it.
  union_fields,
};

struct TagAlternative {
  // Of the tag when this is the alternative; two's complement.
  std::int64_t value = 0;
  // None: it holds no data.
  std::optional<unsigned> number;
  // Empty: it is named by its type.
  std::string name;
};

struct TaggedUnion {
  AlternativesFrom from = AlternativesFrom::template_arguments;
  // Bits from the record's beginning.
  std::uint64_t storage = 0;
  std::uint64_t tag = 0;
  // The part of the record that tag and storage make up. All offsets and sizes in bits.
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
  // The tag's integer type. `encoding` is DWARF's (DW_ATE_...).
  std::uint64_t tag_size = 0;
  unsigned tag_encoding = 0;
  bool tag_signed = false;
  std::string tag_type;
  // Of union_fields: which of the record's fields are the tag and the union, as CodeGen counts.
  unsigned tag_field = 0;
  unsigned union_field = 0;
  std::vector<TagAlternative> alternatives;
};

std::string to_text(const TaggedUnion& parts);
// The inverse; the text is always one that to_text() made.
TaggedUnion tagged_union_of(std::string_view text);

// `value` of a tag, in decimal.
std::string to_decimal(std::int64_t value, bool is_signed);

}  // namespace btfkit
