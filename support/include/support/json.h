// JSON, written piece by piece.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>

namespace btfkit {

// Grows at its end; commas come by themselves. Bytes that are no UTF-8 stay what they are.
class Json {
 public:
  // A value behind a name or a comma. `write` writes what is between the brackets.
  template <typename Write>
  void in(char open, char close, Write write) {
    separate();
    text_ += open;
    needs_comma_ = false;
    write();
    text_ += close;
    needs_comma_ = true;
  }
  void name(std::string_view name) {
    value(name);
    text_ += ':';
    needs_comma_ = false;
  }
  void value(std::string_view string) {
    separate();
    text_ += '"';
    for (char c : string) add(c);
    text_ += '"';
    needs_comma_ = true;
  }
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  void value(Number number) {
    literal(fmt::to_string(number));
  }
  void literal(std::string_view text) {
    separate();
    text_ += text;
    needs_comma_ = true;
  }
  template <typename Value>
  void field(std::string_view key, const Value& content) {
    name(key);
    value(content);
  }
  template <typename List, typename Write>
  void list(std::string_view key, const List& entries, Write write) {
    if (entries.empty()) return;
    name(key);
    in('[', ']', [&] {
      for (const auto& entry : entries) in('{', '}', [&] { write(entry); });
    });
  }

  std::string take() && { return std::move(text_); }

 private:
  void separate() {
    if (needs_comma_) text_ += ',';
  }
  void add(char c) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      text_ += fmt::format("\\u{:04x}", byte);
    } else {
      text_ += c;
    }
  }

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace btfkit
