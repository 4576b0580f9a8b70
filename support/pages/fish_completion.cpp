// Completion for fish, one `complete` for each command and option.
#include "tool.h"

namespace btfkit::pages {
namespace {

std::string quoted(std::string_view text) {
  std::string inner = replaced(text, [](char c) -> std::string {
    if (c == '\'' || c == '\\') return std::string("\\") + c;
    return {c};
  });
  return "'" + inner + "'";
}

std::string line(const Tool& tool, std::string_view condition, const Option& option) {
  std::string text = "complete -c " + tool.name + " -n " + quoted(condition);
  for (const std::string& name : option.names) {
    bool is_long = name.starts_with("--");
    text += (is_long ? " -l " : " -s ") + name.substr(is_long ? 2 : 1);
  }
  if (!option.choices.empty()) {
    std::string choices;
    for (const std::string& choice : option.choices) append_word(choices, choice);
    text += " -x -a " + quoted(choices);
  } else if (!option.argument.empty()) {
    text += " -r";
  }
  return text + " -d " + quoted(option.description) + "\n";
}

}  // namespace

std::string fish_completion(const Tool& tool) {
  std::string commands;
  for (const Command& command : tool.commands) append_word(commands, command.name);
  std::string text = "# Completion of " + tool.name + " for fish, made of its options.\n";
  const std::string none = "not __fish_seen_subcommand_from " + commands;
  for (const Command& command : tool.commands) {
    text += "complete -c " + tool.name + " -n " + quoted("__fish_is_first_arg") + " -a " +
            command.name + " -d " + quoted(command.description) + "\n";
  }
  for (const Option& option : tool.alone.options) text += line(tool, none, option);
  for (const Command& command : tool.commands) {
    for (const Option& option : command.options) {
      text += line(tool, "__fish_seen_subcommand_from " + command.name, option);
    }
  }
  return text;
}

}  // namespace btfkit::pages
