#include <algorithm>
#include <span>

#include "container.h"

namespace btfkit::elf {
namespace {

constexpr uint64_t kBlock = 512;

// A header's fields, by their offsets in the block, and their sizes.
struct Field {
  size_t offset;
  size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr Field kType{156, 1};
constexpr Field kMagic{257, 5};
constexpr Field kPrefix{345, 155};

std::string_view raw(Bytes header, Field field) {
  return as_text(header.subspan(field.offset, field.size));
}
std::string_view text(Bytes header, Field field) {
  std::string_view all = raw(header, field);
  return all.substr(0, all.find('\0'));
}

// Octal digits, with spaces around them; or, with the first bit set, a big-endian number.
std::optional<uint64_t> number(Bytes header, Field field) {
  std::string_view digits = raw(header, field);
  uint64_t value = 0;
  if (static_cast<unsigned char>(digits[0]) == 0x80) {
    for (char c : digits.substr(1)) {
      if (value >> 56) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  size_t start = digits.find_first_not_of(' ');
  if (start == digits.npos) return std::nullopt;
  size_t end = std::min(digits.find_first_not_of("01234567", start), digits.size());
  if (end == start) return std::nullopt;
  for (char c : digits.substr(start, end - start))
    value = value << 3 | static_cast<uint64_t>(c - '0');
  return value;
}

// The checksum is that of the header with spaces in its place.
bool has_right_checksum(Bytes header) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    bool in_checksum = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.size;
    sum += in_checksum ? uint64_t{' '} : std::to_integer<uint64_t>(header[i]);
  }
  return number(header, kChecksum) == sum;
}

struct Member {
  std::string name;
  Bytes bytes;
};

// The value of `path` among a pax header's records: "LENGTH KEY=VALUE\n", where LENGTH counts the
// whole record.
std::string pax_path(std::string_view records) {
  std::string path;
  while (!records.empty()) {
    size_t length = 0;
    size_t i = 0;
    for (; i < records.size() && i < 10 && records[i] >= '0' && records[i] <= '9'; ++i) {
      length = length * 10 + static_cast<size_t>(records[i] - '0');
    }
    if (length <= i || length > records.size()) break;
    std::string_view record = records.substr(i, length - i);
    constexpr std::string_view kKey = " path=";
    if (record.starts_with(kKey))
      path = record.substr(kKey.size(), record.size() - kKey.size() - 1);
    records.remove_prefix(length);
  }
  return path;
}

// The regular files of an archive, in its order.
Result<std::vector<Member>> read_members(Bytes bytes) {
  std::vector<Member> members;
  std::string long_name;  // of the next member, said in one of its own
  ByteReader reader(bytes, Endian::kLittle);
  for (;;) {
    uint64_t at = reader.position();
    // An archive ends with two blocks of zeros, or just ends.
    if (reader.at_end()) return members;
    Bytes header = BTFKIT_TRY(in("header", reader.bytes(kBlock)));
    if (std::ranges::all_of(header, [](std::byte b) { return b == std::byte{0}; })) return members;
    if (!has_right_checksum(header)) return fail("header at {}: its checksum is wrong", at);
    auto size = number(header, kSize);
    if (!size) return fail("header at {}: its size is no number", at);
    std::string name = std::exchange(long_name, {});
    if (name.empty()) {
      std::string_view prefix = raw(header, kMagic) == "ustar" ? text(header, kPrefix) : "";
      // GNU's older format has other fields there.
      if (as_text(header).substr(kMagic.offset).starts_with("ustar ")) prefix = "";
      name = fmt::format("{}{}{}", prefix, prefix.empty() ? "" : "/", text(header, kName));
    }
    if (*size > reader.remaining()) {
      return fail("member '{}': {} bytes at {} are not inside the archive's {}", name, *size,
                  reader.position(), bytes.size());
    }
    Bytes content = *reader.bytes(*size);
    uint64_t padding = (kBlock - *size % kBlock) % kBlock;
    BTFKIT_CHECK(reader.skip(std::min(padding, reader.remaining())));
    switch (raw(header, kType)[0]) {
      case '0':
      case '\0':
      case '7':
        members.push_back({std::move(name), content});
        break;
      case 'L':  // GNU
        long_name = as_text(content).substr(0, as_text(content).find('\0'));
        break;
      case 'x':  // pax
        long_name = pax_path(as_text(content));
        break;
    }
  }
}

std::string list(std::span<const Member> members) {
  constexpr size_t kShown = 8;
  std::string text;
  for (const Member& member : members.first(std::min(members.size(), kShown))) {
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", member.name);
  }
  if (members.size() > kShown) text += fmt::format(" and {} more", members.size() - kShown);
  return members.empty() ? "no files" : text;
}

Result<Member> choose(std::vector<Member> members, std::string_view wanted) {
  if (!wanted.empty()) {
    // "tar -c ." writes "./" before each name.
    auto found = std::ranges::find_if(members, [&](const Member& member) {
      return member.name == wanted || member.name == fmt::format("./{}", wanted);
    });
    if (found != members.end()) return *found;
    return fail("it has no member '{}', but {}", wanted, list(members));
  }
  std::vector<Member> btfs;
  std::ranges::copy_if(members, std::back_inserter(btfs),
                       [](const Member& member) { return member.name.ends_with(".btf"); });
  if (btfs.empty()) return fail("none of its members ends in '.btf', there are {}", list(members));
  if (btfs.size() > 1) {
    return fail("{} of its members end in '.btf', name one as FILE:MEMBER: {}", btfs.size(),
                list(btfs));
  }
  return btfs.front();
}

}  // namespace

std::optional<std::string> recognise_tar(Bytes bytes) {
  if (bytes.size() < kBlock || raw(bytes, kMagic) != "ustar") return std::nullopt;
  return "tar";
}

Result<Opened> open_tar(Bytes bytes, const ContainerOptions& options) {
  Member member = BTFKIT_TRY(choose(BTFKIT_TRY(read_members(bytes)), options.member));
  Opened opened;
  opened.bytes = member.bytes;
  opened.through.push_back(std::move(member.name));
  return opened;
}

}  // namespace btfkit::elf
