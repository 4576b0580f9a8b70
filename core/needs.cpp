// A relocation's result depends on the candidates that match it. One that doesn't match in the
// whole BTF doesn't match in a part of it; so for each one that does it is enough to keep what the
// match looked at:
//
//   task->mm->pgd    keeps  struct task_struct { mm_struct *mm; }  struct mm_struct { void *pgd; }
//
// which is two relocations, one on each struct. The members keep their offsets, the structs their
// sizes.
#include "core/needs.h"

#include <algorithm>
#include <unordered_set>

#include "btf/references.h"
#include "core/access.h"
#include "core/asked_names.h"
#include "core/candidates.h"
#include "core/engine.h"
#include "core/name.h"

namespace btfkit::core {

using btf::Btf;
using btf::TypeId;

namespace {

constexpr uint8_t kKept = 1;
constexpr uint8_t kPointeeKept = 2;  // of a pointer
// Deeper than types are compared.
constexpr int kMaxDepth = 64;

TypeId behind_modifiers(const Btf& btf, TypeId id) {
  auto result = btf::skip_modifiers(btf, id);
  return result ? *result : btf::kVoid;
}

bool is_enum(const btf::Kind& kind) {
  return std::holds_alternative<btf::Enum>(kind) || std::holds_alternative<btf::Enum64>(kind);
}

// A function's prototype, a variable's type, what a typedef stands for.
TypeId declared_type(const Btf& btf, TypeId id) {
  btf::Type type = btf.type(id);
  if (auto* function = std::get_if<btf::Func>(&type.kind)) return function->proto;
  if (auto* variable = std::get_if<btf::Var>(&type.kind)) return variable->type;
  return btf::referenced_type(type.kind).value_or(btf::kVoid);
}

// Calls `use(index, name)` for each enumerator.
template <typename Use>
void for_each_enumerator(const Btf& btf, const btf::Kind& kind, Use use) {
  auto each = [&](const auto& enumerators) {
    for (uint32_t i = 0; i < enumerators.size(); ++i) use(i, btf.string(enumerators[i].name));
  };
  if (auto* type = std::get_if<btf::Enum>(&kind)) each(type->enumerators);
  if (auto* type = std::get_if<btf::Enum64>(&kind)) each(type->enumerators);
}

}  // namespace

// Marks what one relocation's match looked at.
class Needs::Marker {
 public:
  Marker(Needs& needs, const Btf& local) : needs_(needs), target_(needs.target_), local_(local) {}

  void mark(const Access& local, btf::CoreKind kind, const Access& match) {
    keep(match.root);
    if (kind == btf::CoreKind::kTypeIdTarget) needs_.with_ids_.insert(match.root);
    if (is_enumval_based(kind)) {
      keep_entry(match.steps.front().type, match.steps.front().index);
    } else if (is_field_based(kind)) {
      keep_path(match);
    } else if (kind == btf::CoreKind::kTypeMatches) {
      keep_match(local.root, match.root, false, kMaxDepth);
    } else {
      keep_compared(match.root, kMaxDepth);
    }
  }

  // What is asked for by its name, and found.
  void mark(const AskedName& name, TypeId id) {
    keep(id);
    needs_.with_ids_.insert(id);
    switch (name.depth) {
      case Depth::kDeclaration:
        keep_compared(declared_type(target_, id), kMaxDepth);
        break;
      case Depth::kMembers:
        keep_members(name, id);
        break;
      case Depth::kEnumerator:
        if (auto index = asked_enumerator(name, target_, id)) keep_entry(id, *index);
        break;
    }
  }

 private:
  // All of them, as a program of struct_ops is told which one it is by the member's index.
  void keep_members(const AskedName& name, TypeId id) {
    auto composite = btf::get_if_composite(target_, id);
    for (uint32_t i = 0; i < composite->members.size(); ++i) keep_entry(id, i);
    for (uint32_t i : asked_members(local_, name, target_, id)) {
      keep_compared(composite->members[i].type, kMaxDepth);
    }
  }

