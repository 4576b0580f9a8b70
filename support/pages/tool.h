// A tool's option table (support/option_table.h), read.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace btfkit::pages {

enum class Count { kOne, kAtMostOne, kAtLeastOne, kAny };

struct Operand {
  std::string name;
  Count count;
  std::string description;
};

struct Option {
  std::vector<std::string> names;  // "-o", "--output"
  std::string argument;            // empty: it takes none
  std::vector<std::string> choices;
  Count count;
  std::string description;

  const std::string& long_name() const { return names.back(); }
};

struct Command {
  std::string name;
  std::string description;
  std::string synopsis;  // behind the name, if operands and options don't tell
  std::string about;     // a paragraph, in Markdown, or empty
  std::vector<Operand> operands;
  std::vector<Option> options;
};

struct Tool {
  std::string name;
  std::string version;
  std::string description;
  Command alone;  // without a command's name; its own is empty
  std::vector<Command> commands;
  // Other ways to call it, whose name is that of their page only.
  std::vector<Command> ways;
};

// Reads what `TOOL --print-options` printed. Throws std::runtime_error for a line that is not of
// that form.
Tool read_table(std::string_view text);

// What a page of docs/ begins with: its first paragraph of words, if there is one before any list,
// table or further heading.
std::string first_paragraph(std::string_view markdown);

// The texts that are made of it.
std::string man_page(const Tool& tool);
std::string man_page(const Tool& tool, const Command& command);
std::string man_page_of_way(const Tool& tool, const Command& way);
std::string bash_completion(const Tool& tool);
std::string zsh_completion(const Tool& tool);
std::string fish_completion(const Tool& tool);

// Replaces each character of `text` that is in `characters` by what `replacement` makes of it.
template <typename Replace>
std::string replaced(std::string_view text, Replace replacement) {
  std::string result;
  for (char c : text) result += replacement(c);
  return result;
}

// Appends `word` behind a space, if it is not the first.
inline void append_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

}  // namespace btfkit::pages
