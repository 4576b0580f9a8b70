// The plan as text, for people and for tests to compare with.
#include <linux/bpf.h>

#include <cinttypes>
#include <cstdio>

#include "names.h"
#include "object.h"

using namespace loader;

namespace {

constexpr size_t kShownBytes = 64;

void print_hex(FILE* out, Bytes bytes) {
  for (size_t i = 0; i < bytes.size() && i < kShownBytes; i++) {
    fprintf(out, " %02x", static_cast<unsigned>(bytes[i]));
  }
  if (bytes.size() > kShownBytes) fputs(" ...", out);
}

void print_target(FILE* out, const TargetPlan& target) {
  if (target.release != nullptr) fprintf(out, "target release: %s\n", target.release);
  if (!target.build_id.empty()) {
    fputs("target build id: ", out);
    for (const std::byte byte : target.build_id) fprintf(out, "%02x", static_cast<unsigned>(byte));
    fputc('\n', out);
  }
  fprintf(out, "target BTF hash: %016" PRIx64 "\n", target.btf_hash);
}

const char* module_name(const Plan& plan, uint32_t module) {
  return module == 0 ? "vmlinux" : plan.modules[module - 1];
}

void print_variable(FILE* out, const VariablePlan& variable) {
  constexpr const char* encodings[] = {"bytes", "unsigned", "signed",
                                       "bool",  "float",    "characters"};
  fprintf(out, "  variable '%s': %u bytes at %u, %s\n", variable.name, variable.attr.size,
          variable.attr.offset, encodings[variable.attr.encoding]);
}

void print_slots(FILE* out, const Plan& plan, const MapPlan& map) {
  for (size_t i = 0; i < map.maps.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(map.maps, i);
    fprintf(out, "  key %u: map %u '%s'\n", slot.key, slot.index, plan.maps[slot.index].name);
  }
  const bool by_byte = map.attr.map_type == BPF_MAP_TYPE_STRUCT_OPS;
  for (size_t i = 0; i < map.programs.size() / sizeof(plan_slot); i++) {
    const auto slot = item<plan_slot>(map.programs, i);
    fprintf(out, "  %s %u: program %u '%s'\n", by_byte ? "byte" : "key", slot.key, slot.index,
            plan.programs[slot.index].name);
  }
}

void print_map(FILE* out, const Plan& plan, size_t index) {
  const MapPlan& map = plan.maps[index];
  const plan_map_attr& attr = map.attr;
  fprintf(out, "map %zu '%s': %s (%u), key %u, value %u, %u entries, flags 0x%x\n", index, map.name,
          map_type_name(attr.map_type), attr.map_type, attr.key_size, attr.value_size,
          attr.max_entries, attr.map_flags);
  if (attr.btf_key_type_id != 0 || attr.btf_value_type_id != 0) {
    fprintf(out, "  BTF types: key %u, value %u\n", attr.btf_key_type_id, attr.btf_value_type_id);
  }
  if (attr.btf_vmlinux_value_type_id != 0) {
    fprintf(out, "  value's BTF id: %u of %s\n", attr.btf_vmlinux_value_type_id,
            module_name(plan, attr.value_type_module));
  }
  if (attr.map_extra != 0) fprintf(out, "  map_extra: 0x%" PRIx64 "\n", attr.map_extra);
  if (attr.inner_map != 0) fprintf(out, "  inner map: %u\n", attr.inner_map - 1);
  if (attr.numa_node != 0) fprintf(out, "  NUMA node: %u\n", attr.numa_node);
  if (attr.pinning != 0) fputs("  pinned by name\n", out);
  if (map.data) {
    fprintf(out, "  data: %zu bytes", map.data->size());
    if (map.data_at) fprintf(out, " at %" PRIu64, *map.data_at);
    fputc(':', out);
    print_hex(out, *map.data);
    fputc('\n', out);
  }
  for (const VariablePlan& variable : plan.variables) {
    if (variable.map == index) print_variable(out, variable);
  }
  print_slots(out, plan, map);
  if ((attr.plan_flags & PLAN_MAP_FREEZE) != 0) fputs("  frozen\n", out);
}

void print_insns(FILE* out, const Plan& plan, Bytes insns) {
  fprintf(out, "  instructions: %zu\n", insns.size() / sizeof(bpf_insn));
  for (size_t i = 0; i < insns.size() / sizeof(bpf_insn); i++) {
    const Bytes bytes = insns.subspan(i * sizeof(bpf_insn), sizeof(bpf_insn));
    fprintf(out, "    %zu:", i);
    print_hex(out, bytes);
    bpf_insn insn;
    memcpy(&insn, bytes.data(), sizeof insn);
    if (insn.code == (BPF_LD | BPF_IMM | BPF_DW) &&
        (insn.src_reg == BPF_PSEUDO_MAP_IDX || insn.src_reg == BPF_PSEUDO_MAP_IDX_VALUE)) {
      const auto map = static_cast<uint32_t>(insn.imm);
      fprintf(out, "  ; map %u '%s'%s", map, plan.maps[map].name,
              insn.src_reg == BPF_PSEUDO_MAP_IDX ? "" : ", its value");
    }
    fputc('\n', out);
  }
}

void print_patches(FILE* out, const Plan& plan, const ProgramPlan& program) {
  for (size_t i = 0; i < program.patches.size() / sizeof(plan_patch); i++) {
    const auto patch = item<plan_patch>(program.patches, i);
    fprintf(out, "  patch at %u: ", patch.insn);
    switch (static_cast<plan_patch_kind>(patch.kind)) {
      case PLAN_PATCH_SYMBOL:
        fprintf(out, "address of '%s'%s\n", plan.symbols[patch.index],
                (patch.flags & PLAN_PATCH_WEAK) != 0 ? ", 0 without it" : "");
        break;
      case PLAN_PATCH_MODULE:
        fprintf(out, "BTF of module '%s'\n", module_name(plan, patch.index));
        break;
      case PLAN_PATCH_MAP:
        fprintf(out, "map %u '%s'\n", patch.index, plan.maps[patch.index].name);
        break;
    }
  }
}

void print_program(FILE* out, const Plan& plan, size_t index, const ProgramPlan& program) {
  const plan_program_attr& attr = program.attr;
  fprintf(out, "program %zu '%s': %s (%u), attach type %u, flags 0x%x\n", index, program.name,
          program_type_name(attr.prog_type), attr.prog_type, attr.expected_attach_type,
          attr.prog_flags);
  fprintf(out, "  section: %s\n", program.section);
  if (program.attach != nullptr) fprintf(out, "  attach to: %s\n", program.attach);
  if (attr.attach_btf_id != 0) {
    fprintf(out, "  attach to BTF id: %u of %s\n", attr.attach_btf_id,
            program.replaces == nullptr ? module_name(plan, attr.attach_btf_module)
                                        : "the replaced function's program");
  }
  if (program.replaces != nullptr) {
    fprintf(out, "  replaces: '%s' of the program with BTF hash %016" PRIx64 "\n", program.replaces,
            *program.replaced_hash);
  }
  if (!program.func_info.empty()) {
    fprintf(out, "  func info: %zu\n", program.func_info.size() / sizeof(bpf_func_info));
  }
  if (!program.line_info.empty()) {
    fprintf(out, "  line info: %zu\n", program.line_info.size() / sizeof(bpf_line_info));
  }
  print_insns(out, plan, program.insns);
  print_patches(out, plan, program);
}

}  // namespace

void bpfload_image_print(const bpfload_image* image, FILE* out) {
  const Plan& plan = image->plan;
  fprintf(out, "plan: version %u, %u bytes\n", PLAN_VERSION, plan.size);
  print_target(out, plan.target);
  fprintf(out, "license: %s\n", plan.license);
  if (!plan.btf.empty()) fprintf(out, "BTF: %zu bytes\n", plan.btf.size());
  for (size_t i = 0; i < plan.modules.size(); i++) {
    fprintf(out, "module %zu: %s\n", i + 1, plan.modules[i]);
  }
  for (size_t i = 0; i < plan.symbols.size(); i++) {
    fprintf(out, "symbol %zu: %s\n", i, plan.symbols[i]);
  }
  for (size_t i = 0; i < plan.maps.size(); i++) print_map(out, plan, i);
  for (size_t i = 0; i < plan.programs.size(); i++) print_program(out, plan, i, plan.programs[i]);
  if (plan.unknown_records != 0) {
    fprintf(out, "unknown optional records: %zu\n", plan.unknown_records);
  }
}
