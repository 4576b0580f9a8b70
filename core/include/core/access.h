// What a relocation asks for: a type, a field or an enumerator, first as the object's own BTF has
// it
// ("local"), then as a kernel's BTF has it ("target").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"
#include "core/budget.h"

namespace btfkit::core {

// One step of a field access. A named step picks member `index` of the struct or union `type`; an
// unnamed one picks element `index` of an array whose elements are of `type`, which for the first
// step is the root type itself.
struct Step {
  btf::TypeId type;
  uint32_t index;
  std::string_view name;  // empty for an array step
};

// struct task_struct { struct { int tgid; } ids[2]; } *task;  task->ids[1].tgid
// is "0:0:1:0" on task_struct, and four steps: [0], .ids, [1], .tgid.
// Anonymous members have no step: they are part of the offset only.
struct Access {
  btf::TypeId root = btf::kVoid;
  std::vector<Step> steps;  // for an enumerator: one step whose index is the enumerator's
  uint64_t bit_offset = 0;  // of the field from the start of the root type
};

// Which of the three families a kind belongs to.
bool is_field_based(btf::CoreKind kind);
bool is_type_based(btf::CoreKind kind);
bool is_enumval_based(btf::CoreKind kind);

// An accessor string has at most this many numbers, and anonymous members nest no deeper.
inline constexpr size_t kMaxAccessors = 64;

// Reads the relocation's accessor string against the object's BTF.
Result<Access> parse_access(const btf::Btf& local, const btf::CoreRelocation& relocation,
                            uint32_t pointer_size);

// Looks for what `access` (of `local`) means in the type `candidate` of `target`. Nothing where the
// candidate has no such field or an incompatible one; an error where the BTF itself is at fault.
// `budget`, if there is one, is for several calls.
Result<std::optional<Access>> match_access(const btf::Btf& local, const Access& access,
                                           btf::CoreKind kind, const btf::Btf& target,
                                           btf::TypeId candidate, uint32_t pointer_size,
                                           Budget* budget = nullptr);

// "struct task_struct.ids[1].tgid", "enum bpf_map_type::BPF_MAP_TYPE_HASH", "struct file".
std::string describe(const btf::Btf& btf, const Access& access, btf::CoreKind kind);

}  // namespace btfkit::core
