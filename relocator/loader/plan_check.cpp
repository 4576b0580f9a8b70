// What the records of a plan say about each other: sizes that must agree, indices of maps and
// modules, reserved fields.
#include <linux/bpf.h>

#include "plan_reader.h"

namespace loader {
namespace {

bool check_map(const Plan& plan, size_t index, loader_error& error) {
  const MapPlan& map = plan.maps[index];
  const plan_map_attr& attr = map.attr;
  if (attr.reserved != 0) {
    return fail(error, "reserved field of PLAN_MAP_ATTR is %u, expected 0", attr.reserved);
  }
  if ((attr.plan_flags & ~PLAN_MAP_FREEZE) != 0) {
    return fail(error, "unknown plan_flags 0x%x", attr.plan_flags);
  }
  if (attr.pinning > 1) return fail(error, "pinning is %u, expected 0 or 1", attr.pinning);
  if ((attr.btf_key_type_id != 0 || attr.btf_value_type_id != 0) && plan.btf.empty()) {
    return fail(error, "has types, but the plan has no PLAN_BTF");
  }
  if (map.data) {
    // The kernel reads as much as the map's type makes a value, which is value_size for an array
    // and more for a per-CPU one.
    if (attr.map_type != BPF_MAP_TYPE_ARRAY || attr.key_size != 4) {
      return fail(error, "has PLAN_MAP_DATA, but is type %u with keys of %u bytes, not an array",
                  attr.map_type, attr.key_size);
    }
    if (map.data->size() != attr.value_size) {
      return fail(error, "PLAN_MAP_DATA has %zu bytes, but value_size is %u", map.data->size(),
                  attr.value_size);
    }
  }
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
  return true;
}

bool check_insns(const Plan& plan, const ProgramPlan& program, loader_error& error) {
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

bool check_program(const Plan& plan, const ProgramPlan& program, loader_error& error) {
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
  return check_insns(plan, program, error);
}

}  // namespace

bool check_references(const Plan& plan, loader_error& error) {
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (!check_map(plan, i, error)) return add_context(error, "map %zu '%s'", i, plan.maps[i].name);
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
