#include "printk_line.h"

#include <algorithm>
#include <charconv>

namespace btfkit::show {
namespace {

bool read_number(std::string_view text, uint32_t& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

}  // namespace

std::optional<TraceLine> parse_trace_line(std::string_view line) {
  // A task's name may have any of the characters that separate, so that it is found from behind:
  // by the processor's number in brackets.
  for (size_t at = line.find(" ["); at != line.npos; at = line.find(" [", at + 1)) {
    TraceLine result;
    std::string_view before = line.substr(0, at), after = line.substr(at + 2);
    // With the option record-tgid the thread group is in between: "task-1 (  1) [000]".
    if (before.ends_with(')')) before = before.substr(0, before.rfind('('));
    before = before.substr(0, before.find_last_not_of(' ') + 1);
    size_t dash = before.rfind('-');
    if (dash == before.npos || !read_number(before.substr(dash + 1), result.pid)) continue;
    result.task = without_spaces(before.substr(0, dash));
    size_t bracket = after.find(']');
    if (bracket == after.npos || !read_number(after.substr(0, bracket), result.processor)) continue;
    // Flags, which the option noirq-info leaves out, and the time.
    std::string_view rest = without_spaces(after.substr(bracket + 1));
    if (!rest.empty() && rest.find(' ') < rest.find(':')) {
      rest = without_spaces(rest.substr(rest.find(' ')));
    }
    size_t colon = rest.find(": ");
    if (colon == rest.npos || colon == 0 || !is_digit(rest[0])) continue;
    result.time = rest.substr(0, colon);
    rest.remove_prefix(colon + 2);
    size_t end = rest.find(':');
    if (end == rest.npos) continue;
    result.event = rest.substr(0, end);
    result.message = rest.substr(end + 1);
    if (result.message.starts_with(' ')) result.message.remove_prefix(1);
    return result;
  }
  return std::nullopt;
}

}  // namespace btfkit::show
