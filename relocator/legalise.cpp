// What stands for what, before the kernel that first knows it:
//
//   FUNC, FUNC_PROTO     TYPEDEF, ENUM with the parameters as enumerators
//   VAR, DECL_TAG        INT of 1 byte: larger than no variable
//   DATASEC '.data'      STRUCT '_data' with the variables as members
//   DATASEC '?.x'        DATASEC '_.x'
//   global FUNC          static FUNC
//   FLOAT                STRUCT of that size without members, nameless
//   TYPE_TAG             CONST, nameless
//   ENUM64               UNION with the enumerators as members, of an INT of 1 byte at the end
//   ENUM with a sign     ENUM without
#include "legalise.h"

#include <linux/bpf.h>

#include <algorithm>

#include "btf/reader.h"
#include "btf/writer.h"
#include "context_arguments.h"

namespace btfkit::relocator {
namespace {

class Legaliser {
 public:
  Legaliser(btf::Btf& btf, const TargetFeatures& features) : btf_(btf), features_(features) {}

  void run() {
    uint32_t end = btf::number(btf_.end_id());
    for (uint32_t number = 1; number < end; ++number) {
      btf::TypeId id{number};
      btf::Type type = btf_.type(id);
      std::visit([&](const auto& kind) { replace(id, type.name, kind); }, type.kind);
    }
  }

 private:
  void replace(btf::TypeId id, btf::StringOffset name, const btf::Var&) {
    if (!features_.data_sections) btf_.replace_type(id, {name, kByte});
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::DeclTag&) {
    if (!features_.decl_tags) btf_.replace_type(id, {name, kByte});
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::Datasec& section) {
    std::string text(btf_.string(name));
    if (!features_.data_sections) {
      std::vector<btf::Member> members;
      for (const btf::SectionVar& var : section.vars) {
        constexpr uint32_t kBitsPerByte = 8;
        members.push_back({btf_.name_of(var.var), var.var, var.offset * kBitsPerByte});
      }
      std::ranges::replace_if(text, [](char c) { return c == '.' || c == '?'; }, '_');
      uint32_t size = section.size;
      btf_.replace_type(id, {btf_.add_string(text), btf::Struct{{size, false, members}}});
    } else if (!features_.optional_data_sections && text.starts_with('?')) {
      std::vector<btf::SectionVar> vars(section.vars.begin(), section.vars.end());
      uint32_t size = section.size;
      text[0] = '_';
      btf_.replace_type(id, {btf_.add_string(text), btf::Datasec{size, vars}});
    }
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::FuncProto& proto) {
    if (features_.functions) return;
    std::vector<btf::Enumerator> enumerators;
    for (const btf::Parameter& parameter : proto.parameters) {
      enumerators.push_back({parameter.name, btf::number(parameter.type)});
    }
    constexpr uint32_t kEnumSize = 4;
    btf_.replace_type(id, {name, btf::Enum{kEnumSize, false, enumerators}});
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::Func& func) {
    if (!features_.functions) {
      btf_.replace_type(id, {name, btf::Typedef{func.proto}});
    } else if (!features_.global_functions) {
      btf_.replace_type(id, {name, btf::Func{func.proto, btf::Linkage::kStatic}});
    }
  }

  void replace(btf::TypeId id, btf::StringOffset, const btf::Float& number) {
    if (!features_.floats)
      btf_.replace_type(id, {btf::kNoName, btf::Struct{{number.size, false, {}}}});
  }

  void replace(btf::TypeId id, btf::StringOffset, const btf::TypeTag& tag) {
    if (!features_.type_tags) btf_.replace_type(id, {btf::kNoName, btf::Const{tag.type}});
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::Enum& choice) {
    if (features_.wide_enums || !choice.is_signed) return;
    std::vector<btf::Enumerator> enumerators(choice.enumerators.begin(), choice.enumerators.end());
    btf_.replace_type(id, {name, btf::Enum{choice.size, false, enumerators}});
  }

  void replace(btf::TypeId id, btf::StringOffset name, const btf::Enum64& choice) {
    if (features_.wide_enums) return;
    std::vector<btf::Member> members;
    for (const btf::Enumerator64& one : choice.enumerators) members.push_back({one.name, {}, 0});
    uint32_t size = choice.size;
    // From here `choice` is no more.
    if (placeholder_ == btf::kVoid) {
      btf::StringOffset placeholder = btf_.add_string("enum64_placeholder");
      placeholder_ = btf_.add_type({placeholder, kByte});
    }
    for (btf::Member& member : members) member.type = placeholder_;
    btf_.replace_type(id, {name, btf::Union{{size, false, members}}});
  }

  // What all kernels that have BTF know, and what even btfkit doesn't.
  template <typename Kind>
  void replace(btf::TypeId, btf::StringOffset, const Kind&) {}

  static constexpr btf::Int kByte{1, 0, 0, 8};

  btf::Btf& btf_;
  const TargetFeatures& features_;
  btf::TypeId placeholder_ = btf::kVoid;
};

// The helper to call in place of one that came with Linux 5.5, or the same.
int32_t older_helper(int32_t helper) {
  switch (helper) {
    case BPF_FUNC_probe_read_kernel:
    case BPF_FUNC_probe_read_user:
      return BPF_FUNC_probe_read;
    case BPF_FUNC_probe_read_kernel_str:
    case BPF_FUNC_probe_read_user_str:
      return BPF_FUNC_probe_read_str;
    default:
      return helper;
  }
}

void take_older_helpers(std::vector<core::Instruction>& insns) {
  for (size_t i = 0; i < insns.size(); ++i) {
    core::Instruction& insn = insns[i];
    if (insn.code == core::kLdImm64) ++i;
    if (insn.code == core::kCall && insn.src == 0) insn.imm = older_helper(insn.imm);
  }
}

}  // namespace

Result<void> legalise_btf(std::vector<std::byte>& bytes, std::vector<PlannedProgram>& programs,
                          const TargetFeatures& features) {
  if (!features.context_tags) BTFKIT_CHECK(type_context_arguments(bytes, programs));
  // Most objects have nothing that kernels lack which know all kinds of types.
  bool names_optional = as_text(bytes).find(std::string_view("\0?", 2)) != std::string_view::npos;
  if (features.wide_enums && (features.optional_data_sections || !names_optional)) return {};
  auto btf = BTFKIT_TRY(btf::read(bytes));
  Legaliser(btf, features).run();
  bytes = BTFKIT_TRY(btf::write(btf));
  return {};
}

void legalise_code_and_maps(std::vector<LinkedProgram>& programs, std::vector<Map>& maps,
                            const TargetFeatures& features) {
  for (LinkedProgram& program : programs) {
    if (!features.functions) program.functions.clear();
    if (!features.functions) program.lines.clear();
    if (!features.probe_read_kernel) take_older_helpers(program.insns);
  }
  for (Map& map : maps) {
    if (map.is_data && !features.mappable_maps) map.flags &= ~uint32_t{BPF_F_MMAPABLE};
    // Without a DATASEC as its value's type an array needs a key's.
    if (map.is_data && !features.data_sections) map.value_type = btf::kVoid;
  }
}

}  // namespace btfkit::relocator
