#include "support/option_table.h"

#include <CLI/CLI.hpp>

namespace btfkit {
namespace {

// Whether it may be given several times, or takes several arguments.
bool is_many(const CLI::Option& option) {
  return option.get_items_expected_max() >= CLI::detail::expected_max_vector_size;
}

std::string count_of(const CLI::Option& option) {
  if (option.get_required()) return is_many(option) ? "+" : "1";
  return is_many(option) ? "*" : "?";
}

// "raw|c|c++|json" of the text "raw|c|c++|json [raw]".
std::string argument_of(const CLI::Option& option) {
  if (option.get_type_size() == 0 || option.get_expected_max() == 0) return {};
  std::string text = option.get_option_text();
  if (text.empty()) text = option.get_type_name();
  return text.substr(0, text.find(' '));
}

std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += ",-" + name;
  for (const std::string& name : option.get_lnames()) names += ",--" + name;
  return names.substr(1);
}

// A description is one line here.
std::string line_of(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return text;
}

}  // namespace

std::string option_table_head(std::string_view word, std::string_view name,
                              std::string_view description) {
  return std::string(word) + "\t" + std::string(name) + "\t" + line_of(std::string(description)) +
         "\n";
}

std::string option_table(const CLI::App& app) {
  std::string operands;
  std::string options;
  for (const CLI::Option* option : app.get_options()) {
    std::string rest = count_of(*option) + "\t" + line_of(option->get_description()) + "\n";
    if (option->get_positional()) {
      operands += "operand\t" + option->get_name(true) + "\t" + rest;
    } else if (!option->get_group().empty()) {
      options += "option\t" + names_of(*option) + "\t" + argument_of(*option) + "\t" + rest;
    }
  }
  return operands + options;
}

}  // namespace btfkit
