// Manual pages, man(7): one of the tool, which lists its commands, and one of each command.
#include <algorithm>
#include <cctype>

#include "tool.h"

namespace btfkit::pages {
namespace {

// Text as roff takes it, with no hyphen for a minus sign.
std::string roff(std::string_view text) {
  return replaced(text, [](char c) -> std::string {
    if (c == '\\') return "\\e";
    if (c == '-') return "\\-";
    return {c};
  });
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}
std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

// Markdown as roff: `code` and **words** are bold, of [links](there) the words are left.
std::string marked_up(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    std::string_view rest = text.substr(at);
    std::string_view mark = rest.starts_with("**") ? "**" : rest.starts_with("`") ? "`" : "";
    size_t end = mark.empty() ? rest.npos : rest.find(mark, mark.size());
    size_t link = rest.starts_with("[") ? rest.find("](") : rest.npos;
    if (end != rest.npos) {
      result += bold(rest.substr(mark.size(), end - mark.size()));
      at += end + mark.size() - 1;
    } else if (link != rest.npos) {
      result += marked_up(rest.substr(1, link - 1));
      at += rest.find(')', link);
    } else {
      result += roff(rest.substr(0, 1));
    }
  }
  return result;
}

// Each sentence on a line of its own, as roff wants it, and a full stop behind the last.
std::string sentences(std::string_view text) {
  if (text.empty()) return {};
  std::string result(text);
  // Not where a value is what is explained: "raw: a line a type".
  size_t word = std::min(result.find(' '), result.size());
  if (word == 0 || result[word - 1] != ':') {
    result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
  }
  if (result.back() != '.') result += '.';
  std::string lines;
  for (size_t begin = 0; begin < result.size();) {
    size_t end = result.find(". ", begin);
    end = end == result.npos ? result.size() : end + 1;
    // At a line's begin these make a request of it.
    if (result[begin] == '.' || result[begin] == '\'') lines += "\\&";
    lines += marked_up(std::string_view(result).substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return lines;
}

std::string about(const Command& command, const std::string& description) {
  return ".SH DESCRIPTION\n" + sentences(command.about.empty() ? description : command.about);
}

// "btfgen-dump", and with a space what is typed.
std::string full_name(const Tool& tool, const Command& command, char separator) {
  return command.name.empty() ? tool.name : tool.name + separator + command.name;
}
std::string page_of(const Tool& tool, const Command& command) {
  return full_name(tool, command, '-');
}

std::string head(const Tool& tool, const std::string& page, const std::string& description) {
  std::string upper = replaced(page, [](char c) {
    return std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  });
  std::string brief = description.substr(0, description.find_last_not_of('.') + 1);
  return ".TH " + roff(upper) + " 1 \"\" \"btfkit " + tool.version + "\" \"btfkit\"\n.SH NAME\n" +
         roff(page) + " \\- " + roff(brief) + "\n";
}

std::string option_lines(const Option& option) {
  std::string names;
  for (const std::string& name : option.names) {
    if (!names.empty()) names += ", ";
    names += bold(name);
  }
  if (!option.argument.empty()) names += " " + italic(option.argument);
  std::string note;
  if (option.count == Count::kOne || option.count == Count::kAtLeastOne) note = "Required.\n";
  return ".TP\n" + names + "\n" + sentences(option.description) + note;
}

std::string options_section(const std::vector<Option>& options) {
  std::string text = ".SH OPTIONS\n";
  for (const Option& option : options) text += option_lines(option);
  return text;
}

std::string usage(const Operand& operand) {
  std::string name = italic(operand.name);
  switch (operand.count) {
    case Count::kOne:
      return name;
    case Count::kAtMostOne:
      return "[" + name + "]";
    case Count::kAtLeastOne:
      return name + "...";
    case Count::kAny:
      return "[" + name + "...]";
  }
  return {};
}

// `typed` is what the command line begins with.
std::string synopsis(const std::string& typed, const Command& command) {
  std::string text = bold(typed) + "\n";
  if (!command.synopsis.empty()) return text + roff(command.synopsis) + "\n";
  for (const Operand& operand : command.operands) text += usage(operand) + "\n";
  for (const Option& option : command.options) {
    if (option.count != Count::kOne && option.count != Count::kAtLeastOne) continue;
    text += bold(option.long_name()) + " " + italic(option.argument) + "\n";
  }
  return text + "[" + italic("OPTION") + "...]\n";
}

std::string exit_status() {
  return ".SH EXIT STATUS\n"
         ".TP\n0\nSuccess.\n"
         ".TP\n1\nBad input or another failure; a line on standard error says what and where.\n"
         ".TP\n2\nWrong usage.\n"
         ".TP\n3\nA verdict that was asked for is no.\n"
         ".PP\nA command that a tool runs for its user gives its own.\n";
}

// The tool's pages but `page` itself.
std::string see_also(const Tool& tool, std::string_view page) {
  std::vector<std::string> pages = {tool.name};
  for (const Command& command : tool.commands) pages.push_back(page_of(tool, command));
  for (const Command& way : tool.ways) pages.push_back(page_of(tool, way));
  for (const char* other : {"bpfload", "bpfreloc", "btfgen"}) {
    if (other != tool.name) pages.push_back(other);
  }
  std::string text;
  for (const std::string& each : pages) {
    if (each == page) continue;
    if (!text.empty()) text += ",\n";
    text += ".BR " + roff(each) + " (1)";
  }
  return ".SH SEE ALSO\n" + text +
         "\n.PP\nThe folder docs of btfkit's documentation has a page for each tool and format.\n";
}

}  // namespace

std::string man_page(const Tool& tool) {
  std::string text = head(tool, tool.name, tool.description);
  text += ".SH SYNOPSIS\n" + bold(tool.name) + "\n" + italic("COMMAND") + "\n[" +
          italic("ARGUMENT") + "...]\n";
  // What it does without a command.
  if (!tool.alone.operands.empty()) text += ".br\n" + synopsis(tool.name, tool.alone);
  text += about(tool.alone, tool.description) +
          ".PP\nEach command has a page of its own.\n.SH COMMANDS\n";
  for (const Command& command : tool.commands) {
    text += ".TP\n" + bold(command.name) + "\n" + sentences(command.description) + "See\n.BR " +
            roff(page_of(tool, command)) + " (1).\n";
  }
  for (const Command& way : tool.ways) {
    text +=
        ".PP\n" + sentences(way.description) + "See\n.BR " + roff(page_of(tool, way)) + " (1).\n";
  }
  if (!tool.alone.options.empty()) text += options_section(tool.alone.options);
  return text + exit_status() + see_also(tool, tool.name);
}

namespace {

std::string page(const Tool& tool, const std::string& typed, const Command& command) {
  std::string page = page_of(tool, command);
  std::string text = head(tool, page, command.description);
  text += ".SH SYNOPSIS\n" + synopsis(typed, command);
  text += about(command, command.description);
  for (const Operand& operand : command.operands) {
    text += ".TP\n" + italic(operand.name) + "\n" + sentences(operand.description);
  }
  return text + options_section(command.options) + exit_status() + see_also(tool, page);
}

}  // namespace

std::string man_page(const Tool& tool, const Command& command) {
  return page(tool, full_name(tool, command, ' '), command);
}

std::string man_page_of_way(const Tool& tool, const Command& way) {
  return page(tool, tool.name, way);
}

}  // namespace btfkit::pages
