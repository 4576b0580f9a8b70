#include "btf/append.h"

#include <cassert>

#include "btf/references.h"
#include "words.h"

namespace btfkit::btf {

Result<void> append(Btf& to, const Btf& from) {
  assert(to.endian() == from.endian());
  assert(!from.base() || to.base() == from.base());
  uint64_t words = to.own_words().size() + from.own_words().size();
  uint64_t strings = uint64_t{to.end_string()} + from.own_strings().size();
  if (words > UINT32_MAX / sizeof(uint32_t) || strings > UINT32_MAX) {
    return fail("together with what comes before, it is larger than 4 GiB");
  }
  uint32_t first = number(from.first_id());
  uint32_t moved_by = number(to.end_id()) - first;
  uint32_t first_string = from.first_string();
  uint32_t strings_moved_by = to.append_strings(from.own_strings()) - first_string;
  std::vector<uint32_t> type;
  for (uint32_t id = first; id < number(from.end_id()); ++id) {
    auto old = from.words(TypeId{id});
    type.assign(old.begin(), old.end());
    uint32_t kind = kind_of(type[1]);
    if (kind >= wire::kKinds) {
      return fail("type [{}] is of kind {}, which can't be merged (the last known is {})", id, kind,
                  wire::kKinds - 1);
    }
    for_each_name(std::span(type), [&](uint32_t& name) {
      if (name >= first_string && name != 0) name += strings_moved_by;
    });
    for_each_reference(std::span(type), [&](uint32_t& reference) {
      if (reference >= first) reference += moved_by;
    });
    to.add_words(type);
  }
  return {};
}

}  // namespace btfkit::btf