  // The type itself, and what its size depends on.
  void keep(TypeId id) {
    if (id == btf::kVoid) return;
    uint8_t& marks = needs_.marks_[id];
    if (marks & kKept) return;
    marks |= kKept;
    btf::Type type = target_.type(id);
    if (auto* array = std::get_if<btf::Array>(&type.kind)) {
      keep(behind_modifiers(target_, array->element));
      keep(behind_modifiers(target_, array->index));
    } else if (!std::holds_alternative<btf::Ptr>(type.kind)) {
      if (auto next = btf::referenced_type(type.kind)) keep(behind_modifiers(target_, *next));
    }
  }

  void keep_entry(TypeId id, uint32_t index) {
    keep(id);
    needs_.entries_[id].insert(index);
    auto composite = btf::get_if_composite(target_, id);
    if (!composite) return;
    TypeId member = behind_modifiers(target_, composite->members[index].type);
    keep(member);
    // An array without a length is a flexible one only as the last member, and must not become it.
    auto array = btf::get_if<btf::Array>(target_, member);
    auto last = static_cast<uint32_t>(composite->members.size() - 1);
    if (array && array->count == 0 && index != last && needs_.entries_[id].insert(last).second) {
      keep(behind_modifiers(target_, composite->members[last].type));
    }
  }

  void keep_path(const Access& match) {
    TypeId current = behind_modifiers(target_, match.root);
    keep(current);
    for (const Step& step : match.steps) {
      if (step.name.empty()) {
        current = step.type;
        keep(current);
        continue;
      }
      // The way from the current struct leads through its anonymous members.
      keep_way(current, step, kMaxDepth);
      auto composite = btf::get_if_composite(target_, step.type);
      current = behind_modifiers(target_, composite->members[step.index].type);
    }
  }

  // Whether the step's member is in `id` or its anonymous members, the first way to it kept.
  bool keep_way(TypeId id, const Step& step, int depth) {
    if (id == step.type) {
      keep_entry(id, step.index);
      return true;
    }
    auto composite = btf::get_if_composite(target_, id);
    if (!composite || depth == 0) return false;
    for (uint32_t i = 0; i < composite->members.size(); ++i) {
      const btf::Member& member = composite->members[i];
      if (!target_.string(member.name).empty()) continue;
      if (!keep_way(behind_modifiers(target_, member.type), step, depth - 1)) continue;
      keep_entry(id, i);
      return true;
    }
    return false;
  }

  // What types_compatible() goes through: pointers, arrays and prototypes, with their ends.
  void keep_compared(TypeId id, int depth) {
    id = behind_modifiers(target_, id);
    if (id == btf::kVoid || depth == 0) return;
    keep(id);
    btf::Type type = target_.type(id);
    if (auto* pointer = std::get_if<btf::Ptr>(&type.kind)) {
      uint8_t& marks = needs_.marks_[id];
      if (marks & kPointeeKept) return;
      marks |= kPointeeKept;
      keep_compared(pointer->type, depth - 1);
    } else if (auto* array = std::get_if<btf::Array>(&type.kind)) {
      keep_compared(array->element, depth - 1);
    } else if (auto* proto = std::get_if<btf::FuncProto>(&type.kind)) {
      keep_compared(proto->result, depth - 1);
      for (const btf::Parameter& parameter : proto->parameters) {
        keep_compared(parameter.type, depth - 1);
      }
    }
  }

  // What types_match() goes through: besides, members and enumerators that the local type has, too.
  void keep_match(TypeId local_id, TypeId id, bool behind_pointer, int depth) {
    local_id = behind_modifiers(local_, local_id);
    id = behind_modifiers(target_, id);
    if (local_id == btf::kVoid || id == btf::kVoid || depth == 0) return;
    if (!seen_.insert({local_id, id, behind_pointer}).second) return;
    keep(id);
    btf::Type local = local_.type(local_id);
    btf::Type type = target_.type(id);
    if (is_enum(local.kind)) {
      keep_common_enumerators(local.kind, id, type.kind);
    } else if (auto* composite = btf::as_composite(local.kind)) {
      if (!behind_pointer) keep_common_members(*composite, id, depth);
    } else if (local.kind.index() == type.kind.index()) {
      keep_match_behind(local.kind, type.kind, id, behind_pointer, depth);
    }
  }

