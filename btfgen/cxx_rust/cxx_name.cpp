#include "cxx_rust/cxx_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace btfkit::btfgen {
namespace {

// Independent of the locale, unlike <cctype>.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_identifier(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view identifier_at(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && is_identifier(text[end])) ++end;
  return text.substr(begin, end - begin);
}

// `4096U` -> `4096`: compilers don't agree on the suffix of a template argument.
std::string_view without_suffix(std::string_view run) {
  size_t digits = std::ranges::find_if_not(run, is_digit) - run.begin();
  bool is_suffix = run.find_first_not_of("uUlL", digits) == std::string_view::npos;
  return digits != 0 && is_suffix ? run.substr(0, digits) : run;
}

// Punctuation that tells two types apart is spelled out. All other only separates words.
std::string_view spelled(char c) {
  static constexpr std::array kWords = std::to_array<std::pair<char, std::string_view>>({
      {'*', "ptr"},
      {'&', "ref"},
      {'+', "plus"},
      {'-', "minus"},
      {'/', "div"},
      {'%', "mod"},
      {'^', "xor"},
      {'|', "or"},
      {'!', "not"},
      {'~', "compl"},
      {'=', "eq"},
  });
  auto found = std::ranges::find(kWords, c, &std::pair<char, std::string_view>::first);
  return found == kWords.end() ? std::string_view() : found->second;
}

// Joins words by one underscore, or by those that they begin or end in themselves.
class Words {
 public:
  void separate() { is_separate_ = true; }

  void add(std::string_view text) {
    bool joined = text_.empty() || text_.ends_with('_') || text.starts_with('_');
    if (std::exchange(is_separate_, false) && !joined) text_ += '_';
    text_ += text;
  }

  void add_word(std::string_view text) {
    separate();
    add(text);
    separate();
  }

  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  bool is_separate_ = false;
};

// FNV-1a of 64 bits.
uint64_t fingerprint(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

std::string btf_name(std::string_view qualified) {
  Words words;
  for (size_t i = 0; i < qualified.size();) {
    char c = qualified[i];
    auto byte = static_cast<unsigned char>(c);
    if (is_identifier(c)) {
      std::string_view run = identifier_at(qualified, i);
      words.add(without_suffix(run));
      i += run.size();
      continue;
    }
    if (byte >= 0x80) {
      words.add(fmt::format("u{:02x}", byte));  // part of a letter in UTF-8
    } else if (qualified.substr(i).starts_with("&&")) {
      words.add_word("rref");
      ++i;
    } else if (std::string_view word = spelled(c); !word.empty()) {
      words.add_word(word);
    } else {
      words.separate();
    }
    ++i;
  }
  std::string name = std::move(words).take();
  if (!name.empty() && is_digit(name.front())) name.insert(0, 1, '_');
  if (name.size() <= kMaxName) return name;

  std::string tail = fmt::format("{:016x}", fingerprint(name));
  name.resize(kMaxName - 1 - tail.size());
  while (name.ends_with('_')) name.pop_back();
  return name + '_' + tail;
}

}  // namespace btfkit::btfgen
