// Completion for zsh, by _arguments.
#include "tool.h"

namespace btfkit::pages {
namespace {

// Inside single quotes, and inside the brackets of a specification.
std::string quoted(std::string_view text) {
  return replaced(text, [](char c) -> std::string {
    if (c == '\'') return "'\\''";
    if (c == '[' || c == ']' || c == ':' || c == '\\') return std::string("\\") + c;
    return {c};
  });
}

std::string specification(const Option& option) {
  std::string names;
  std::string alternatives;
  for (const std::string& name : option.names) {
    append_word(names, name);
    if (!alternatives.empty()) alternatives += ',';
    alternatives += name;
  }
  bool is_repeated = option.count == Count::kAny || option.count == Count::kAtLeastOne;
  std::string text = is_repeated ? "'*'" : "'(" + names + ")'";
  text += option.names.size() > 1 ? "{" + alternatives + "}" : names;
  text += "'[" + quoted(option.description) + "]";
  if (!option.argument.empty()) {
    std::string choices;
    for (const std::string& choice : option.choices) append_word(choices, choice);
    text +=
        ":" + quoted(option.argument) + ":" + (choices.empty() ? "_files" : "(" + choices + ")");
  }
  return text + "'";
}

std::string arguments(const std::vector<Option>& options) {
  std::string text = "_arguments";
  for (const Option& option : options) text += " \\\n        " + specification(option);
  return text + " \\\n        '*:file:_files'";
}

}  // namespace

std::string zsh_completion(const Tool& tool) {
  std::string text = "#compdef " + tool.name + "\n# Completion of " + tool.name +
                     " for zsh, made of its options.\n_" + tool.name +
                     "() {\n  local -a commands=(\n";
  for (const Command& command : tool.commands) {
    text += "    '" + command.name + ":" + quoted(command.description) + "'\n";
  }
  text +=
      "  )\n"
      "  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
      "    _describe command commands\n"
      "    _files\n"
      "    return\n"
      "  fi\n"
      "  case $words[2] in\n";
  for (const Command& command : tool.commands) {
    text += "    " + command.name + ")\n      shift words\n      ((CURRENT--))\n      " +
            arguments(command.options) + "\n      ;;\n";
  }
  text += "    *)\n      " + arguments(tool.alone.options) + "\n      ;;\n  esac\n}\n_" +
          tool.name + " \"$@\"\n";
  return text;
}

}  // namespace btfkit::pages
