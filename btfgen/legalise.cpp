#include "legalise.h"

#include <algorithm>
#include <map>
#include <optional>

#include "btf/dedup.h"

namespace btfkit::btfgen {
namespace {

using btf::kVoid;
using btf::TypeId;

class Legaliser {
 public:
  Legaliser(btf::Btf btf, uint32_t pointer_size, std::vector<std::string>& warnings)
      : btf_(std::move(btf)), pointer_size_(pointer_size), warnings_(warnings) {}

  Result<btf::Btf> run() && {
    make_results_void();
    remove_sizeless();
    remove_ambiguous_functions();
    mend_members();
    mend_sections();
    remove_tags();
    bool is_changed = std::ranges::find(removed_, true) != removed_.end();
    if (is_changed) btf_ = btf::replace_types(btf_, stand_ins());
    return btf::deduplicate(btf_);
  }

 private:
  TypeId id_of(size_t index) const { return TypeId{static_cast<uint32_t>(index) + 1}; }
  bool is_removed(TypeId id) const { return id != kVoid && removed_[btf::number(id) - 1]; }

  void warn(TypeId id, std::string_view why) {
    warnings_.push_back(fmt::format("type {}: {}", describe(btf_, id), why));
  }

  // `typedef void nothing; nothing f(void);`: a result must be void itself or have a size.
  void make_results_void() {
    removed_.resize(btf_.own_types().size());
    for (size_t i = 0; i < btf_.own_types().size(); ++i) {
      btf::Type type = btf_.type(id_of(i));
      auto* proto = std::get_if<btf::FuncProto>(&type.kind);
      if (!proto || proto->result == kVoid) continue;
      if (skip_modifiers(btf_, proto->result) != kVoid) continue;
      proto->result = kVoid;
      btf_.replace_type(id_of(i), type);
    }
  }

  std::optional<uint64_t> size(TypeId id) const {
    auto result = size_of(btf_, id, pointer_size_);
    if (!result) return std::nullopt;
    return *result;
  }

  // One that goes away can take the size of others with it, so this is repeated.
  void remove_sizeless() {
    bool is_done = false;
    while (!is_done) {
      is_done = true;
      for (size_t i = 0; i < btf_.own_types().size(); ++i) {
        if (removed_[i]) continue;
        if (auto why = reason_to_remove(btf_.type(id_of(i)).kind)) {
          warn(id_of(i), *why);
          removed_[i] = true;
          is_done = false;
        }
      }
    }
  }

  bool has_size(TypeId id) const {
    auto behind = skip_modifiers(btf_, id);
    return behind && !is_removed(*behind) && size(*behind);
  }

  std::optional<std::string> reason_to_remove(const btf::Kind& kind) const {
    if (auto* array = std::get_if<btf::Array>(&kind)) {
      if (has_size(array->element)) {
        constexpr uint64_t kLimit = UINT32_MAX;
        auto element = size(array->element);
        if (array->count == 0 || *element <= kLimit / array->count) return std::nullopt;
        return fmt::format("{} elements of {} bytes are more than 4 GiB", array->count, *element);
      }
      return fmt::format("its element type {} has no size", describe(btf_, array->element));
    }
    if (auto* function = std::get_if<btf::Func>(&kind)) {
      if (is_removed(function->proto)) return "its type was left out";
    }
    if (auto* variable = std::get_if<btf::Var>(&kind)) {
      if (!has_size(variable->type)) {
        return fmt::format("its type {} has no size", describe(btf_, variable->type));
      }
    }
    if (auto* proto = std::get_if<btf::FuncProto>(&kind)) {
      if (proto->result != kVoid && !has_size(proto->result)) {
        return fmt::format("its result type {} has no size", describe(btf_, proto->result));
      }
      for (size_t i = 0; i < proto->parameters.size(); ++i) {
        TypeId type = proto->parameters[i].type;
        bool is_ellipsis = type == kVoid && proto->parameters[i].name == btf::kNoName &&
                           i + 1 == proto->parameters.size();
        if (is_ellipsis || has_size(type)) continue;
        return fmt::format("type {} of parameter {} has no size", describe(btf_, type), i);
      }
    }
    return std::nullopt;
  }

