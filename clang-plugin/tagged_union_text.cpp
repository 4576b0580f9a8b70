#include "tagged_union_text.h"

#include <cassert>
#include <charconv>

namespace btfkit {

namespace {

// Neither a C++ type nor a name in BTF has one.
constexpr char separator = ';';

template <typename Number>
void add(std::string& text, Number value) {
  text += std::to_string(value);
  text += separator;
}

class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }

  std::string_view next() {
    const std::size_t end = text_.find(separator);
    assert(end != std::string_view::npos && "the two halves of the plugin disagree");
    const std::string_view word = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return word;
  }

  template <typename Number>
  Number number() {
    const std::string_view word = next();
    Number value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
  }

 private:
  std::string_view text_;
};

}  // namespace

std::string to_text(const TaggedUnion& parts) {
  std::string text;
  add(text, static_cast<unsigned>(parts.from));
  add(text, parts.storage);
  add(text, parts.tag);
  add(text, parts.begin);
  add(text, parts.size);
  add(text, parts.tag_size);
  add(text, parts.tag_encoding);
  add(text, static_cast<unsigned>(parts.tag_signed));
  text += parts.tag_type + separator;
  add(text, parts.tag_field);
  add(text, parts.union_field);
  for (const TagAlternative& alternative : parts.alternatives) {
    add(text, alternative.value);
    add(text, alternative.number ? static_cast<std::int64_t>(*alternative.number) : -1);
    text += alternative.name + separator;
  }
  return text;
}

TaggedUnion tagged_union_of(std::string_view text) {
  Words words(text);
  TaggedUnion parts;
  parts.from = static_cast<AlternativesFrom>(words.number<unsigned>());
  parts.storage = words.number<std::uint64_t>();
  parts.tag = words.number<std::uint64_t>();
  parts.begin = words.number<std::uint64_t>();
  parts.size = words.number<std::uint64_t>();
  parts.tag_size = words.number<std::uint64_t>();
  parts.tag_encoding = words.number<unsigned>();
  parts.tag_signed = words.number<unsigned>() != 0;
  parts.tag_type = words.next();
  parts.tag_field = words.number<unsigned>();
  parts.union_field = words.number<unsigned>();
  while (!words.at_end()) {
    TagAlternative& alternative = parts.alternatives.emplace_back();
    alternative.value = words.number<std::int64_t>();
    const auto number = words.number<std::int64_t>();
    if (number >= 0) alternative.number = static_cast<unsigned>(number);
    alternative.name = words.next();
  }
  return parts;
}

std::string to_decimal(std::int64_t value, bool is_signed) {
  return is_signed ? std::to_string(value) : std::to_string(static_cast<std::uint64_t>(value));
}

}  // namespace btfkit
