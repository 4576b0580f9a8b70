// What the words of a type refer to, for those who copy and renumber types without asking of what
// kind they are.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace btfkit::btf {

// Where in a kind's words type ids and string offsets are. Word 0 is the type's name in each.
struct ReferencePlaces {
  uint8_t first_id;  // words from first_id up to end_id are ids
  uint8_t end_id;
  uint8_t entry;      // words of each entry of the list behind struct btf_type; 0: no list
  int8_t entry_name;  // the word of an entry that is a name, or -1
  int8_t entry_id;    // the word of an entry that is an id, or -1
};

// The words of struct btf_type, behind which a list begins.
inline constexpr size_t kTypeWords = 3;

// BTF_KIND_* in the info word of struct btf_type, and how many there can be.
inline constexpr size_t kKindNumbers = 128;
constexpr uint32_t kind_number(uint32_t info) {
  return info >> 24 & (kKindNumbers - 1);
}

// By BTF_KIND_*. What unknown kinds refer to can't be told.
inline constexpr auto kReferencePlaces = [] {
  std::array<ReferencePlaces, kKindNumbers> places;
  places.fill({0, 0, 0, -1, -1});
  constexpr ReferencePlaces kThirdWord{2, 3, 0, -1, -1};
  places[2] = kThirdWord;         // PTR
  places[3] = {3, 5, 0, -1, -1};  // ARRAY
  places[4] = {0, 0, 3, 0, 1};    // STRUCT
  places[5] = {0, 0, 3, 0, 1};    // UNION
  places[6] = {0, 0, 2, 0, -1};   // ENUM
  places[8] = kThirdWord;         // TYPEDEF
  places[9] = kThirdWord;         // VOLATILE
  places[10] = kThirdWord;        // CONST
  places[11] = kThirdWord;        // RESTRICT
  places[12] = kThirdWord;        // FUNC
  places[13] = {2, 3, 2, 0, 1};   // FUNC_PROTO
  places[14] = kThirdWord;        // VAR
  places[15] = {0, 0, 3, -1, 0};  // DATASEC
  places[17] = kThirdWord;        // DECL_TAG
  places[18] = kThirdWord;        // TYPE_TAG
  places[19] = {0, 0, 3, 0, -1};  // ENUM64
  return places;
}();

// For the kind that the info word of struct btf_type names.
constexpr const ReferencePlaces& reference_places(uint32_t info) {
  return kReferencePlaces[kind_number(info)];
}

// Calls `use` with each word that holds a type id. `Word` is uint32_t, const or not.
template <typename Word, typename Use>
void for_each_reference(std::span<Word> words, Use use) {
  const ReferencePlaces& places = reference_places(words[1]);
  for (size_t at = places.first_id; at < places.end_id; ++at) use(words[at]);
  if (places.entry_id < 0) return;
  for (size_t at = kTypeWords + static_cast<size_t>(places.entry_id); at < words.size();
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
  for (size_t at = kTypeWords + static_cast<size_t>(places.entry_name); at < words.size();
       at += places.entry) {
    use(words[at]);
  }
}

}  // namespace btfkit::btf
