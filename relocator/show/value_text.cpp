#include <bit>
#include <cstdint>
#include <utility>

#include "value.h"

namespace btfkit::show {
namespace {

std::string number(const Integer& integer) {
  return integer.is_signed ? fmt::to_string(std::bit_cast<int64_t>(integer.bits))
                           : fmt::to_string(integer.bits);
}

void add_escaped(std::string& text, char c, char quote) {
  auto byte = static_cast<unsigned char>(c);
  if (c == quote || c == '\\') {
    text += '\\';
    text += c;
  } else if (c == '\n') {
    text += "\\n";
  } else if (c == '\t') {
    text += "\\t";
  } else if (c == '\0') {
    text += "\\0";
  } else if (byte < 0x20 || byte == 0x7f || (quote == '\'' && byte >= 0x80)) {
    text += fmt::format("\\x{:02x}", byte);
  } else {
    text += c;
  }
}

std::string quoted(std::string_view text, char quote) {
  std::string result(1, quote);
  for (char c : text) add_escaped(result, c, quote);
  result += quote;
  return result;
}

std::string_view reason(Unreadable::Reason reason) {
  switch (reason) {
    case Unreadable::Reason::kBytesEnd:
      return "?";
    case Unreadable::Reason::kTooDeep:
    case Unreadable::Reason::kTooLarge:
      return "...";
    case Unreadable::Reason::kNoSize:
      return "<no value>";
  }
  std::unreachable();
}

constexpr size_t kEndless = SIZE_MAX;

// A part of a list or struct: what stands before it, and itself.
struct Part {
  std::string label;
  const Value* value;
};

class Writer {
 public:
  explicit Writer(size_t width) : width_(width) {}

  std::string text(const Value& value, size_t indent, size_t column) {
    std::string flat;
    add_flat(flat, value);
    if (column + flat.size() <= width_) return flat;
    return std::visit(btf::Overloaded{
                          [&](const List& list) {
                            std::vector<Part> parts;
                            for (const Value& element : list.elements)
                              parts.push_back({"", &element});
                            return broken('[', parts, ']', indent);
                          },
                          [&](const Fields& fields) {
                            std::vector<Part> parts;
                            for (const Field& field : fields.fields)
                              parts.push_back({label(field), &field.value});
                            return broken('{', parts, '}', indent);
                          },
                          [&](const Alternative& alternative) {
                            std::string name = one_line(alternative.name);
                            if (alternative.content.empty()) return name;
                            return name + " " +
                                   text(alternative.content[0], indent, column + name.size() + 1);
                          },
                          [&](const auto&) { return flat; },
                      },
                      value.kind);
  }

 private:
  static std::string label(const Field& field) {
    return field.name.empty() ? "" : one_line(field.name) + ": ";
  }

  std::string broken(char open, const std::vector<Part>& parts, char close, size_t indent) {
    if (parts.empty()) return {open, close};
    std::string result(1, open);
    for (const Part& part : parts) {
      result += '\n';
      result.append(indent + 2, ' ');
      result += part.label;
      result += text(*part.value, indent + 2, indent + 2 + part.label.size());
      result += ',';
    }
    result.back() = '\n';
    result.append(indent, ' ');
    result += close;
    return result;
  }

  // Stops adding once it is clear that the line is too long.
  void add_flat(std::string& flat, const Value& value) {
    if (width_ != kEndless && flat.size() > width_) return;
    std::visit(btf::Overloaded{
                   [&](const Integer& integer) { flat += number(integer); },
                   [&](const WideInteger& wide) {
                     flat += wide.high == 0 ? fmt::format("{:#x}", wide.low)
                                            : fmt::format("{:#x}{:016x}", wide.high, wide.low);
                   },
                   [&](const Boolean& boolean) { flat += boolean.value ? "true" : "false"; },
                   [&](const Character& character) { flat += quoted({&character.code, 1}, '\''); },
                   [&](const Floating& floating) {
                     flat += floating.is_single
                                 ? fmt::format("{}", static_cast<float>(floating.value))
                                 : fmt::format("{}", floating.value);
                   },
                   [&](const Enumerated& one) {
                     flat += one.name.empty() ? number(one.value) : one_line(one.name);
                   },
                   [&](const Pointer& pointer) { flat += fmt::format("{:#x}", pointer.address); },
                   [&](const Text& text) { flat += quoted(text.text, '"'); },
                   [&](const List& list) {
                     flat += '[';
                     const char* before = "";
                     for (const Value& element : list.elements) {
                       flat += std::exchange(before, ", ");
                       add_flat(flat, element);
                     }
                     flat += ']';
                   },
                   [&](const Fields& fields) {
                     flat += '{';
                     const char* before = "";
                     for (const Field& field : fields.fields) {
                       flat += std::exchange(before, ", ") + label(field);
                       add_flat(flat, field.value);
                     }
                     flat += '}';
                   },
                   [&](const Alternative& alternative) {
                     flat += one_line(alternative.name);
                     if (alternative.content.empty()) return;
                     flat += ' ';
                     add_flat(flat, alternative.content[0]);
                   },
                   [&](const NoAlternative& none) {
                     flat += fmt::format("<no alternative, tag {}>", number(none.tag));
                   },
                   [&](const RawBytes& raw) { flat += fmt::format("<{}>", hex(raw.bytes)); },
                   [&](const Unreadable& fault) { flat += reason(fault.reason); },
               },
               value.kind);
  }

  size_t width_;
};

}  // namespace

std::string hex(Bytes bytes) {
  std::string text;
  for (std::byte byte : bytes) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{:02x}", std::to_integer<uint8_t>(byte));
  }
  return text;
}

std::string to_text(const Value& value) {
  return to_text(value, 0, kEndless);
}

std::string to_text(const Value& value, size_t indent, size_t width) {
  return Writer(width).text(value, indent, 0);
}

}  // namespace btfkit::show
