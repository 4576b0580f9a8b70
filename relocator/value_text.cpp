#include "value_text.h"

#include <algorithm>
#include <bit>
#include <charconv>

namespace btfkit::relocator {
namespace {

using Encoding = Variable::Encoding;

constexpr uint32_t kMaxNumber = 8;  // bytes

Encoding of_integer(const btf::Int& integer) {
  if (integer.size > kMaxNumber) return Encoding::kBytes;
  if (integer.encoding & btf::Int::kBool) return Encoding::kBool;
  return integer.encoding & btf::Int::kSigned ? Encoding::kSigned : Encoding::kUnsigned;
}

Encoding of_array(const btf::Btf& btf, const btf::Array& array) {
  auto element = btf::skip_modifiers(btf, array.element);
  auto integer = element ? btf::get_if<btf::Int>(btf, *element) : std::nullopt;
  return integer && integer->size == 1 ? Encoding::kCharacters : Encoding::kBytes;
}

template <typename T>
bool read_whole(std::string_view text, T& value, int base) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_whole(std::string_view text, std::floating_point auto& value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// A number's 64 bits, negative ones in two's complement.
Result<uint64_t> integer(std::string_view text, uint32_t size, bool is_signed) {
  if (text.size() == 3 && text.front() == '\'' && text.back() == '\'') {
    return static_cast<unsigned char>(text[1]);
  }
  std::string_view digits = text;
  bool is_negative = digits.starts_with('-');
  if (is_negative) digits.remove_prefix(1);
  bool is_hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (is_hex) digits.remove_prefix(2);
  uint64_t magnitude;
  if (!read_whole(digits, magnitude, is_hex ? 16 : 10)) return fail("'{}' is not a number", text);
  uint64_t largest = UINT64_MAX >> (64 - 8 * size);
  // Of a negative number the type has one more than of a positive one.
  uint64_t limit = !is_signed ? (is_negative ? 0 : largest) : largest / 2 + is_negative;
  if (magnitude > limit) {
    return fail("{} doesn't fit into {} {} bytes", text, size, is_signed ? "signed" : "unsigned");
  }
  return is_negative ? 0 - magnitude : magnitude;
}

template <typename Kind>
std::optional<uint64_t> enumerator(const btf::Btf& btf, btf::TypeId type, std::string_view name) {
  auto kind = btf::get_if<Kind>(btf, type);
  if (!kind) return std::nullopt;
  for (const auto& one : kind->enumerators) {
    if (btf.string(one.name) == name) return btf::value_of(one);
  }
  return std::nullopt;
}

Result<uint64_t> boolean(std::string_view text) {
  if (text == "true" || text == "1") return 1;
  if (text == "false" || text == "0") return 0;
  return fail("'{}' is neither true nor false", text);
}

Result<uint64_t> floating(std::string_view text, uint32_t size) {
  float single;
  double wide;
  if (size == sizeof single && read_whole(text, single)) return std::bit_cast<uint32_t>(single);
  if (size == sizeof wide && read_whole(text, wide)) return std::bit_cast<uint64_t>(wide);
  return fail("'{}' is not a number of {} bytes with a fraction", text, size);
}

Result<std::vector<std::byte>> characters(std::string_view text, uint32_t size) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  if (text.size() >= size) {
    return fail("its {} bytes and a zero don't fit into {}", text.size(), size);
  }
  Bytes bytes = as_bytes(text);
  std::vector<std::byte> result(bytes.begin(), bytes.end());
  result.resize(size);
  return result;
}

// "{00 1f ff}", the braces taken off.
Result<std::vector<std::byte>> hex_bytes(std::string_view text, uint32_t size) {
  std::vector<std::byte> bytes;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) break;
    uint8_t byte;
    if (text.size() < 2 || !read_whole(text.substr(0, 2), byte, 16)) {
      return fail("'{}' does not begin with two hex digits", text);
    }
    bytes.push_back(std::byte{byte});
    text.remove_prefix(2);
  }
  if (bytes.size() == size) return bytes;
  return fail("{} bytes are given, it has {}", bytes.size(), size);
}

}  // namespace

std::vector<std::byte> number_bytes(uint64_t value, uint32_t size, Endian endian) {
  std::vector<std::byte> bytes(size);
  for (uint32_t i = 0; i < size; ++i) {
    uint32_t at = endian == Endian::kLittle ? i : size - 1 - i;
    bytes[at] = static_cast<std::byte>(value >> (8 * i));
  }
  return bytes;
}

Result<Encoding> encoding_of(const btf::Btf& btf, btf::TypeId type) {
  using namespace btf;
  type = BTFKIT_TRY(skip_modifiers(btf, type));
  if (type == kVoid) return fail("it has no type");
  if (auto integer = get_if<Int>(btf, type)) return of_integer(*integer);
  if (auto array = get_if<Array>(btf, type)) return of_array(btf, *array);
  if (auto one = get_if<Enum>(btf, type)) {
    return one->is_signed ? Encoding::kSigned : Encoding::kUnsigned;
  }
  if (auto one = get_if<Enum64>(btf, type)) {
    return one->is_signed ? Encoding::kSigned : Encoding::kUnsigned;
  }
  if (auto one = get_if<Float>(btf, type)) {
    return one->size == sizeof(float) || one->size == sizeof(double) ? Encoding::kFloat
                                                                     : Encoding::kBytes;
  }
  if (get_if_composite(btf, type)) return Encoding::kBytes;
  return fail("type {} has no value that could be given", describe(btf, type));
}

Result<std::vector<std::byte>> encode_value(const btf::Btf& btf, btf::TypeId type, uint32_t size,
                                            std::string_view text) {
  Encoding encoding = BTFKIT_TRY(encoding_of(btf, type));
  type = BTFKIT_TRY(btf::skip_modifiers(btf, type));
  if (text.starts_with('{') && text.ends_with('}')) {
    return hex_bytes(text.substr(1, text.size() - 2), size);
  }
  auto as_bytes = [&](uint64_t value) { return number_bytes(value, size, btf.endian()); };
  switch (encoding) {
    case Encoding::kBytes:
      return fail("'{}' is not its bytes: '{{00 1f ff}}' expected", text);
    case Encoding::kUnsigned:
    case Encoding::kSigned:
      if (auto value = enumerator<btf::Enum>(btf, type, text)) return as_bytes(*value);
      if (auto value = enumerator<btf::Enum64>(btf, type, text)) return as_bytes(*value);
      return as_bytes(BTFKIT_TRY(integer(text, size, encoding == Encoding::kSigned)));
    case Encoding::kBool:
      return as_bytes(BTFKIT_TRY(boolean(text)));
    case Encoding::kFloat:
      return as_bytes(BTFKIT_TRY(floating(text, size)));
    case Encoding::kCharacters:
      return characters(text, size);
  }
  std::unreachable();
}

}  // namespace btfkit::relocator
