// A difference for programs. docs/btfgen-diff.md has its shape.
#include <concepts>

#include "btf/diff.h"

namespace btfkit::btf {
namespace {

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

std::string_view change_name(bool is_added, bool is_removed) {
  return is_added ? "added" : is_removed ? "removed" : "changed";
}

class DifferenceJson {
 public:
  std::string run(const Difference& difference) && {
    json_.in('{', '}', [&] {
      json_.name("types");
      json_.in('[', ']', [&] {
        for (const TypeChange& change : difference.types) {
          json_.in('{', '}', [&] { add(change); });
        }
      });
    });
    return std::move(json_).take() + '\n';
  }

 private:
  void add(const TypeChange& change) {
    json_.field("family", family_name(change.family));
    if (change.family != Family::kConstants) json_.field("name", std::string_view(change.name));
    json_.field("change", change_name(change.added(), change.removed()));
    // The constants are those of many enums.
    if (change.family != Family::kConstants) {
      if (!change.added()) json_.field("id_before", number(change.before));
      if (!change.removed()) json_.field("id_after", number(change.after));
    }
    texts("declaration_before", change.declaration_before);
    texts("declaration_after", change.declaration_after);
    json_.list("properties", change.properties, [&](const PropertyChange& property) {
      json_.field("property", property.property);
      json_.field("before", std::string_view(property.before));
      json_.field("after", std::string_view(property.after));
    });
    json_.list("fields", change.fields, [&](const FieldChange& field) { add(field); });
    json_.list("enumerators", change.enumerators, [&](const EnumeratorChange& one) {
      head(one);
      if (one.before) {
        json_.name("before");
        json_.literal(one.before->number);
      }
      if (one.after) {
        json_.name("after");
        json_.literal(one.after->number);
      }
    });
    json_.list("parameters", change.parameters, [&](const ParameterChange& one) {
      head(one);
      json_.field("index", one.index);
      if (one.before) json_.field("before", std::string_view(*one.before));
      if (one.after) json_.field("after", std::string_view(*one.after));
    });
  }

  void add(const FieldChange& change) {
    head(change);
    if (change.before && change.after) {
      json_.name("how");
      json_.in('[', ']', [&] {
        if (change.moved()) json_.value(std::string_view("moved"));
        if (change.resized()) json_.value(std::string_view("resized"));
        if (change.retyped()) json_.value(std::string_view("retyped"));
      });
    }
    side("before", change.before);
    side("after", change.after);
  }

  template <typename Change>
  void head(const Change& change) {
    json_.field("name", std::string_view(change.name));
    json_.field("change", change_name(!change.before, !change.after));
  }

  void side(std::string_view key, const std::optional<Field>& field) {
    if (!field) return;
    json_.name(key);
    json_.in('{', '}', [&] {
      json_.field("bit_offset", field->bit_offset);
      json_.field("bit_size", field->bit_size);
      json_.name("bit_field");
      json_.literal(field->is_bit_field ? "true" : "false");
      json_.field("type", std::string_view(field->type));
    });
  }

  void texts(std::string_view key, const std::string& text) {
    if (!text.empty()) json_.field(key, std::string_view(text));
  }

  Json json_;
};

}  // namespace

std::string diff_json(const Difference& difference) {
  return DifferenceJson().run(difference);
}

}  // namespace btfkit::btf
