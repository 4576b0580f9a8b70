// A difference for people: one block a type, `+` for what is new, `-` for what is gone, `~` for
// what has changed.
#include "btf/diff.h"

namespace btfkit::btf {
namespace {

// Bytes, and the bit for a bit field: "126:2".
std::string place_text(const Field& field) {
  if (!field.is_bit_field && field.bit_offset % 8 == 0) return fmt::to_string(field.bit_offset / 8);
  return fmt::format("{}:{}", field.bit_offset / 8, field.bit_offset % 8);
}

std::string size_text(const Field& field) {
  return field.is_bit_field ? fmt::format("{} bits", field.bit_size)
                            : fmt::to_string(field.bit_size / 8);
}

std::string whole_text(const Field& field) {
  return fmt::format("{}, offset {}, size {}", field.type, place_text(field), size_text(field));
}

std::string text_of(const FieldChange& change) {
  if (!change.before) return fmt::format("+ {}: {}", change.name, whole_text(*change.after));
  if (!change.after) return fmt::format("- {}: {}", change.name, whole_text(*change.before));
  std::string text = fmt::format("~ {}:", change.name);
  auto add = [&](std::string_view what, const std::string& before, const std::string& after) {
    text += fmt::format("{} {} {} -> {}", text.ends_with(':') ? "" : ",", what, before, after);
  };
  if (change.moved()) add("offset", place_text(*change.before), place_text(*change.after));
  if (change.resized() || change.before->is_bit_field != change.after->is_bit_field) {
    add("size", size_text(*change.before), size_text(*change.after));
  }
  if (change.before->type != change.after->type) {
    add("type", change.before->type, change.after->type);
  } else if (change.is_retyped) {
    text +=
        fmt::format("{} {} has changed inside", text.ends_with(':') ? "" : ",", change.after->type);
  }
  return text;
}

std::string text_of(const EnumeratorChange& change) {
  if (!change.before) return fmt::format("+ {} = {}", change.name, change.after->number);
  if (!change.after) return fmt::format("- {} = {}", change.name, change.before->number);
  return fmt::format("~ {} = {} -> {}", change.name, change.before->number, change.after->number);
}

std::string title(const TypeChange& change) {
  if (change.family == Family::kConstants) return "constants of enums without a name";
  return fmt::format("{} {}", family_name(change.family), change.name);
}

// What is all to be said of a type that is there on one side only. Structs and enums have their
// keyword in their declaration, the others say their family.
std::string whole(const TypeChange& change) {
  const std::string& text = change.added() ? change.declaration_after : change.declaration_before;
  bool has_keyword = change.family == Family::kStruct || change.family == Family::kUnion ||
                     change.family == Family::kEnum || change.family == Family::kTypedef;
  return has_keyword ? text : fmt::format("{} {}", family_name(change.family), text);
}

}  // namespace

bool FieldChange::moved() const {
  return moved_by != 0;
}

std::string diff_text(const Difference& difference) {
  std::string text;
  auto line = [&](std::string_view indentation, std::string_view what) {
    text += indentation;
    text += one_line(what);
    text += '\n';
  };
  for (const TypeChange& change : difference.types) {
    if (change.added() || change.removed()) {
      line(change.added() ? "+ " : "- ", whole(change));
      continue;
    }
    line("~ ", title(change));
    for (const PropertyChange& property : change.properties) {
      line("    ", fmt::format("{}: {} -> {}", property.property, property.before, property.after));
    }
    for (const FieldChange& field : change.fields) line("    ", text_of(field));
    for (const EnumeratorChange& one : change.enumerators) line("    ", text_of(one));
    if (!change.parameters.empty() || !change.declaration_before.empty()) {
      line("    - ", change.declaration_before);
      line("    + ", change.declaration_after);
    }
  }
  return text;
}

}  // namespace btfkit::btf
