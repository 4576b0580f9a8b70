// Which compilation units are read, by the language that they are written in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "support/error.h"

namespace btfkit::btfgen {

struct LanguageFilter {
  std::vector<uint32_t> languages;  // DW_LANG_*; none if everything passes
  bool exclude = false;             // all but these

  bool passes(uint32_t language) const {
    bool is_named = std::ranges::find(languages, language) != languages.end();
    return languages.empty() || is_named != exclude;
  }
};

// Names of languages as pahole has them (`c99`, `rust`, `asm`), apart by commas, in either case.
Result<std::vector<uint32_t>> parse_languages(std::string_view list);

}  // namespace btfkit::btfgen