  // A function's name must tell which one it is. Newer versions of pahole leave out such ones, too.
  void remove_ambiguous_functions() {
    std::map<std::string_view, std::vector<TypeId>> functions;
    for (size_t i = 0; i < btf_.own_types().size(); ++i) {
      btf::Type type = btf_.type(id_of(i));
      if (removed_[i] || !std::holds_alternative<btf::Func>(type.kind)) continue;
      functions[btf_.name(type)].push_back(id_of(i));
    }
    for (const auto& [name, ids] : functions) {
      if (ids.size() == 1) continue;
      // A mangled name has the parameters' types in it: this is one function, whose types some
      // units only declare.
      bool is_mangled = name.starts_with("_Z");
      if (!is_mangled) {
        warn(ids.front(),
             fmt::format("{} functions of this name differ; all are left out", ids.size()));
      }
      for (TypeId id : std::span(ids).subspan(is_mangled ? 1 : 0)) {
        removed_[btf::number(id) - 1] = true;
      }
    }
  }

  void mend_members() {
    size_t count = btf_.own_types().size();  // without the arrays that are added on the way
    for (size_t i = 0; i < count; ++i) {
      TypeId id = id_of(i);
      btf::Type type = btf_.type(id);
      auto* old = as_composite(type.kind);
      if (!old) continue;
      // Arrays of bytes may be added on the way, which moves all types, this one too.
      std::vector<btf::Member> members(old->members.begin(), old->members.end());
      btf::Composite composite{old->size, old->kind_flag, members};
      std::vector<btf::Member> kept;
      std::vector<int32_t> positions;  // by old member; of one that goes away kGone
      bool is_changed = false;
      for (btf::Member member : members) {
        btf::Member before = member;
        bool stays = mend(id, composite, member);
        positions.push_back(stays ? static_cast<int32_t>(kept.size()) : kGone);
        if (stays) kept.push_back(member);
        is_changed |= !stays || member.type != before.type || member.offset != before.offset;
      }
      if (!is_changed) continue;
      if (kept.size() != members.size()) positions_.emplace(id, std::move(positions));
      composite.members = kept;
      bool is_union = std::holds_alternative<btf::Union>(type.kind);
      btf_.replace_type(id, {type.name, is_union ? btf::Kind(btf::Union{composite})
                                                 : btf::Kind(btf::Struct{composite})});
    }
  }

  // Whether the member stays.
  bool mend(TypeId id, const btf::Composite& composite, btf::Member& member) {
    uint64_t bit_offset = composite.bit_offset(member);
    uint64_t bit_width = composite.bit_width(member);
    auto drop = [&](std::string_view why) {
      warn(id, fmt::format("member '{}' is left out: {}", btf_.string(member.name), why));
      return false;
    };
    if (!has_size(member.type)) {
      return drop(fmt::format("its type {} has no size", describe(btf_, member.type)));
    }
    uint64_t bytes = *size(member.type);
    uint64_t bits = bit_width != 0 ? bit_width : 8 * bytes;
    if (bit_offset + bits > 8 * uint64_t{composite.size}) {
      return drop(fmt::format("it ends at bit {} of a type of {} bytes", bit_offset + bits,
                              composite.size));
    }
    if (bit_width == 0 && bit_offset % 8 != 0) {
      return drop(fmt::format("it begins at bit {}", bit_offset));
    }
    auto behind = skip_modifiers(btf_, member.type);
    btf::Kind kind = btf_.type(*behind).kind;
    if (bit_width != 0) {
      bool is_integer = std::holds_alternative<btf::Int>(kind) ||
                        std::holds_alternative<btf::Enum>(kind) ||
                        std::holds_alternative<btf::Enum64>(kind);
      if (!is_integer) {
        return drop(fmt::format("a bit field of type {}", describe(btf_, member.type)));
      }
      if (bit_width > 8 * bytes) {
        return drop(fmt::format("its {} bits are more than its type has", bit_width));
      }
    }
    // Where one member is a bit field the kernel takes each enum for 32 bits wide
    // (btf_enum_check_kflag_member), so that a narrower one at the end would exceed its struct. It
    // becomes a bit field of all its bits, of which the kernel reads the width.
    constexpr uint64_t kAssumedBits = 32;
    bool exceeds = bit_offset + kAssumedBits > 8 * uint64_t{composite.size};
    if (composite.kind_flag && bit_width == 0 && std::holds_alternative<btf::Enum>(kind) &&
        exceeds) {
      member.offset =
          btf::member_offset(static_cast<uint32_t>(bit_offset), static_cast<uint8_t>(bits));
    }
    if (std::holds_alternative<btf::Float>(kind)) {
      uint64_t alignment = std::min<uint64_t>(bytes, pointer_size_);
      if (bit_offset % (8 * alignment) != 0) {
        warn(id, fmt::format("member '{}' is not aligned; it is encoded as bytes",
                             btf_.string(member.name)));
        member.type = array_of_bytes(static_cast<uint32_t>(bytes));
      }
    }
    return true;
  }

