// The walk is the kernel's, with one thing added: what is known to hold no special field is not
// walked again, since structs that are nested 32 deep, twice in each other, would take for ever.
#include "check/special_field_finder.h"

#include <fmt/format.h>

#include <algorithm>

namespace btfkit::btf::checking {
namespace {

constexpr uint32_t kDeepest = 32;  // structs in structs, and arrays in arrays
constexpr std::string_view kContains = "contains:";
constexpr uint32_t kPointerSize = 8;
constexpr SpecialType kPointerTypes[] = {
    {"kptr", SpecialKind::kPointer, kPointerSize, kPointerSize},
    {"kptr_untrusted", SpecialKind::kUntrustedPointer, kPointerSize, kPointerSize},
    {"percpu_kptr", SpecialKind::kPerCpuPointer, kPointerSize, kPointerSize}};

struct KnownType {
  SpecialType type;
  KernelVersion since;
};

// In the order in which the kernel compares names.
std::vector<SpecialType> known_types(const Rules& rules) {
  // c3c510ce431c "bpf: Add 'owner' field to bpf_{list,rb}_node"
  const uint32_t owner = rules.kernel >= KernelVersion{6, 6} ? 8 : 0;
  const KnownType all[] = {
      {{"bpf_spin_lock", SpecialKind::kSpinLock, 4, 4}, {6, 2}},
      // 0de2046137f9 "bpf: Implement verifier support for rqspinlock"
      {{"bpf_res_spin_lock", SpecialKind::kResilientSpinLock, 4, 4}, {6, 15}},
      {{"bpf_list_head", SpecialKind::kListHead, 16, 8}, {6, 2}},
      {{"bpf_list_node", SpecialKind::kListNode, 16 + owner, 8}, {6, 2}},
      // 9c395c1b99bd "bpf: Add basic bpf_rb_{root,node} support"
      {{"bpf_rb_root", SpecialKind::kTreeRoot, 16, 8}, {6, 3}},
      {{"bpf_rb_node", SpecialKind::kTreeNode, 24 + owner, 8}, {6, 3}},
      // d54730b50bae "bpf: Introduce opaque bpf_refcount struct and add btf_record plumbing"
      {{"bpf_refcount", SpecialKind::kRefcount, 4, 4}, {6, 4}},
  };
  std::vector<SpecialType> known;
  for (const KnownType& one : all) {
    if (rules.kernel >= one.since) known.push_back(one.type);
  }
  return known;
}

// Of these a struct has one at most.
bool is_unique(SpecialKind kind, const Rules& rules) {
  return kind == SpecialKind::kSpinLock || kind == SpecialKind::kResilientSpinLock ||
         (kind == SpecialKind::kRefcount && rules.one_refcount);
}

// Of these there can be arrays.
bool may_repeat(SpecialKind kind) {
  return is_root(kind) || kind == SpecialKind::kPointer || kind == SpecialKind::kUntrustedPointer ||
         kind == SpecialKind::kPerCpuPointer;
}

uint32_t bit(SpecialKind kind) {
  return 1u << static_cast<uint32_t>(kind);
}

std::unexpected<SpecialFault> refuse(std::string error, std::string rule) {
  return std::unexpected(SpecialFault{std::move(error), std::move(rule)});
}

}  // namespace

bool is_root(SpecialKind kind) {
  return kind == SpecialKind::kListHead || kind == SpecialKind::kTreeRoot;
}

std::string describe_member(const RawBtf& btf, const RawType& type, uint32_t i) {
  return describe_part(btf, "member", i, type.member(i).name);
}

SpecialFieldFinder::SpecialFieldFinder(const RawBtf& btf, const Rules& rules)
    : btf_(btf),
      rules_(rules),
      known_(known_types(rules)),
      marks_(btf.end_id()),
      plain_depths_(btf.end_id()) {
  for (uint32_t id = 1; id < btf.end_id(); ++id) {
    const RawType& type = *btf.find(id);
    if (type.is(wire::Kind::kStruct)) {
      structs_.try_emplace(btf.name(type.name), id);
    } else if (rules.kernel_pointers && kernel_pointer(type).value_or(Pointed{}).type) {
      mark(id);
    } else if (type.is(wire::Kind::kDeclTag)) {
      if (std::string_view text = btf.name(type.name); text.starts_with(kContains)) {
        contains_[{type.size_or_type, type.words[0]}].push_back(text.substr(kContains.size()));
      }
    }
  }
  for (const SpecialType& known : known_) {
    // This one counts only beside others.
    if (known.kind == SpecialKind::kResilientSpinLock) continue;
    if (auto found = structs_.find(known.name); found != structs_.end()) mark(found->second);
  }
}

void SpecialFieldFinder::mark(uint32_t id) {
  marks_[id] = true;
  marks_any_ = true;
}

std::expected<SpecialFieldFinder::Fields, SpecialFault> SpecialFieldFinder::find(uint32_t id) {
  Fields fields;
  if (auto step = find_in_struct(id, fields, 0); !step) return std::unexpected(step.error());
  return fields;
}

SpecialFieldFinder::Step SpecialFieldFinder::find_in_struct(uint32_t id, Fields& fields,
                                                            uint32_t level) {
  const RawType& type = *btf_.find(id);
  const size_t first = fields.size();
  uint32_t seen = 0;
  for (uint32_t i = 0; i < type.vlen(); ++i) {
    if (auto step = find_in_member(id, i, fields, level, seen); !step) return step;
  }
  if (fields.size() != first) return {};
  uint32_t depth = 1;
  for (uint32_t i = 0; i < type.vlen(); ++i) {
    Element element = element_of(type.member(i).type);
    if (element.count != 0) depth = std::max(depth, 1 + plain_depths_[element.id]);
  }
  plain_depths_[id] = depth;
  return {};
}

SpecialFieldFinder::Step SpecialFieldFinder::find_in_member(uint32_t id, uint32_t i, Fields& fields,
                                                            uint32_t level, uint32_t& seen) {
  const RawType& type = *btf_.find(id);
  const RawMember member = type.member(i);
  std::string where = describe_member(btf_, type, i);
  const uint32_t bits = type.bit_offset(member);

  Element whole{member.type};
  if (rules_.nested_special_fields) {
    if (bits % 8 != 0) {
      return refuse("EINVAL", fmt::format("{}: its bit offset {} is no multiple of 8, in a struct "
                                          "with fields of the kernel",
                                          where, bits));
    }
    whole = element_of(member.type);
    if (whole.dimensions == kDeepest) {
      return refuse("E2BIG", fmt::format("{}: it is an array of more than {} dimensions", where,
                                         kDeepest - 1));
    }
    if (whole.count == 0) return {};
  }

  const RawType& element = *btf_.find(whole.id);
  SpecialField field{{}, bits / 8, where};
  if (const SpecialType* known = special_type(element)) {
    if (is_unique(known->kind, rules_) && seen & bit(known->kind)) {
      return refuse("E2BIG", fmt::format("{}: it is a second {}", where, known->name));
    }
    seen |= bit(known->kind);
    field.type = *known;
    if (bits % 8 != 0) {
      return refuse("EINVAL",
                    fmt::format("{}: its bit offset {} is no multiple of 8", where, bits));
    }
    // What only has the name.
    if (field.offset % known->alignment != 0 || !element.is(wire::Kind::kStruct) ||
        element.size_or_type != known->size) {
      return {};
    }
    if (is_root(known->kind)) {
      if (auto step = complete_root(id, i, field); !step) return step;
    }
  } else if (element.is(wire::Kind::kStruct)) {
    if (!rules_.nested_special_fields) return {};
    return find_nested(whole.id, field.offset, whole.count, where, fields, level + 1);
  } else {
    if (!rules_.kernel_pointers || field.offset % kPointerSize != 0) return {};
    auto target = kernel_pointer(element);
    if (!target) {
      return refuse(target.error().error, fmt::format("{}: {}", where, target.error().rule));
    }
    if (!target->type) return {};
    field.type = *target->type;
    field.target = target->target;
  }
  if (fields.size() == rules_.most_special_fields) {
    return refuse("E2BIG", fmt::format("{}: there are more than {} fields of the kernel", where,
                                       rules_.most_special_fields));
  }
  const uint32_t size = field.type.size;
  fields.push_back(std::move(field));
  return repeat(fields, fields.size() - 1, whole.count, size, where);
}

SpecialFieldFinder::Element SpecialFieldFinder::element_of(uint32_t id) const {
  Element element{id};
  while (element.dimensions < kDeepest && btf_.find(element.id)->is(wire::Kind::kArray)) {
    RawArray array = btf_.find(element.id)->array();
    ++element.dimensions;
    element.count *= array.count;  // in 32 bits, as in the kernel
    element.id = array.element;
  }
  return element;
}

SpecialFieldFinder::Step SpecialFieldFinder::find_nested(uint32_t id, uint32_t offset,
                                                         uint32_t count, const std::string& member,
                                                         Fields& fields, uint32_t level) {
  if (level + std::max(plain_depths_[id], 1u) > kDeepest) {
    return refuse("E2BIG", fmt::format("{}: structs are nested {} deep or more, in one with fields "
                                       "of the kernel",
                                       member, kDeepest));
  }
  if (plain_depths_[id] != 0) return {};
  const size_t first = fields.size();
  if (auto step = find_in_struct(id, fields, level); !step) {
    return refuse(step.error().error, fmt::format("{}: {}", member, step.error().rule));
  }
  for (size_t i = first; i < fields.size(); ++i) {
    fields[i].offset += offset;
    fields[i].member = fmt::format("{}: {}", member, fields[i].member);
  }
  if (fields.size() == first) return {};
  return repeat(fields, first, count, btf_.find(id)->size_or_type, member);
}

SpecialFieldFinder::Step SpecialFieldFinder::repeat(Fields& fields, size_t first, uint32_t count,
                                                    uint32_t size,
                                                    const std::string& member) const {
  if (count == 1) return {};
  const size_t found = fields.size() - first;
  for (size_t i = first; i < fields.size(); ++i) {
    if (!may_repeat(fields[i].type.kind)) {
      return refuse("EINVAL",
                    fmt::format("{}: there can be no array of {}", member, fields[i].type.name));
    }
  }
  if (uint64_t{found} * count > rules_.most_special_fields - first) {
    return refuse("E2BIG", fmt::format("{}: there are more than {} fields of the kernel", member,
                                       rules_.most_special_fields));
  }
  for (uint32_t n = 1; n < count; ++n) {
    for (size_t i = 0; i < found; ++i) {
      fields.push_back(fields[first + i]);
      fields.back().offset += n * size;
    }
  }
  return {};
}

SpecialFieldFinder::Step SpecialFieldFinder::complete_root(uint32_t id, uint32_t i,
                                                           SpecialField& field) const {
  auto found = contains_.find({id, i});
  if (found == contains_.end() || found->second.size() != 1) {
    return refuse(
        "EINVAL",
        fmt::format("{}: it has {} declaration tags '{}STRUCT:MEMBER', not one", field.member,
                    found == contains_.end() ? 0 : found->second.size(), kContains));
  }
  const std::string_view text = found->second.front();
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return refuse("EINVAL", fmt::format("{}: its tag '{}{}' is not '{}STRUCT:MEMBER'", field.member,
                                        kContains, text, kContains));
  }
  auto value = structs_.find(text.substr(0, colon));
  if (value == structs_.end()) {
    return refuse("ENOENT", fmt::format("{}: its tag names a struct '{}', which is not there",
                                        field.member, text.substr(0, colon)));
  }
  field.target = value->second;
  field.node = text.substr(colon + 1);
  if (field.node.empty()) {
    return refuse("EINVAL",
                  fmt::format("{}: its tag '{}{}' names no member", field.member, kContains, text));
  }
  return {};
}

