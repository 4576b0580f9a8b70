#include "tool.h"

namespace btfkit::pages {

std::string first_paragraph(std::string_view markdown) {
  std::string paragraph;
  bool is_code = false;
  bool has_title = false;
  while (!markdown.empty()) {
    size_t end = std::min(markdown.find('\n'), markdown.size());
    std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (line.starts_with("```")) is_code = !is_code;
    bool is_text = !is_code && !line.empty() && !line.starts_with("```") && line[0] != ' ';
    if (!is_text) {
      if (!paragraph.empty()) break;
      continue;
    }
    if (line[0] == '#' && !has_title) {
      has_title = true;
    } else if (line[0] == '#' || line[0] == '|' || line[0] == '-') {
      break;
    } else {
      append_word(paragraph, line);
    }
  }
  return paragraph;
}

}  // namespace btfkit::pages
