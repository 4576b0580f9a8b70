// For a program that is a kprobe, in BTF:
//
//   FUNC f (void *context)                DECL_TAG arg:ctx of f's parameter 0
//
// gets behind it, and the program's func info of f refers to the second FUNC:
//
//   FUNC f (STRUCT bpf_user_pt_regs_t *)  DECL_TAG arg:ctx of that one's
#include "context_arguments.h"

#include <linux/bpf.h>

#include <algorithm>

#include "abi/program_sections.h"
#include "btf/reader.h"
#include "btf/writer.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kTag = "arg:ctx";
// What kprobes are called with goes by the name of a typedef, and the verifier by that of a struct.
constexpr std::string_view kRegisters = "bpf_user_pt_regs_t";

abi::Context context_of_type(uint32_t program_type) {
  auto found =
      std::ranges::find(abi::kProgramContexts, program_type, &abi::ProgramContext::program_type);
  return found == abi::kProgramContexts.end() ? abi::Context{} : found->context;
}

// The struct that the verifier knows the context of such a program by; empty if there is none.
std::string_view context_name(uint32_t program_type) {
  if (program_type == BPF_PROG_TYPE_KPROBE) return kRegisters;
  return context_of_type(program_type).structs[0];
}

class ContextArguments {
 public:
  ContextArguments(btf::Btf& btf, PlannedProgram& program)
      : btf_(btf),
        type_(program.kind.program_type),
        name_(context_name(type_)),
        functions_(program.linked.functions) {
    for (const LinkedFunction& function : functions_) originals_.push_back(function.type);
  }

  Result<void> run() {
    if (name_.empty()) return {};
    uint32_t end = btf::number(btf_.end_id());
    for (uint32_t number = 1; number < end; ++number) {
      auto tag = btf::get_if<btf::DeclTag>(btf_, btf::TypeId{number});
      if (tag && btf_.name(btf::TypeId{number}) == kTag) BTFKIT_CHECK(apply(*tag));
    }
    return {};
  }

 private:
  Result<void> apply(const btf::DeclTag& tag) {
    auto func = btf::get_if<btf::Func>(btf_, tag.type);
    if (!func || func->linkage != btf::Linkage::kGlobal) return {};
    auto proto = btf::get_if<btf::FuncProto>(btf_, func->proto);
    auto found = std::ranges::find(originals_, tag.type);
    if (!proto || found == originals_.end() || tag.component < 0) return {};
    auto index = static_cast<size_t>(tag.component);
    if (index >= proto->parameters.size()) return {};
    if (!BTFKIT_TRY(is_to_change(proto->parameters[index].type))) return {};
    LinkedFunction& function = functions_[static_cast<size_t>(found - originals_.begin())];
    if (function.type == tag.type) function.type = copy(tag.type);
    set_parameter(function.type, index);
    btf_.add_type({btf_.add_string(kTag), btf::DeclTag{function.type, tag.component, false}});
    return {};
  }

  // Whether the verifier would not take an argument of this type, and it is one that may stand for
  // the context.
  Result<bool> is_to_change(btf::TypeId type) const {
    auto pointer = btf::get_if<btf::Ptr>(btf_, BTFKIT_TRY(btf::skip_modifiers(btf_, type)));
    if (!pointer) return false;
    btf::TypeId target = BTFKIT_TRY(btf::skip_modifiers(btf_, pointer->type));
    bool has_registers = type_ == BPF_PROG_TYPE_KPROBE || type_ == BPF_PROG_TYPE_PERF_EVENT;
    // From here the chain of modifiers is known to end.
    if (has_registers && is_registers(pointer->type)) return false;
    if (target == btf::kVoid) return true;
    auto integer = btf::get_if<btf::Int>(btf_, target);
    bool is_raw =
        type_ == BPF_PROG_TYPE_RAW_TRACEPOINT || type_ == BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE;
    if (integer) return is_raw && integer->size == sizeof(uint64_t);
    if (!btf::get_if<btf::Struct>(btf_, target) || btf_.name(target) == name_) return false;
    auto structs = context_of_type(type_).structs;
    if (type_ == BPF_PROG_TYPE_KPROBE) return btf_.name(target) == structs[0];
    return has_registers && std::ranges::find(structs, btf_.name(target)) != structs.end();
  }

  bool is_registers(btf::TypeId type) const {
    for (;;) {
      if (auto constant = btf::get_if<btf::Const>(btf_, type)) {
        type = constant->type;
      } else if (auto changing = btf::get_if<btf::Volatile>(btf_, type)) {
        type = changing->type;
      } else if (auto tagged = btf::get_if<btf::TypeTag>(btf_, type)) {
        type = tagged->type;
      } else {
        return btf::get_if<btf::Typedef>(btf_, type) && btf_.name(type) == kRegisters;
      }
    }
  }

  // Another FUNC with a FUNC_PROTO of its own.
  btf::TypeId copy(btf::TypeId id) {
    btf::Func func = *btf::get_if<btf::Func>(btf_, id);
    btf::FuncProto proto = *btf::get_if<btf::FuncProto>(btf_, func.proto);
    std::vector<btf::Parameter> parameters(proto.parameters.begin(), proto.parameters.end());
    func.proto = btf_.add_type({btf::kNoName, btf::FuncProto{proto.result, parameters}});
    return btf_.add_type({btf_.name_of(id), func});
  }

  void set_parameter(btf::TypeId function, size_t index) {
    if (pointer_ == btf::kVoid) {
      btf::TypeId context = btf_.add_type({btf_.add_string(name_), btf::Struct{{0, false, {}}}});
      pointer_ = btf_.add_type({btf::kNoName, btf::Ptr{context}});
    }
    btf::TypeId proto_id = btf::get_if<btf::Func>(btf_, function)->proto;
    btf::FuncProto proto = *btf::get_if<btf::FuncProto>(btf_, proto_id);
    std::vector<btf::Parameter> parameters(proto.parameters.begin(), proto.parameters.end());
    parameters[index].type = pointer_;
    btf_.replace_type(proto_id, {btf::kNoName, btf::FuncProto{proto.result, parameters}});
  }

  btf::Btf& btf_;
  uint32_t type_;
  std::string_view name_;
  std::vector<LinkedFunction>& functions_;
  std::vector<btf::TypeId> originals_;  // of `functions_`
  btf::TypeId pointer_ = btf::kVoid;    // to the context, once there is one
};

}  // namespace

Result<void> type_context_arguments(std::vector<std::byte>& bytes,
                                    std::vector<PlannedProgram>& programs) {
  if (as_text(bytes).find(kTag) == std::string_view::npos) return {};
  auto btf = BTFKIT_TRY(btf::read(bytes));
  for (PlannedProgram& program : programs) BTFKIT_CHECK(ContextArguments(btf, program).run());
  bytes = BTFKIT_TRY(btf::write(btf));
  return {};
}

}  // namespace btfkit::relocator
