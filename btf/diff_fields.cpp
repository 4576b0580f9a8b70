#include "diff_fields.h"

#include "btf/spell.h"
#include "show_layout.h"

namespace btfkit::btf {
namespace {

constexpr int kMaxNesting = 64;

class Flattening {
 public:
  Flattening(const Btf& btf, uint32_t pointer_size, Sameness& same)
      : btf_(btf), pointer_size_(pointer_size), same_(same) {}

  void add(TypeId composite, uint64_t offset, const std::string& prefix, ptrdiff_t around,
           int depth) {
    if (depth == kMaxNesting) return same_.stop(btf_, composite);
    auto kind = get_if_composite(btf_, composite);
    for (uint32_t i = 0; i < kind->members.size(); ++i) {
      if (!same_.step(btf_, composite)) return;
      const Member& member = kind->members[i];
      Place place = place_of(btf_, *kind, member, pointer_size_);
      Spelling spelling = spell(btf_, member.type);
      bool holds_it = spelling.before.empty() && !spelling.after.starts_with('(');
      bool is_open = holds_it && btf_.contains(spelling.base) && btf_.name(spelling.base).empty() &&
                     get_if_composite(btf_, spelling.base).has_value();
      std::string_view name = btf_.string(member.name);
      if (name.empty() && is_open && spelling.after.empty()) {
        add(spelling.base, offset + place.begin, prefix, around, depth + 1);
        continue;
      }
      std::string path = prefix + (name.empty() ? fmt::format("({})", i) : std::string(name));
      uint64_t size = place.is_bit_field() ? place.width : place.end - place.begin;
      fields.push_back(
          {path,
           {offset + place.begin, size, place.is_bit_field(), spelling.around(""), composite, i},
           member.type,
           around,
           is_open});
      if (!is_open) continue;
      for (char c : spelling.after) {
        if (c == '[') path += "[]";
      }
      auto self = static_cast<ptrdiff_t>(fields.size()) - 1;
      add(spelling.base, offset + place.begin, path + '.', self, depth + 1);
    }
  }

  std::vector<FlatField> fields;

 private:
  const Btf& btf_;
  uint32_t pointer_size_;
  Sameness& same_;
};

}  // namespace

std::vector<FlatField> flatten(const Btf& btf, TypeId composite, uint32_t pointer_size,
                               Sameness& same) {
  Flattening flattening(btf, pointer_size, same);
  flattening.add(composite, 0, "", -1, 0);
  return std::move(flattening.fields);
}

}  // namespace btfkit::btf
