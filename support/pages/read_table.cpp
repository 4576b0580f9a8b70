#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "tool.h"

namespace btfkit::pages {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Count count_of(std::string_view text) {
  if (text == "1") return Count::kOne;
  if (text == "?") return Count::kAtMostOne;
  if (text == "+") return Count::kAtLeastOne;
  if (text == "*") return Count::kAny;
  throw std::runtime_error("no count: " + std::string(text));
}

// CLI11 calls an argument by its type, "TEXT" or "UINT:POSITIVE", or by that and what it has to
// look like, "TEXT:NAME=VALUE". Otherwise what it is for is in the option's name.
std::string argument_of(std::string_view text, std::string_view long_name) {
  if (text.starts_with("TEXT:")) return std::string(text.substr(5));
  if (text != "TEXT" && !text.starts_with("INT") && !text.starts_with("UINT")) {
    return std::string(text);
  }
  long_name.remove_prefix(std::min(long_name.find_first_not_of('-'), long_name.size()));
  return replaced(long_name, [](char c) {
    return std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  });
}

Option option_of(const std::vector<std::string>& fields) {
  Option option;
  option.names = split(fields[1], ',');
  option.argument = argument_of(fields[2], option.long_name());
  if (option.argument.find('|') != std::string::npos) option.choices = split(option.argument, '|');
  option.count = count_of(fields[3]);
  option.description = fields[4];
  return option;
}

// How many fields a line of that word has; 0: there is none.
size_t fields_of(std::string_view word) {
  if (word == "synopsis") return 2;
  if (word == "tool" || word == "command" || word == "page") return 3;
  if (word == "operand") return 4;
  return word == "option" ? 5 : 0;
}

}  // namespace

Tool read_table(std::string_view text) {
  Tool tool;
  auto section = [&](std::vector<Command>& commands, const std::vector<std::string>& fields) {
    commands.push_back({fields[1], fields[2], {}, {}, {}, {}});
    return &commands.back();
  };
  // What the lines behind it are of.
  Command* command = &tool.alone;
  for (const std::string& line : split(text, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string> fields = split(line, '\t');
    const std::string& word = fields.front();
    if (fields.size() != fields_of(word)) {
      throw std::runtime_error("no line of an option table: " +
                               replaced(line, [](char c) { return c == '\t' ? ' ' : c; }));
    }
    if (word == "tool") {
      tool.name = fields[1];
      tool.description = fields[2];
    } else if (word == "command") {
      command = section(tool.commands, fields);
    } else if (word == "page") {
      command = section(tool.ways, fields);
    } else if (word == "synopsis") {
      command->synopsis = fields[1];
    } else if (word == "operand") {
      command->operands.push_back({fields[1], count_of(fields[2]), fields[3]});
    } else {
      command->options.push_back(option_of(fields));
    }
  }
  if (tool.name.empty()) throw std::runtime_error("the option table has no line 'tool'");
  return tool;
}

}  // namespace btfkit::pages
