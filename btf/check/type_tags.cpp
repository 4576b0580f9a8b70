#include "check/type_tags.h"

namespace btfkit::btf::checking {
namespace {

constexpr size_t kLongestChain = 32;

}  // namespace

void check_type_tags(const RawBtf& btf, Report& report) {
  uint32_t checked = btf.first_id() == 0 ? 0 : btf.first_id() - 1;  // the last id that was followed
  for (uint32_t id = checked + 1; id < btf.end_id(); ++id) {
    const RawType* type = btf.find(id);
    // A modifier that couldn't be resolved may lead nowhere, or to itself.
    if (!type->is_modifier() || report.names(id)) continue;
    bool in_tags = type->is(wire::Kind::kTypeTag);
    size_t steps = 0;
    for (uint32_t current = id; type && type->is_modifier(); type = btf.find(current)) {
      if (++steps > kLongestChain) {
        report.add(btf, id, *btf.find(id), "Max chain length or cycle detected",
                   fmt::format("more than {} modifiers follow each other", kLongestChain));
        break;
      }
      if (!type->is(wire::Kind::kTypeTag)) {
        in_tags = false;
      } else if (!in_tags) {
        report.add(btf, id, *btf.find(id), "Type tags don't precede modifiers",
                   fmt::format("the tag of type [{}] is behind another modifier", current));
        break;
      }
      if (current <= checked) break;
      current = type->size_or_type;
    }
    checked = id;
  }
}

}  // namespace btfkit::btf::checking
