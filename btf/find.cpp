#include "btf/find.h"

#include "header.h"
#include "layout.h"
#include "words.h"

namespace btfkit::btf {
namespace {

// Whether the string at `offset` is `name`, to which the zero byte at its end belongs.
bool is_named(std::string_view strings, uint32_t offset, std::string_view name) {
  return strings.size() - offset >= name.size() &&
         std::memcmp(strings.data() + offset, name.data(), name.size()) == 0;
}

}  // namespace

Type FoundType::type() const {
  return decode(words);
}

Result<std::optional<FoundType>> find_type(Bytes bytes, std::string_view name) {
  Sections sections = BTFKIT_TRY(read_sections(bytes));
  std::string_view strings = as_text(sections.strings);
  TypeSizes sizes(BTFKIT_TRY(in("layout section", read_layout(sections.layout, sections.endian))));
  RawWords words(sections.types, sections.endian);
  std::string with_end = std::string(name) + '\0';

  uint32_t id = 1;
  for (size_t at = 0; at < words.size(); ++id) {
    size_t left = words.size() - at;
    TypeSizes::Head head{left > 1 ? words[at + 1] : 0, left > 3 ? words[at + 3] : 0, left};
    size_t size = sizes.size(head);
    if (size > left) {
      return std::unexpected(sizes.fault(head).in(fmt::format("type [{}]", id)));
    }
    uint32_t name_offset = words[at];
    if (name_offset >= strings.size()) {
      return fail("type [{}]: its name is at string offset {}, but the strings end at {}", id,
                  name_offset, strings.size());
    }
    if (is_named(strings, name_offset, with_end)) {
      FoundType found{TypeId{id}, std::vector<uint32_t>(size)};
      for (size_t i = 0; i < size; ++i) found.words[i] = words[at + i];
      return found;
    }
    at += size;
  }
  return std::nullopt;
}

}  // namespace btfkit::btf
