// A difference for programs. docs/btfgen-diff.md has its shape.
#include "btf/diff.h"
#include "support/json.h"

namespace btfkit::btf {
namespace {

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