  // Both are of one kind that refers to others.
  void keep_match_behind(const btf::Kind& local, const btf::Kind& kind, TypeId id,
                         bool behind_pointer, int depth) {
    if (auto* pointer = std::get_if<btf::Ptr>(&local)) {
      needs_.marks_[id] |= kPointeeKept;
      keep_match(pointer->type, std::get<btf::Ptr>(kind).type, true, depth - 1);
    } else if (auto* array = std::get_if<btf::Array>(&local)) {
      keep_match(array->element, std::get<btf::Array>(kind).element, behind_pointer, depth - 1);
    } else if (auto* proto = std::get_if<btf::FuncProto>(&local)) {
      const auto& other = std::get<btf::FuncProto>(kind);
      keep_match(proto->result, other.result, behind_pointer, depth - 1);
      for (size_t i = 0; i < std::min(proto->parameters.size(), other.parameters.size()); ++i) {
        keep_match(proto->parameters[i].type, other.parameters[i].type, behind_pointer, depth - 1);
      }
    }
  }

  void keep_common_enumerators(const btf::Kind& local, TypeId id, const btf::Kind& kind) {
    std::unordered_set<std::string_view> wanted;
    uint32_t count = 0;
    for_each_enumerator(local_, local, [&](uint32_t, std::string_view name) {
      wanted.insert(essential_name(name));
      ++count;
    });
    uint32_t there = 0;
    for_each_enumerator(target_, kind, [&](uint32_t index, std::string_view name) {
      if (wanted.contains(essential_name(name))) needs_.entries_[id].insert(index);
      ++there;
    });
    keep_as_many(id, count, there);
  }

  void keep_common_members(const btf::Composite& local, TypeId id, int depth) {
    auto composite = btf::get_if_composite(target_, id);
    if (!composite) return;
    for (const btf::Member& wanted : local.members) {
      std::string_view name = essential_name(local_.string(wanted.name));
      for (uint32_t i = 0; i < composite->members.size(); ++i) {
        const btf::Member& member = composite->members[i];
        if (essential_name(target_.string(member.name)) != name) continue;
        keep_entry(id, i);
        keep_match(wanted.type, member.type, false, depth - 1);
      }
    }
    keep_as_many(id, static_cast<uint32_t>(local.members.size()),
                 static_cast<uint32_t>(composite->members.size()));
  }

  // Two flavors of a name match one entry, but a match needs as many in the target as there are in
  // the object.
  void keep_as_many(TypeId id, uint32_t count, uint32_t there) {
    for (uint32_t i = 0; i < there && needs_.entries_[id].size() < count; ++i) keep_entry(id, i);
  }

  Needs& needs_;
  const Btf& target_;
  const Btf& local_;
  std::set<std::tuple<TypeId, TypeId, bool>> seen_;
};

// Copies the marked types.
class Needs::Builder {
 public:
  explicit Builder(const Needs& needs) : needs_(needs), target_(needs.target_) {}

  Minimised run() && {
    Btf result(target_.endian());
    uint32_t next = number(result.first_id());
    uint32_t pointer_to_nothing = 0;
    std::vector<TypeId> kept;
    for (auto [id, marks] : needs_.marks_) {
      if (!(marks & kKept)) continue;
      bool is_to_nothing = drops_pointee(id);
      if (is_to_nothing && pointer_to_nothing != 0) {
        new_ids_[id] = pointer_to_nothing;
        continue;
      }
      if (is_to_nothing) pointer_to_nothing = next;
      new_ids_[id] = next++;
      kept.push_back(id);
    }
    // From here the new ids are known, so that references can go in any direction.
    for (TypeId id : kept) add(id, result);
    Minimised minimised{std::move(result), {}};
    for (TypeId id : needs_.with_ids_) minimised.ids.emplace(TypeId{new_ids_.at(id)}, id);
    return minimised;
  }

