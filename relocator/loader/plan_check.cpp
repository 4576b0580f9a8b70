// What the records of a plan say about each other: sizes that must agree, indices of maps and
// modules, reserved fields.
#include <linux/bpf.h>

#include "plan_reader.h"

namespace loader {
namespace {

// Map types of Linux 6.9 and 6.19, which linux/bpf.h may be too old for.
constexpr uint32_t kArena = 33;
constexpr uint32_t kInsnArray = 34;

constexpr uint64_t kArenaLimit = uint64_t{1} << 32;  // the largest that the kernel makes

// What takes a program's descriptor in a struct_ops map's value: a pointer of the kernel's.
constexpr uint64_t kProgramSlot = 8;

bool check_map_data(const MapPlan& map, bpfload_error& error) {
  const plan_map_attr& attr = map.attr;
  const size_t size = map.data->size();
  if (attr.map_type == kArena) {
    if (map.data_at.value_or(0) > kArenaLimit - size) {
      return fail(error, "PLAN_MAP_DATA_AT: %zu bytes at %llu end behind the largest arena", size,
                  static_cast<unsigned long long>(*map.data_at));
    }
    return true;
  }
  if (attr.map_type == BPF_MAP_TYPE_STRUCT_OPS) {
    if (size == attr.value_size) return true;
    return fail(error, "PLAN_MAP_DATA has %zu bytes, but value_size is %u", size, attr.value_size);
  }
  // The kernel reads as much as the map's type makes a value, which is value_size for an array
  // and more for a per-CPU one.
  if ((attr.map_type != BPF_MAP_TYPE_ARRAY && attr.map_type != kInsnArray) || attr.key_size != 4) {
    return fail(error, "has PLAN_MAP_DATA, but is type %u with keys of %u bytes, not an array",
                attr.map_type, attr.key_size);
  }
  if (attr.value_size == 0 || size == 0 || size % attr.value_size != 0) {
    return fail(error, "PLAN_MAP_DATA has %zu bytes, but value_size is %u", size, attr.value_size);
  }
  if (size / attr.value_size > attr.max_entries) {
    return fail(error, "PLAN_MAP_DATA has %zu values, but max_entries is %u",
                size / attr.value_size, attr.max_entries);
  }
  return true;
}

// Keys of a map of maps or a program array, and what is to be there.
bool check_slots(const MapPlan& map, const char* record, Bytes slots, size_t count,
                 const char* what, bpfload_error& error) {
  for (size_t i = 0; i < slots.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(slots, i);
    if (i > 0 && slot.key <= item<plan_slot>(slots, i - 1).key) {
      return fail(error, "%s: key %u is not behind the one before it", record, slot.key);
    }
    if (map.attr.map_type != BPF_MAP_TYPE_STRUCT_OPS && slot.key >= map.attr.max_entries &&
        map.attr.map_type != BPF_MAP_TYPE_HASH_OF_MAPS) {
      return fail(error, "%s: key %u is out of range (max_entries is %u)", record, slot.key,
                  map.attr.max_entries);
    }
    if (slot.index >= count) {
      return fail(error, "%s: %s %u is out of range (there are %zu)", record, what, slot.index,
                  count);
    }
  }
  return true;
}

bool check_inner_maps(const Plan& plan, const MapPlan& map, bpfload_error& error) {
  if (map.maps.empty()) return true;
  if (map.attr.inner_map == 0 || map.attr.key_size != 4) {
    return fail(error, "has PLAN_MAP_MAPS, but is no map of maps with keys of 4 bytes");
  }
  if (!check_slots(map, "PLAN_MAP_MAPS", map.maps, plan.maps.size(), "map", error)) return false;
  for (size_t i = 0; i < map.maps.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(map.maps, i);
    if (plan.maps[slot.index].attr.inner_map != 0) {
      return fail(error, "PLAN_MAP_MAPS: map %u has an inner map itself", slot.index);
    }
  }
  return true;
}

bool check_map_programs(const Plan& plan, const MapPlan& map, bpfload_error& error) {
  if (map.programs.empty()) return true;
  const bool is_struct_ops = map.attr.map_type == BPF_MAP_TYPE_STRUCT_OPS && map.data;
  if (!is_struct_ops && (map.attr.map_type != BPF_MAP_TYPE_PROG_ARRAY || map.attr.key_size != 4)) {
    return fail(error,
                "has PLAN_MAP_PROGRAMS, but is neither a program array with keys of 4 bytes "
                "nor struct_ops with PLAN_MAP_DATA");
  }
  if (!check_slots(map, "PLAN_MAP_PROGRAMS", map.programs, plan.programs.size(), "program",
                   error)) {
    return false;
  }
  for (size_t i = 0; is_struct_ops && i < map.programs.size() / sizeof(plan_slot); i++) {
    const uint32_t at = item<plan_slot>(map.programs, i).key;
    if (at % kProgramSlot != 0 || at + kProgramSlot > map.data->size()) {
      return fail(error, "PLAN_MAP_PROGRAMS: byte %u is no place of a pointer in %zu bytes", at,
                  map.data->size());
    }
  }
  return true;
}

bool check_value_type(const Plan& plan, const plan_map_attr& attr, bpfload_error& error) {
  if ((attr.map_type == BPF_MAP_TYPE_STRUCT_OPS) != (attr.btf_vmlinux_value_type_id != 0)) {
    return fail(error, "is type %u, but btf_vmlinux_value_type_id is %u", attr.map_type,
                attr.btf_vmlinux_value_type_id);
  }
  if (attr.value_type_module > plan.modules.size()) {
    return fail(error, "module %u is out of range (there are %zu modules)", attr.value_type_module,
                plan.modules.size());
  }
  return true;
}

bool check_map(const Plan& plan, size_t index, bpfload_error& error) {
  const MapPlan& map = plan.maps[index];
  const plan_map_attr& attr = map.attr;
  if (attr.reserved != 0) {
    return fail(error, "reserved field of PLAN_MAP_ATTR is %u, expected 0", attr.reserved);
  }
  if ((attr.plan_flags & ~PLAN_MAP_FREEZE) != 0) {
    return fail(error, "unknown plan_flags 0x%x", attr.plan_flags);
  }
  if (attr.pinning > 1) return fail(error, "pinning is %u, expected 0 or 1", attr.pinning);
  const bool has_types = attr.btf_key_type_id != 0 || attr.btf_value_type_id != 0 ||
                         attr.btf_vmlinux_value_type_id != 0;
  if (has_types && plan.btf.empty()) {
    return fail(error, "has types, but the plan has no PLAN_BTF");
  }
  if (map.data_at && (attr.map_type != kArena || !map.data)) {
    return fail(error, "has PLAN_MAP_DATA_AT, but is no arena with PLAN_MAP_DATA");
  }
  if (map.data && !check_map_data(map, error)) return false;
  if (!check_value_type(plan, attr, error)) return false;
  if (attr.inner_map != 0) {
    if (attr.inner_map - 1 == index) {
      return fail(error, "inner map %zu is the map itself", index);
    }
    if (attr.inner_map > plan.maps.size()) {
      return fail(error, "inner map %u is out of range (there are %zu maps)", attr.inner_map - 1,
                  plan.maps.size());
    }
    if (plan.maps[attr.inner_map - 1].attr.inner_map != 0) {
      return fail(error, "inner map %u has an inner map itself", attr.inner_map - 1);
    }
  }
  return check_inner_maps(plan, map, error) && check_map_programs(plan, map, error);
}

bool check_variable(const Plan& plan, const VariablePlan& variable, bpfload_error& error) {
  const plan_variable_attr& attr = variable.attr;
  const std::optional<Bytes>& data = plan.maps[variable.map].data;
  const size_t room = data ? data->size() : 0;
  if (attr.encoding > PLAN_CHARACTERS) return fail(error, "unknown encoding %u", attr.encoding);
  if (attr.flags != 0) return fail(error, "unknown flags 0x%x", attr.flags);
  if (attr.size > room || attr.offset > room - attr.size) {
    return fail(error, "%u bytes at %u are not in the %zu bytes of PLAN_MAP_DATA", attr.size,
                attr.offset, room);
  }
  return true;
}

bool check_insns(const Plan& plan, const ProgramPlan& program, bpfload_error& error) {
  const size_t count = program.insns.size() / sizeof(bpf_insn);
  for (size_t i = 0; i < count; i++) {
    bpf_insn insn;
    memcpy(&insn, program.insns.data() + i * sizeof insn, sizeof insn);
    if (insn.code == (BPF_JMP | BPF_CALL) && insn.src_reg == BPF_PSEUDO_KFUNC_CALL) {
      const auto slot = static_cast<uint16_t>(insn.off);  // 0 is the kernel itself
      if (slot != 0 &&
          (slot <= plan.maps.size() || slot - plan.maps.size() > plan.modules.size())) {
        return fail(error,
                    "instruction %zu: no module has slot %u (there are %zu maps, %zu modules)", i,
                    slot, plan.maps.size(), plan.modules.size());
      }
      continue;
    }
    if (insn.code != (BPF_LD | BPF_IMM | BPF_DW)) continue;
    if (i + 1 == count) return fail(error, "instruction %zu: LDIMM64 is cut off", i);
    switch (insn.src_reg) {
      case BPF_PSEUDO_MAP_FD:
      case BPF_PSEUDO_MAP_VALUE:
        // It would mean whichever map the loading process has under that number.
        return fail(error, "instruction %zu: map by descriptor, expected by index", i);
      case BPF_PSEUDO_MAP_IDX:
      case BPF_PSEUDO_MAP_IDX_VALUE:
        if (static_cast<uint32_t>(insn.imm) >= plan.maps.size()) {
          return fail(error, "instruction %zu: map %u is out of range (there are %zu maps)", i,
                      static_cast<uint32_t>(insn.imm), plan.maps.size());
        }
        break;
    }
    i++;
    bpf_insn second;
    memcpy(&second, program.insns.data() + i * sizeof second, sizeof second);
    // The other half is no instruction of its own, so that whoever steps over it misses none.
    if (second.code != 0) {
      return fail(error, "instruction %zu: code is 0x%02x, expected 0 after LDIMM64", i,
                  second.code);
    }
    if (insn.src_reg == BPF_PSEUDO_BTF_ID && second.imm != 0) {
      return fail(error, "instruction %zu: module's BTF by descriptor, which a plan can't have", i);
    }
  }
  return true;
}

struct PatchRule {
  uint32_t kind;
  const char* name;
  uint32_t flags;  // those that it may have
  bool (*fits)(const bpf_insn& insn, uint32_t index);
  size_t (*count)(const Plan& plan);  // of what it refers to
};

bool is_empty(const bpf_insn& insn, uint32_t) {
  return insn.src_reg == 0 && insn.imm == 0;
}

bool is_variable(const bpf_insn& insn, uint32_t) {
  return insn.src_reg == BPF_PSEUDO_BTF_ID;
}

bool is_map(const bpf_insn& insn, uint32_t index) {
  return (insn.src_reg == BPF_PSEUDO_MAP_IDX || insn.src_reg == BPF_PSEUDO_MAP_IDX_VALUE) &&
         static_cast<uint32_t>(insn.imm) == index;
}

constexpr PatchRule kPatchRules[] = {
    {PLAN_PATCH_SYMBOL, "symbol", PLAN_PATCH_WEAK, is_empty,
     [](const Plan& plan) { return plan.symbols.size(); }},
    // Module 0 is vmlinux, which needs no patch.
    {PLAN_PATCH_MODULE, "module", 0, is_variable,
     [](const Plan& plan) { return plan.modules.size() + 1; }},
    {PLAN_PATCH_MAP, "map", 0, is_map, [](const Plan& plan) { return plan.maps.size(); }},
};

bool check_patch(const Plan& plan, const ProgramPlan& program, const plan_patch& patch,
                 bpfload_error& error) {
  const PatchRule* rule = nullptr;
  for (const PatchRule& candidate : kPatchRules) {
    if (candidate.kind == patch.kind) rule = &candidate;
  }
  if (rule == nullptr) return fail(error, "unknown kind %u", patch.kind);
  if ((patch.flags & ~rule->flags) != 0) return fail(error, "unknown flags 0x%x", patch.flags);
  if (patch.reserved != 0) return fail(error, "reserved field is %u, expected 0", patch.reserved);
  const size_t count = rule->count(plan);
  if (patch.index >= count || (patch.kind == PLAN_PATCH_MODULE && patch.index == 0)) {
    return fail(error, "%s %u is out of range (there are %zu)", rule->name, patch.index,
                patch.kind == PLAN_PATCH_MODULE ? plan.modules.size() : count);
  }
  if (patch.insn >= program.insns.size() / sizeof(bpf_insn)) {
    return fail(error, "instruction %u is out of range", patch.insn);
  }
  // Both halves are there and the second has code 0: check_insns.
  const auto insn = item<bpf_insn>(program.insns, patch.insn);
  if (insn.code != (BPF_LD | BPF_IMM | BPF_DW) || !rule->fits(insn, patch.index)) {
    return fail(error, "instruction %u has no place for %s %u", patch.insn, rule->name,
                patch.index);
  }
  const auto second = item<bpf_insn>(program.insns, patch.insn + 1);
  if (patch.kind == PLAN_PATCH_SYMBOL && second.imm != 0) {
    return fail(error, "instruction %u: imm is %d, expected 0", patch.insn + 1, second.imm);
  }
  return true;
}

bool check_patches(const Plan& plan, const ProgramPlan& program, bpfload_error& error) {
  for (size_t i = 0; i < program.patches.size() / sizeof(plan_patch); i++) {
    const auto patch = item<plan_patch>(program.patches, i);
    const bool in_order = i == 0 || item<plan_patch>(program.patches, i - 1).insn < patch.insn;
    if (!(in_order || fail(error, "instruction %u is not behind the one before it", patch.insn)) ||
        !check_patch(plan, program, patch, error)) {
      return add_context(error, "PLAN_PROGRAM_PATCHES: patch %zu", i);
    }
  }
  return true;
}

bool check_replaced(const ProgramPlan& program, bpfload_error& error) {
  if (program.replaces == nullptr && !program.replaced_hash) return true;
  if (program.replaces == nullptr) {
    return fail(error, "has PLAN_PROGRAM_REPLACED_HASH without PLAN_PROGRAM_REPLACES");
  }
  if (!program.replaced_hash) {
    return fail(error, "has PLAN_PROGRAM_REPLACES without PLAN_PROGRAM_REPLACED_HASH");
  }
  if (program.attr.prog_type != BPF_PROG_TYPE_EXT || program.attr.attach_btf_id == 0) {
    return fail(error, "has PLAN_PROGRAM_REPLACES, but is type %u and attaches to BTF id %u",
                program.attr.prog_type, program.attr.attach_btf_id);
  }
  return true;
}

bool check_program(const Plan& plan, const ProgramPlan& program, bpfload_error& error) {
  const plan_program_attr& attr = program.attr;
  for (const uint32_t reserved : attr.reserved) {
    if (reserved != 0) {
      return fail(error, "reserved field of PLAN_PROGRAM_ATTR is %u, expected 0", reserved);
    }
  }
  if (attr.attach_btf_module > plan.modules.size()) {
    return fail(error, "module %u is out of range (there are %zu modules)", attr.attach_btf_module,
                plan.modules.size());
  }
  if ((!program.func_info.empty() || !program.line_info.empty()) && plan.btf.empty()) {
    return fail(error, "has func or line info, but the plan has no PLAN_BTF");
  }
  return check_insns(plan, program, error) && check_patches(plan, program, error) &&
         check_replaced(program, error);
}

}  // namespace

bool check_references(const Plan& plan, bpfload_error& error) {
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (!check_map(plan, i, error)) return add_context(error, "map %zu '%s'", i, plan.maps[i].name);
  }
  for (const VariablePlan& variable : plan.variables) {
    if (!check_variable(plan, variable, error)) {
      return add_context(error, "map %zu '%s': variable '%s'", variable.map,
                         plan.maps[variable.map].name, variable.name);
    }
  }
  for (size_t i = 0; i < plan.programs.size(); i++) {
    const ProgramPlan& program = plan.programs[i];
    if (!check_program(plan, program, error)) {
      return add_context(error, "program %zu '%s'", i, program.name);
    }
  }
  return true;
}

}  // namespace loader
