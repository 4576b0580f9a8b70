#include "plan_writer.h"

#include <utility>

#include "plan/format.h"

namespace btfkit::relocator {
namespace {

constexpr uint64_t kAlignment = 8;  // of a record

class PlanWriter {
 public:
  explicit PlanWriter(Endian endian) : writer_(endian) {}

  Result<std::vector<std::byte>> run(const Plan& plan, uint64_t limit) && {
    writer_.u32(PLAN_MAGIC);
    writer_.u16(PLAN_VERSION);
    writer_.u16(sizeof(plan_header));
    size_t size_at = writer_.position();
    writer_.u32(0);
    writer_.u32(0);  // reserved

    container(PLAN_TARGET, [&] { target(plan.target); });
    string(PLAN_LICENSE, plan.license);
    bytes(PLAN_BTF, plan.btf);
    for (const std::string& one : plan.modules) string(PLAN_MODULE, one);
    for (const std::string& one : plan.symbols) string(PLAN_SYMBOL, one);
    for (const Map& one : plan.maps) container(PLAN_MAP, [&] { map(one); });
    for (const PlannedProgram& one : plan.programs) container(PLAN_PROGRAM, [&] { program(one); });

    // Only now are the lengths known to fit that have been written.
    if (writer_.position() > limit) {
      return fail("the plan would have {} bytes, more than {}", writer_.position(), limit);
    }
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
      writer_.u32(map.inner ? static_cast<uint32_t>(*map.inner + 1) : 0);
      writer_.u32(map.numa_node);
      writer_.u32(0);  // reserved
      writer_.u32(number(map.kernel_value_type));
      writer_.u32(map.kernel_value_module);
    });
    if (!map.data.empty()) bytes(PLAN_MAP_DATA, map.data);
    if (map.data_at != 0) container(PLAN_MAP_DATA_AT, [&] { writer_.u64(map.data_at); });
    if (!map.maps.empty()) container(PLAN_MAP_MAPS, [&] { slots(map.maps); });
    if (!map.programs.empty()) container(PLAN_MAP_PROGRAMS, [&] { slots(map.programs); });
    for (const Variable& one : map.variables) {
      // A loader that sets nothing needn't know it.
      container(PLAN_MAP_VARIABLE, [&] { variable(one); }, PLAN_RECORD_OPTIONAL);
    }
  }

  void slots(const std::vector<Slot>& slots) {
    for (const Slot& slot : slots) {
      writer_.u32(slot.key);
      writer_.u32(static_cast<uint32_t>(slot.index));
    }
  }

  // struct plan_variable_attr.
  void variable(const Variable& variable) {
    string(PLAN_NAME, variable.name);
    container(PLAN_VARIABLE_ATTR, [&] {
      writer_.u32(variable.offset);
      writer_.u32(variable.size);
      writer_.u32(encoding(variable.encoding));
      writer_.u32(0);  // flags
    });
  }

  static plan_encoding encoding(Variable::Encoding encoding) {
    switch (encoding) {
      case Variable::Encoding::kBytes:
        return PLAN_BYTES;
      case Variable::Encoding::kUnsigned:
        return PLAN_UNSIGNED;
      case Variable::Encoding::kSigned:
        return PLAN_SIGNED;
      case Variable::Encoding::kBool:
        return PLAN_BOOL;
      case Variable::Encoding::kFloat:
        return PLAN_FLOAT;
      case Variable::Encoding::kCharacters:
        return PLAN_CHARACTERS;
    }
    std::unreachable();
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
      writer_.u32(program.attach_module);
      for (int i = 0; i < 3; ++i) writer_.u32(0);
    });
    container(PLAN_PROGRAM_INSNS, [&] { instructions(linked.insns); });
    if (!linked.functions.empty()) {
      container(PLAN_PROGRAM_FUNC_INFO, [&] { functions(linked.functions); });
    }
    if (!linked.lines.empty()) container(PLAN_PROGRAM_LINE_INFO, [&] { lines(linked.lines); });
    if (!program.kind.attach.empty()) string(PLAN_PROGRAM_ATTACH, program.kind.attach);
    if (!linked.patches.empty()) container(PLAN_PROGRAM_PATCHES, [&] { patches(linked.patches); });
    if (program.replaces) {
      string(PLAN_PROGRAM_REPLACES, program.replaces->function);
      container(PLAN_PROGRAM_REPLACED_HASH, [&] { writer_.u64(program.replaces->btf_hash); });
    }
  }

  // struct plan_patch.
  void patches(const std::vector<Patch>& patches) {
    for (const Patch& patch : patches) {
      writer_.u32(patch.insn);
      writer_.u16(static_cast<uint16_t>(patch_kind(patch.kind)));
      writer_.u16(patch.weak ? PLAN_PATCH_WEAK : 0);
      writer_.u32(patch.index);
      writer_.u32(0);  // reserved
    }
  }

  static plan_patch_kind patch_kind(Patch::Kind kind) {
    switch (kind) {
      case Patch::Kind::kSymbol:
        return PLAN_PATCH_SYMBOL;
      case Patch::Kind::kModule:
        return PLAN_PATCH_MODULE;
      case Patch::Kind::kMap:
        return PLAN_PATCH_MAP;
    }
    std::unreachable();
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

Result<std::vector<std::byte>> write_plan(const Plan& plan, Endian endian, uint64_t limit) {
  return PlanWriter(endian).run(plan, limit);
}

}  // namespace btfkit::relocator
