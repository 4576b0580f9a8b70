#include "btf_name.h"

#include <cstdint>

namespace btfkit {

namespace {

// Not <cctype>: those functions depend on the locale.
bool is_identifier_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What a punctuation character is called; null where it only separates.
const char* word_for(char c) {
  switch (c) {
    case '*':
      return "ptr";
    case '&':
      return "ref";
    case '+':
      return "plus";
    case '-':
      return "minus";
    case '/':
      return "div";
    case '%':
      return "mod";
    case '^':
      return "xor";
    case '|':
      return "or";
    case '!':
      return "not";
    case '~':
      return "compl";
    case '=':
      return "eq";
    default:
      return nullptr;
  }
}

// clang writes a template argument `4096U`, gcc `4096u` or `4096`: the suffix is left out.
std::size_t integer_suffix(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && std::string_view("uUlL").contains(text[length])) ++length;
  return length < text.size() && is_identifier_char(text[length]) ? 0 : length;
}

// Appends words, one underscore between two of them unless one is there already: a separator next
// to an identifier's own underscores could make `___`, which loaders read as a flavor's mark.
class Joiner {
 public:
  void separate() { pending_ = !text_.empty(); }

  void append(std::string_view word) {
    if (pending_ && text_.back() != '_' && word.front() != '_') text_ += '_';
    pending_ = false;
    text_ += word;
  }

  void append_word(std::string_view word) {
    separate();
    append(word);
    separate();
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool pending_ = false;
};

std::string spell(std::string_view name) {
  Joiner out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool starts_token = i == 0 || !is_identifier_char(name[i - 1]);
    if (starts_token && is_digit(c)) {
      std::size_t end = i;
      while (end < name.size() && is_digit(name[end])) ++end;
      out.append(name.substr(i, end - i));
      i = end + integer_suffix(name.substr(end)) - 1;
    } else if (is_identifier_char(c)) {
      out.append({&c, 1});
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      // A byte of an identifier in UTF-8.
      constexpr char digits[] = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      const char escaped[] = {'u', digits[byte >> 4], digits[byte & 15]};
      out.append({escaped, sizeof escaped});
    } else if (c == '&' && i + 1 < name.size() && name[i + 1] == '&') {
      out.append_word("rref");
      ++i;
    } else if (const char* word = word_for(c)) {
      out.append_word(word);
    } else {
      out.separate();
    }
  }
  return out.take();
}

// FNV-1a, 64 bits: short, and the same in every tool.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3;
  }
  return value;
}

std::string limit(std::string name) {
  if (name.size() <= max_btf_name) return name;
  std::string digits(16, '0');
  std::uint64_t value = hash(name);
  for (std::size_t i = digits.size(); i-- > 0; value >>= 4)
    digits[i] = "0123456789abcdef"[value & 15];
  name.resize(max_btf_name - 1 - digits.size());
  while (name.back() == '_') name.pop_back();
  return name + '_' + digits;
}

// The position behind the last `::` that is not inside template arguments or parentheses.
std::size_t last_component(std::string_view qualified) {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    const char c = qualified[i];
    if (c == '<' || c == '(') ++depth;
    if (c == '>' || c == ')') --depth;
    if (depth == 0 && c == ':' && i + 1 < qualified.size() && qualified[i + 1] == ':') {
      start = i + 2;
      ++i;
    }
  }
  return start;
}

}  // namespace

std::string btf_name(std::string_view qualified) {
  std::string name = spell(qualified);
  if (!name.empty() && is_digit(name.front())) name.insert(name.begin(), '_');
  return limit(std::move(name));
}

std::string btf_name_without_scopes(std::string_view qualified) {
  return btf_name(qualified.substr(last_component(qualified)));
}

}  // namespace btfkit
