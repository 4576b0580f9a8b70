#include "plan_writer.h"

#include "plan/format.h"

namespace btfkit::relocator {
namespace {

constexpr uint64_t kAlignment = 8;  // of a record

class PlanWriter {
 public:
  explicit PlanWriter(Endian endian) : writer_(endian) {}

  std::vector<std::byte> run(const Plan& plan) && {
    writer_.u32(PLAN_MAGIC);
    writer_.u16(PLAN_VERSION);
    writer_.u16(sizeof(plan_header));
    size_t size_at = writer_.position();
    writer_.u32(0);
    writer_.u32(0);  // reserved

    container(PLAN_TARGET, [&] { target(plan.target); });
    string(PLAN_LICENSE, plan.license);
    bytes(PLAN_BTF, plan.btf);
    for (const Map& one : plan.maps) container(PLAN_MAP, [&] { map(one); });
    for (const PlannedProgram& one : plan.programs) container(PLAN_PROGRAM, [&] { program(one); });

    writer_.patch_u32(size_at, static_cast<uint32_t>(writer_.position()));
    return std::move(writer_).take();
  }

 private:
  template <typename WritePayload>
  void container(plan_record_type type, WritePayload write_payload, uint16_t flags = 0) {
    writer_.u16(static_cast<uint16_t>(type));
    writer_.u16(flags);
    size_t length_at = writer_.position();
    writer_.u32(0);
    size_t start = writer_.position();
    write_payload();
    writer_.patch_u32(length_at, static_cast<uint32_t>(writer_.position() - start));
    writer_.align(kAlignment);
  }

  void bytes(plan_record_type type, Bytes payload, uint16_t flags = 0) {
    container(type, [&] { writer_.bytes(payload); }, flags);
  }

  void string(plan_record_type type, std::string_view text, uint16_t flags = 0) {
    container(
        type,
        [&] {
          writer_.bytes(as_bytes(text));
          writer_.u8(0);
        },
        flags);
  }

  void target(const TargetIdentity& target) {
    if (target.release) string(PLAN_TARGET_RELEASE, *target.release, PLAN_RECORD_OPTIONAL);
    if (target.build_id) bytes(PLAN_TARGET_BUILD_ID, as_bytes(*target.build_id));
    container(PLAN_TARGET_BTF_HASH, [&] { writer_.u64(target.btf_hash); });
  }

  // struct plan_map_attr.
  void map(const Map& map) {
    string(PLAN_NAME, map.name);
    container(PLAN_MAP_ATTR, [&] {
      writer_.u32(map.type);
      writer_.u32(map.key_size);
      writer_.u32(map.value_size);
      writer_.u32(map.max_entries);
      writer_.u32(map.flags);
      writer_.u32(number(map.key_type));
      writer_.u32(number(map.value_type));
      writer_.u32(map.freeze ? PLAN_MAP_FREEZE : 0);
      writer_.u64(map.extra);
      writer_.u32(map.pinned_by_name ? 1 : 0);
      writer_.u32(0);  // inner_map
      writer_.u32(map.numa_node);
      writer_.u32(0);  // reserved
    });
    if (!map.data.empty()) bytes(PLAN_MAP_DATA, map.data);
  }

  void program(const PlannedProgram& program) {
    const LinkedProgram& linked = program.linked;
    string(PLAN_NAME, linked.name);
    string(PLAN_PROGRAM_SECTION, linked.section);
    // struct plan_program_attr.
    container(PLAN_PROGRAM_ATTR, [&] {
      writer_.u32(program.kind.program_type);
      writer_.u32(program.kind.expected_attach_type);
      writer_.u32(program.kind.flags);
      writer_.u32(number(program.attach_id));
      writer_.u32(0);  // attach_btf_module: vmlinux
      for (int i = 0; i < 3; ++i) writer_.u32(0);
    });
    container(PLAN_PROGRAM_INSNS, [&] { instructions(linked.insns); });
    if (!linked.functions.empty()) {
      container(PLAN_PROGRAM_FUNC_INFO, [&] { functions(linked.functions); });
    }
    if (!linked.lines.empty()) container(PLAN_PROGRAM_LINE_INFO, [&] { lines(linked.lines); });
    if (!program.kind.attach_name.empty()) string(PLAN_PROGRAM_ATTACH, program.kind.attach_name);
  }

  void instructions(const std::vector<core::Instruction>& insns) {
    for (const core::Instruction& insn : insns) {
      std::array<std::byte, core::kInstructionSize> encoded;
      core::encode(insn, encoded, writer_.endian());
      writer_.bytes(encoded);
    }
  }

  void functions(const std::vector<LinkedFunction>& functions) {
    for (const LinkedFunction& function : functions) {
      writer_.u32(function.insn);
      writer_.u32(number(function.type));
    }
  }

  void lines(const std::vector<LinkedLine>& lines) {
    for (const LinkedLine& line : lines) {
      writer_.u32(line.insn);
      writer_.u32(number(line.info.file));
      writer_.u32(number(line.info.line));
      writer_.u32(line.info.line_column);
    }
  }

  ByteWriter writer_;
};

}  // namespace

std::vector<std::byte> write_plan(const Plan& plan, Endian endian) {
  return PlanWriter(endian).run(plan);
}

}  // namespace btfkit::relocator
