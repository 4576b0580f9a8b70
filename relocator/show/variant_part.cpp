// Which unions are variant parts (docs/tagged-unions.md): the first member has no name and is the
// tag, an integer, or a struct of nothing but an integer where the tag lies elsewhere; the others
// are the alternatives. C and C++ have no such union.
#include <charconv>
#include <limits>

#include "value.h"

namespace btfkit::show {

using btf::Btf;
using btf::TypeId;

namespace {

constexpr std::string_view kDiscriminant = "discriminant:";

std::optional<uint64_t> discriminant(std::string_view tag) {
  if (!tag.starts_with(kDiscriminant)) return std::nullopt;
  tag.remove_prefix(kDiscriminant.size());
  auto parse = [&](auto value) -> std::optional<uint64_t> {
    auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), value);
    if (error != std::errc() || end != tag.data() + tag.size()) return std::nullopt;
    return static_cast<uint64_t>(value);
  };
  return tag.starts_with('-') ? parse(int64_t{}) : parse(uint64_t{});
}

bool is_integer(const Btf& btf, TypeId id) {
  auto type = btf::skip_modifiers(btf, id);
  auto integer = type ? btf::get_if<btf::Int>(btf, *type) : std::nullopt;
  return integer && integer->size <= 8;
}

// Where the tag is and what it is, if the union begins with one.
std::optional<VariantPart> tag_of(const Btf& btf, const btf::Union& type) {
  if (type.members.empty()) return std::nullopt;
  const btf::Member& first = type.members[0];
  if (!btf.string(first.name).empty() || type.bit_width(first) != 0) return std::nullopt;
  uint32_t at = type.bit_offset(first);
  if (is_integer(btf, first.type)) return VariantPart{first.type, at, {}};
  auto inner = btf::get_if<btf::Struct>(btf, first.type);
  if (!inner || inner->members.size() != 1 || !btf.name(first.type).empty()) return std::nullopt;
  const btf::Member& tag = inner->members[0];
  bool is_tag = btf.string(tag.name).empty() && inner->bit_width(tag) == 0;
  if (!is_tag || !is_integer(btf, tag.type)) return std::nullopt;
  return VariantPart{tag.type, at + inner->bit_offset(tag), {}};
}

}  // namespace

ValueReader::ValueReader(const Btf& btf) : btf_(btf), pointer_size_(btf::pointer_size(btf)) {
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    auto tag = btf::get_if<btf::DeclTag>(btf, id);
    if (!tag) continue;
    if (auto value = discriminant(btf.name(id))) {
      discriminants_.emplace(std::pair(tag->type, tag->component), *value);
    }
  }
}

const VariantPart* ValueReader::variant_part(TypeId id) {
  auto [entry, is_new] = parts_.try_emplace(id);
  std::optional<VariantPart>& part = entry->second;
  if (!is_new) return part ? &*part : nullptr;
  auto type = btf::get_if<btf::Union>(btf_, id);
  auto found = type ? tag_of(btf_, *type) : std::nullopt;
  if (!found) return nullptr;
  bool has_tags = false;
  for (uint32_t i = 1; i < type->members.size(); ++i) {
    if (btf_.string(type->members[i].name).empty()) return nullptr;
    auto value = discriminants_.find({id, static_cast<int32_t>(i)});
    has_tags |= value != discriminants_.end();
    found->cases.push_back(
        {i, value == discriminants_.end() ? std::nullopt : std::optional(value->second)});
  }
  // Without decl tags the alternatives' order is all there is to go by.
  if (!has_tags) {
    for (VariantPart::Case& one : found->cases) one.tag = one.member - 1;
  }
  part = std::move(found);
  return &*part;
}

}  // namespace btfkit::show