  void mend_sections() {
    for (size_t i = 0; i < btf_.own_types().size(); ++i) {
      btf::Type type = btf_.type(id_of(i));
      auto* section = std::get_if<btf::Datasec>(&type.kind);
      if (!section) continue;
      std::vector<btf::SectionVar> kept(section->vars.begin(), section->vars.end());
      std::erase_if(kept, [&](const btf::SectionVar& entry) { return is_removed(entry.var); });
      if (kept.size() == section->vars.size()) continue;
      if (kept.empty()) {
        removed_[i] = true;
        continue;
      }
      section->vars = kept;
      btf_.replace_type(id_of(i), type);
    }
  }

  // A tag of a type or member that goes away goes with it; those of the members behind move.
  void remove_tags() {
    for (size_t i = 0; i < btf_.own_types().size(); ++i) {
      btf::Type type = btf_.type(id_of(i));
      auto* tag = std::get_if<btf::DeclTag>(&type.kind);
      if (!tag) continue;
      if (is_removed(tag->type)) removed_[i] = true;
      auto moved = positions_.find(tag->type);
      if (moved == positions_.end() || tag->component == btf::DeclTag::kWhole) continue;
      tag->component = moved->second[static_cast<size_t>(tag->component)];
      if (tag->component == kGone) {
        removed_[i] = true;
      } else {
        btf_.replace_type(id_of(i), type);
      }
    }
  }

  TypeId array_of_bytes(uint32_t size) {
    auto add = [&](std::string_view name, btf::Kind kind) {
      removed_.push_back(false);
      btf::StringOffset offset = btf_.add_string(name);
      return btf_.add_type({offset, kind});
    };
    TypeId byte = add("unsigned char", btf::Int{1, 0, 0, 8});
    TypeId index = add("__ARRAY_SIZE_TYPE__", btf::Int{4, 0, 0, 32});
    return add({}, btf::Array{byte, index, size});
  }

  std::vector<TypeId> stand_ins() const {
    std::vector<TypeId> result(removed_.size());
    for (size_t i = 0; i < result.size(); ++i) result[i] = removed_[i] ? kVoid : id_of(i);
    return result;
  }

  btf::Btf btf_;
  uint32_t pointer_size_;
  std::vector<std::string>& warnings_;
  static constexpr int32_t kGone = -1;

  std::vector<bool> removed_;                         // by type
  std::map<TypeId, std::vector<int32_t>> positions_;  // of the members that structs had before
};

}  // namespace

Result<btf::Btf> legalise(btf::Btf btf, uint32_t pointer_size, std::vector<std::string>& warnings) {
  return Legaliser(std::move(btf), pointer_size, warnings).run();
}

}  // namespace btfkit::btfgen