std::expected<SpecialFieldFinder::Pointed, SpecialFault> SpecialFieldFinder::kernel_pointer(
    const RawType& type) const {
  const RawType& pointer = type.is(wire::Kind::kVolatile) ? *btf_.find(type.size_or_type) : type;
  if (!pointer.is(wire::Kind::kPtr)) return Pointed{};
  const RawType& tag = *btf_.find(pointer.size_or_type);
  if (!tag.is(wire::Kind::kTypeTag) || tag.kind_flag()) return Pointed{};
  const std::string_view text = btf_.name(tag.name);
  if (btf_.find(tag.size_or_type)->is(wire::Kind::kTypeTag)) {
    return refuse("EINVAL", fmt::format("the tag '{}' of its pointer is not the only one", text));
  }
  if (text == "uptr" && rules_.user_pointers) return Pointed{};
  auto known = std::ranges::find(kPointerTypes, text, &SpecialType::name);
  if (known == std::end(kPointerTypes)) {
    return refuse("EINVAL",
                  fmt::format("the kernel doesn't know the tag '{}' of its pointer", text));
  }
  uint32_t target = tag.size_or_type;
  while (btf_.find(target)->is_modifier()) target = btf_.find(target)->size_or_type;
  if (!btf_.find(target)->is(wire::Kind::kStruct)) {
    return refuse("EINVAL", fmt::format("it is a '{}', but not to a struct", text));
  }
  return Pointed{known, target};
}

const SpecialType* SpecialFieldFinder::special_type(const RawType& type) const {
  if (type.name == 0) return nullptr;
  auto found = std::ranges::find(known_, btf_.name(type.name), &SpecialType::name);
  return found == known_.end() ? nullptr : &*found;
}

}  // namespace btfkit::btf::checking
