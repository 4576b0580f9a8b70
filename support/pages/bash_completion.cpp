// Completion for bash: one function for each tool. Where it has nothing to offer, bash offers
// files.
#include "tool.h"

namespace btfkit::pages {
namespace {

std::string joined(const std::vector<std::string>& words, char separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

// The branch of a command, or of none: what it offers, and what its options' arguments may be.
std::string branch(std::string_view pattern, const std::vector<Option>& options) {
  std::string names;
  std::string arguments;
  for (const Option& option : options) {
    append_word(names, option.long_name());
    if (option.argument.empty()) continue;
    arguments += "        " + joined(option.names, '|') + ")";
    if (!option.choices.empty()) {
      arguments +=
          " COMPREPLY=($(compgen -W \"" + joined(option.choices, ' ') + "\" -- \"$word\"));";
    }
    arguments += " return ;;\n";
  }
  std::string text = "    " + std::string(pattern) + ")\n      options=\"" + names + "\"\n";
  if (!arguments.empty()) text += "      case $previous in\n" + arguments + "      esac\n";
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(const Tool& tool) {
  std::vector<std::string> commands;
  for (const Command& command : tool.commands) commands.push_back(command.name);
  std::string text =
      "# Completion of " + tool.name + " for bash, made of its options.\n_" + tool.name +
      "() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  local command= options=\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD > 1)); then\n"
      "    case ${COMP_WORDS[1]} in\n      " +
      joined(commands, '|') +
      ") command=${COMP_WORDS[1]} ;;\n    esac\n  fi\n"
      "  case $command in\n";
  text += branch("''", tool.alone.options);
  for (const Command& command : tool.commands) text += branch(command.name, command.options);
  text +=
      "  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "  elif ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W \"" +
      joined(commands, ' ') +
      "\" -- \"$word\"))\n"
      "  fi\n"
      "}\n"
      "complete -o bashdefault -o default -F _" +
      tool.name + " " + tool.name + "\n";
  return text;
}

}  // namespace btfkit::pages