 private:
  bool drops_pointee(TypeId id) const {
    return !(needs_.marks_.at(id) & kPointeeKept) &&
           std::holds_alternative<btf::Ptr>(target_.type(id).kind);
  }

  void add(TypeId id, Btf& result) {
    std::vector<uint32_t> words = needed_words(id);
    btf::for_each_name(std::span(words), [&](uint32_t& name) {
      name = number(result.add_string(target_.string(btf::StringOffset{name})));
    });
    bool is_to_nothing = drops_pointee(id);
    btf::for_each_reference(std::span(words), [&](uint32_t& type) {
      TypeId behind = is_to_nothing ? btf::kVoid : behind_modifiers(target_, TypeId{type});
      auto kept = new_ids_.find(behind);
      type = kept == new_ids_.end() ? 0 : kept->second;
    });
    result.add_words(words);
  }

  // The type's words with those entries alone that are needed.
  std::vector<uint32_t> needed_words(TypeId id) const {
    std::span<const uint32_t> all = target_.words(id);
    btf::Kind kind = target_.type(id).kind;
    if (!btf::as_composite(kind) && !is_enum(kind)) return {all.begin(), all.end()};
    size_t entry = btf::reference_places(all[1]).entry;
    constexpr uint32_t kVlenMask = 0xffffff;
    std::vector<uint32_t> words(all.begin(), all.begin() + btf::kTypeWords);
    words[1] &= ~kVlenMask;
    auto needed = needs_.entries_.find(id);
    if (needed == needs_.entries_.end()) return words;
    words[1] |= static_cast<uint32_t>(needed->second.size());
    for (uint32_t index : needed->second) {
      auto begin = all.begin() + static_cast<std::ptrdiff_t>(btf::kTypeWords + index * entry);
      words.insert(words.end(), begin, begin + static_cast<std::ptrdiff_t>(entry));
    }
    return words;
  }

  const Needs& needs_;
  const Btf& target_;
  std::unordered_map<TypeId, uint32_t> new_ids_;  // of what is not left out
};

Needs::Needs(const Btf& target) : target_(target) {
  if (auto id = btf::find_long(target)) marks_[*id] |= kKept;
}

Result<void> Needs::add(std::span<const Relocatable> objects) {
  std::vector<Root> roots;
  for (const Relocatable& object : objects) {
    std::ranges::copy(roots_of(*object.btf, *object.ext), std::back_inserter(roots));
  }
  CandidateIndex candidates(target_, roots);
  uint32_t target_pointer_size = btf::pointer_size(target_);

  for (const Relocatable& object : objects) {
    const Btf& local = *object.btf;
    Marker marker(*this, local);
    uint32_t pointer_size = btf::pointer_size(local);
    auto add_one = [&](const btf::CoreRelocation& relocation) -> Result<void> {
      Access access = BTFKIT_TRY(parse_access(local, relocation, pointer_size));
      btf::Type root = local.type(relocation.type);
      for (TypeId candidate : candidates.find(local.name(root), root.kind)) {
        auto match = BTFKIT_TRY(
            match_access(local, access, relocation.kind, target_, candidate, target_pointer_size));
        if (match) marker.mark(access, relocation.kind, *match);
      }
      return {};
    };
    std::vector<AskedName> names = asked_names(local, *object.ext);
    std::vector<TypeId> found = find_asked(target_, names);
    for (size_t i = 0; i < names.size(); ++i) {
      if (found[i] != btf::kVoid) marker.mark(names[i], found[i]);
    }
    for (const auto& section : object.ext->relocations) {
      for (const btf::CoreRelocation& relocation : section.records) {
        if (relocation.kind == btf::CoreKind::kTypeIdLocal) continue;
        wants_ids_ |= relocation.kind == btf::CoreKind::kTypeIdTarget;
        auto added = add_one(relocation);
        if (!added) {
          Error error = std::move(added).error().in(describe(local, relocation));
          return std::unexpected(std::move(error).in(object.name));
        }
      }
    }
  }
  return {};
}

Minimised Needs::minimise() const {
  return Builder(*this).run();
}

}  // namespace btfkit::core
