#include <bit>
#include <cmath>

#include "support/utf8.h"
#include "value.h"

namespace btfkit::show {
namespace {

void add(Json& json, const Integer& integer) {
  if (integer.is_signed) {
    json.value(std::bit_cast<int64_t>(integer.bits));
  } else {
    json.value(integer.bits);
  }
}

void add(Json& json, const Floating& floating) {
  if (std::isnan(floating.value)) {
    json.value("NaN");
  } else if (std::isinf(floating.value)) {
    json.value(floating.value < 0 ? "-Infinity" : "Infinity");
  } else if (floating.is_single) {
    json.literal(fmt::format("{}", static_cast<float>(floating.value)));
  } else {
    json.literal(fmt::format("{}", floating.value));
  }
}

// What stands between the braces.
void add_fields(Json& json, const Value& value) {
  if (auto* alternative = std::get_if<Alternative>(&value.kind)) {
    json.name(as_utf8(alternative->name));
    if (alternative->content.empty()) {
      json.in('{', '}', [] {});
    } else {
      to_json(json, alternative->content[0]);
    }
  } else if (auto* none = std::get_if<NoAlternative>(&value.kind)) {
    json.name("(no alternative)");
    add(json, none->tag);
  } else if (std::holds_alternative<Unreadable>(value.kind)) {
    json.name("(no alternative)");
    json.literal("null");
  } else if (auto* fields = std::get_if<Fields>(&value.kind)) {
    for (const Field& field : fields->fields) {
      if (field.name.empty()) {
        add_fields(json, field.value);
      } else {
        json.name(as_utf8(field.name));
        to_json(json, field.value);
      }
    }
  }
}

}  // namespace

void to_json(Json& json, const Value& value) {
  auto object = [&](const auto&) { json.in('{', '}', [&] { add_fields(json, value); }); };
  std::visit(btf::Overloaded{
                 [&](const Integer& integer) { add(json, integer); },
                 [&](const WideInteger& wide) { json.value(to_text({wide})); },
                 [&](const Boolean& boolean) { json.literal(boolean.value ? "true" : "false"); },
                 // As C has it, so that programs needn't know which characters are printable.
                 [&](const Character& character) {
                   json.value(character.is_signed
                                  ? int{static_cast<signed char>(character.code)}
                                  : int{static_cast<unsigned char>(character.code)});
                 },
                 [&](const Floating& floating) { add(json, floating); },
                 [&](const Enumerated& one) {
                   if (one.name.empty()) {
                     add(json, one.value);
                   } else {
                     json.value(as_utf8(one.name));
                   }
                 },
                 [&](const Pointer& pointer) { json.value(fmt::format("{:#x}", pointer.address)); },
                 [&](const Text& text) { json.value(text.text); },
                 [&](const List& list) {
                   json.in('[', ']', [&] {
                     for (const Value& element : list.elements) to_json(json, element);
                   });
                 },
                 [&](const Fields& fields) { object(fields); },
                 [&](const Alternative& alternative) { object(alternative); },
                 [&](const NoAlternative& none) { object(none); },
                 [&](const RawBytes& raw) { json.value(hex(raw.bytes)); },
                 [&](const Unreadable&) { json.literal("null"); },
             },
             value.kind);
}

}  // namespace btfkit::show
