#include "btf_output.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>

#include "btf/wire.h"

namespace btfkit::test {
namespace {

using btf::wire::Kind;
using enum Kind;

uint32_t size_in_words(uint32_t info) {
  uint32_t count = btf::wire::vlen_of(info);
  switch (static_cast<Kind>(btf::wire::kind_of(info))) {
    case kInt:
    case kVar:
    case kDeclTag:
      return 4;
    case kArray:
      return 6;
    case kStruct:
    case kUnion:
    case kDatasec:
    case kEnum64:
      return 3 + 3 * count;
    case kEnum:
    case kFuncProto:
      return 3 + 2 * count;
    case kPtr:
    case kFwd:
    case kTypedef:
    case kVolatile:
    case kConst:
    case kRestrict:
    case kFunc:
    case kFloat:
    case kTypeTag:
      break;
  }
  return 3;
}

}  // namespace

Output::Output(const std::string& base) {
  if (base.empty()) {
    strings_.push_back('\0');
    return;
  }
  std::ifstream file(base, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto word = [&](size_t at) {
    uint32_t value;
    memcpy(&value, bytes.data() + at, sizeof value);
    return value;
  };
  constexpr size_t kHeaderSize = 24;
  for (size_t at = kHeaderSize, end = at + word(12); at < end;
       at += 4 * size_in_words(word(at + 4))) {
    ++first_id_;
  }
  first_string_ = word(20);
}

uint32_t Output::string(std::string_view text) {
  if (text.empty()) return 0;
  auto [known, is_new] =
      known_.try_emplace(std::string(text), first_string_ + static_cast<uint32_t>(strings_.size()));
  if (is_new) strings_.append(text).push_back('\0');
  return known->second;
}

void Output::add(const std::vector<uint32_t>& type) {
  words_.insert(words_.end(), type.begin(), type.end());
  ++count_;
}

bool Output::write(const std::string& path, bool is_big_endian) const {
  bool is_swapped = is_big_endian == (std::endian::native == std::endian::little);
  auto ordered = [&](auto value) { return is_swapped ? std::byteswap(value) : value; };
  std::ofstream file(path, std::ios::binary);
  auto put = [&](auto value) {
    value = ordered(value);
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
  };
  put(btf::wire::kMagic);
  put(uint16_t(is_big_endian ? 0x0100 : 0x0001));
  auto types_size = static_cast<uint32_t>(4 * words_.size());
  auto strings_size = static_cast<uint32_t>(strings_.size());
  for (uint32_t value : {24u, 0u, types_size, types_size, strings_size}) put(value);
  for (uint32_t value : words_) put(value);
  file.write(strings_.data(), static_cast<std::streamsize>(strings_.size()));
  return static_cast<bool>(file.flush());
}

}  // namespace btfkit::test
