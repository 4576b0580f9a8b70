// What the words of a type refer to, for those who copy and renumber types without asking of what
// kind they are.
#pragma once

#include <cstdint>
#include <span>

#include "btf/model.h"

namespace btfkit::btf {

// Where in a kind's words type ids and string offsets are. Word 0 is the type's name in each.
struct ReferencePlaces {
  uint8_t first_id;  // words from first_id up to end_id are ids
  uint8_t end_id;
  uint8_t entries;    // the word at which the list begins
  uint8_t entry;      // words of each of its entries, 0 where there is no list
  int8_t entry_name;  // the word of an entry that is a name, or -1
  int8_t entry_id;    // the word of an entry that is an id, or -1
};

// For the kind that the info word of struct btf_type names. Unknown kinds have no references that
// could be told.
const ReferencePlaces& reference_places(uint32_t info);

// Calls `use` with each word that holds a type id. `Word` is uint32_t, const or not.
template <typename Word, typename Use>
void for_each_reference(std::span<Word> words, Use use) {
  const ReferencePlaces& places = reference_places(words[1]);
  for (size_t at = places.first_id; at < places.end_id; ++at) use(words[at]);
  if (places.entry_id < 0) return;
  for (size_t at = places.entries + static_cast<size_t>(places.entry_id); at < words.size();
       at += places.entry) {
    use(words[at]);
  }
}

// Calls `use` with each word that holds a string offset: the type's own name first.
template <typename Word, typename Use>
void for_each_name(std::span<Word> words, Use use) {
  use(words[0]);
  const ReferencePlaces& places = reference_places(words[1]);
  if (places.entry_name < 0) return;
  for (size_t at = places.entries + static_cast<size_t>(places.entry_name); at < words.size();
       at += places.entry) {
    use(words[at]);
  }
}

}  // namespace btfkit::btf
