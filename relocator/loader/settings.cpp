// Settings: text becomes the bytes of a variable, in a copy of its map's data, before the map is
// made. What text may be is in docs/bpfreloc.md.
#include "settings.h"

#include <bit>
#include <cctype>
#include <cerrno>
#include <cstdio>

namespace loader {
namespace {

void write_number(uint64_t value, uint32_t size, std::byte* out) {
  for (uint32_t i = 0; i < size; i++) {
    const uint32_t at = std::endian::native == std::endian::little ? i : size - 1 - i;
    out[at] = static_cast<std::byte>(value >> (8 * i));
  }
}

bool read_integer(const char* text, uint32_t size, bool is_signed, uint64_t& value,
                  bpfload_error& error) {
  if (text[0] == '\'' && text[1] != '\0' && text[2] == '\'' && text[3] == '\0') {
    value = static_cast<unsigned char>(text[1]);
    return true;
  }
  const bool is_negative = *text == '-';
  const char* digits = text + is_negative;
  const bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
  digits += is_hex ? 2 : 0;
  char* end;
  errno = 0;
  const uint64_t magnitude = strtoull(digits, &end, is_hex ? 16 : 10);
  // strtoull takes spaces, a sign and another "0x" too.
  if (isxdigit(static_cast<unsigned char>(*digits)) == 0 || *end != '\0' || errno != 0) {
    return fail(error, "'%s' is not a number", text);
  }
  const uint64_t largest = UINT64_MAX >> (64 - 8 * size);
  const uint64_t limit = !is_signed ? (is_negative ? 0 : largest) : largest / 2 + is_negative;
  if (magnitude > limit) {
    return fail(error, "%s doesn't fit into %u %s bytes", text, size,
                is_signed ? "signed" : "unsigned");
  }
  value = is_negative ? 0 - magnitude : magnitude;
  return true;
}

bool read_bool(const char* text, uint64_t& value, bpfload_error& error) {
  value = strcmp(text, "true") == 0 || strcmp(text, "1") == 0 ? 1 : 0;
  return value != 0 || strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ||
         fail(error, "'%s' is neither true nor false", text);
}

bool read_float(const char* text, uint32_t size, uint64_t& value, bpfload_error& error) {
  char* end;
  const bool is_double = size == sizeof(double);
  value = is_double ? std::bit_cast<uint64_t>(strtod(text, &end))
                    : std::bit_cast<uint32_t>(strtof(text, &end));
  return (end != text && *end == '\0') ||
         fail(error, "'%s' is not a number of %u bytes with a fraction", text, size);
}

bool read_characters(const char* text, uint32_t size, std::byte* out, bpfload_error& error) {
  size_t length = strlen(text);
  if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
    text++;
    length -= 2;
  }
  if (length >= size) {
    return fail(error, "its %zu bytes and a zero don't fit into %u", length, size);
  }
  memset(out, 0, size);
  memcpy(out, text, length);
  return true;
}

// "{00 1f ff}"
bool read_bytes(const char* text, uint32_t size, std::byte* out, bpfload_error& error) {
  const char* c = text + 1;
  uint32_t count = 0;
  for (;; c += 2) {
    while (*c == ' ') c++;
    unsigned byte;
    if (*c == '}' && c[1] == '\0') break;
    if (isxdigit(static_cast<unsigned char>(*c)) == 0 ||
        isxdigit(static_cast<unsigned char>(c[1])) == 0 || sscanf(c, "%2x", &byte) != 1) {
      return fail(error, "'%s' does not begin with two hex digits", c);
    }
    if (count < size) out[count] = static_cast<std::byte>(byte);
    count++;
  }
  return count == size || fail(error, "%u bytes are given, it has %u", count, size);
}

bool is_number_size(const plan_variable_attr& attr) {
  switch (attr.encoding) {
    case PLAN_UNSIGNED:
    case PLAN_SIGNED:
      return attr.size == 1 || attr.size == 2 || attr.size == 4 || attr.size == 8;
    case PLAN_BOOL:
      return attr.size == 1;
    case PLAN_FLOAT:
      return attr.size == sizeof(float) || attr.size == sizeof(double);
    default:
      return true;
  }
}

bool encode(const plan_variable_attr& attr, const char* text, std::byte* out,
            bpfload_error& error) {
  const size_t length = strlen(text);
  if (text[0] == '{' && text[length - 1] == '}') return read_bytes(text, attr.size, out, error);
  if (!is_number_size(attr)) {
    return fail(error, "a value of %u bytes has encoding %u", attr.size, attr.encoding);
  }
  uint64_t value = 0;
  switch (static_cast<plan_encoding>(attr.encoding)) {
    case PLAN_BYTES:
      return fail(error, "'%s' is not its bytes: '{00 1f ff}' expected", text);
    case PLAN_UNSIGNED:
    case PLAN_SIGNED:
      if (!read_integer(text, attr.size, attr.encoding == PLAN_SIGNED, value, error)) return false;
      break;
    case PLAN_BOOL:
      if (!read_bool(text, value, error)) return false;
      break;
    case PLAN_FLOAT:
      if (!read_float(text, attr.size, value, error)) return false;
      break;
    case PLAN_CHARACTERS:
      return read_characters(text, attr.size, out, error);
  }
  write_number(value, attr.size, out);
  return true;
}

}  // namespace

bool MapData::set(const Plan& plan, const char* const* settings, size_t count,
                  bpfload_error& error) {
  if (count == 0) return true;
  if (!places_.resize(plan.maps.size())) return fail(error, "%m");
  for (size_t& place : places_) place = kUnchanged;
  for (size_t i = 0; i < count; i++) {
    if (!set_one(plan, settings[i], error)) return add_context(error, "--set %s", settings[i]);
  }
  return true;
}

bool MapData::copy(const Plan& plan, size_t map, bpfload_error& error) {
  if (places_[map] != kUnchanged) return true;
  const Bytes data = *plan.maps[map].data;
  const size_t place = bytes_.size();
  if (!bytes_.resize(place + data.size())) return fail(error, "%m");
  memcpy(bytes_.data() + place, data.data(), data.size());
  places_[map] = place;
  return true;
}

bool MapData::set_one(const Plan& plan, const char* setting, bpfload_error& error) {
  const char* equals = strchr(setting, '=');
  if (equals == nullptr) return fail(error, "has no '='");
  const auto length = static_cast<size_t>(equals - setting);
  for (const VariablePlan& variable : plan.variables) {
    if (strlen(variable.name) != length || strncmp(variable.name, setting, length) != 0) continue;
    return copy(plan, variable.map, error) &&
           encode(variable.attr, equals + 1,
                  bytes_.data() + places_[variable.map] + variable.attr.offset, error);
  }
  return fail(error, "the image has no such settable variable");
}

}  // namespace loader
