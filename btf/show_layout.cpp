#include "show_layout.h"

#include <algorithm>

namespace btfkit::btf {
namespace {

// The room from `end`, where `last` ends, up to `next`.
Gap gap(const Place* last, uint64_t end, uint64_t next) {
  if (next <= end) return {};
  uint64_t bits = (8 - end % 8) % 8;
  if (last && last->is_bit_field() && last->unit_end() > end) bits = last->unit_end() - end;
  bits = std::min(bits, next - end);
  uint64_t rest = next - end - bits;
  return {rest / 8, bits + rest % 8};
}

}  // namespace

Place place_of(const Btf& btf, const Composite& kind, const Member& member, uint32_t pointer_size) {
  uint64_t size = size_of(btf, member.type, pointer_size).value_or(0);
  uint64_t begin = kind.bit_offset(member);
  uint32_t width = kind.bit_width(member);
  if (!kind.kind_flag) {
    Result<TypeId> target = skip_modifiers(btf, member.type);
    std::optional<Int> integer = target ? get_if<Int>(btf, *target) : std::nullopt;
    if (integer && (integer->bits != 8 * integer->size || integer->bit_offset != 0)) {
      begin += integer->bit_offset;
      width = integer->bits;
    }
  }
  // A crafted array may have more bits than fit.
  uint64_t bits = width != 0 ? width : std::min(size, UINT64_MAX / 16) * 8;
  return {begin, begin + bits, size, width};
}

// What is free at the end of struct `id`, in bytes. As in pahole, not at that of a typedef's.
uint64_t Layouts::padding_of(TypeId id) {
  auto [known, is_new] = paddings_.try_emplace(number(id), 0);
  if (!is_new) return known->second;
  std::optional<Struct> kind = get_if<Struct>(btf_, id);
  if (!kind || kind->members.empty()) return 0;
  uint64_t end = 0;
  Place last{};
  for (const Member& member : kind->members) {
    last = place_of(btf_, *kind, member, pointer_size_);
    end = std::max(end, last.end);
  }
  known->second = gap(&last, end, uint64_t{kind->size} * 8).bytes;
  return known->second;
}

StructLayout Layouts::lay_out(const Composite& kind, bool is_union) {
  StructLayout layout;
  uint64_t end = 0;
  for (const Member& member : kind.members) {
    Place place = place_of(btf_, kind, member, pointer_size_);
    if (!is_union) {
      Place* last = layout.members.empty() ? nullptr : &layout.members.back().place;
      // Before the first member there is nobody to have it behind him.
      if (last) layout.members.back().hole = gap(last, end, place.begin);
      end = std::max(end, place.end);
    }
    layout.members.push_back({place, {}, is_union ? 0 : padding_of(member.type)});
  }
  if (!is_union && !layout.members.empty()) {
    layout.padding = gap(&layout.members.back().place, end, uint64_t{kind.size} * 8);
  }
  return layout;
}

}  // namespace btfkit::btf
