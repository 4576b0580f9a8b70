// Helpers that the kernel keeps for programs under a license that is compatible with the GPL. It
// learns the license from the loader, which reads it from section `license`.
#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/GlobalVariable.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string>

#include "abi/program_sections.h"
#include "ir_report.h"
#include "ir_stages.h"
#include "reachable.h"

namespace btfkit {

using namespace llvm;

namespace {

struct Helper {
  std::uint64_t number;
  const char* name;
};

// `gpl_only` in the kernel's bpf_func_proto, as Linux 6.18 says when a program under another
// license calls it.
constexpr std::array gpl_helpers = {
    Helper{4, "probe_read"},
    Helper{6, "trace_printk"},
    Helper{22, "perf_event_read"},
    Helper{25, "perf_event_output"},
    Helper{27, "get_stackid"},
    Helper{35, "get_current_task"},
    Helper{36, "probe_write_user"},
    Helper{45, "probe_read_str"},
    Helper{55, "perf_event_read_value"},
    Helper{56, "perf_prog_read_value"},
    Helper{58, "override_return"},
    Helper{67, "get_stack"},
    Helper{69, "fib_lookup"},
    Helper{77, "rc_repeat"},
    Helper{78, "rc_keydown"},
    Helper{92, "rc_pointer_rel"},
    Helper{100, "tcp_check_syncookie"},
    Helper{110, "tcp_gen_syncookie"},
    Helper{111, "skb_output"},
    Helper{112, "probe_read_user"},
    Helper{113, "probe_read_kernel"},
    Helper{114, "probe_read_user_str"},
    Helper{115, "probe_read_kernel_str"},
    Helper{119, "read_branch_records"},
    Helper{121, "xdp_output"},
    Helper{126, "seq_printf"},
    Helper{127, "seq_write"},
    Helper{150, "seq_printf_btf"},
    Helper{158, "get_current_task_btf"},
    Helper{163, "check_mtu"},
    Helper{165, "snprintf"},
    Helper{169, "timer_init"},
    Helper{170, "timer_set_callback"},
    Helper{171, "timer_start"},
    Helper{172, "timer_cancel"},
    Helper{173, "get_func_ip"},
    Helper{175, "task_pt_regs"},
    Helper{176, "get_branch_snapshot"},
    Helper{177, "trace_vprintk"},
    Helper{191, "copy_from_user_task"},
    Helper{204, "tcp_raw_gen_syncookie_ipv4"},
    Helper{205, "tcp_raw_gen_syncookie_ipv6"},
    Helper{206, "tcp_raw_check_syncookie_ipv4"},
    Helper{207, "tcp_raw_check_syncookie_ipv6"},
};
static_assert(std::ranges::is_sorted(gpl_helpers, {}, &Helper::number));

// license_is_gpl_compatible in include/linux/license.h of the kernel.
bool is_gpl_compatible(StringRef license) {
  return is_contained({"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL",
                       "Dual MPL/GPL"},
                      license);
}

const GlobalVariable* license_of(const Module& module) {
  for (const GlobalVariable& variable : module.globals()) {
    if (variable.getSection() == "license") return &variable;
  }
  return nullptr;
}

// The text, if it is known here.
std::optional<StringRef> text_of(const GlobalVariable& license) {
  if (!license.hasInitializer()) return std::nullopt;
  const auto* text = dyn_cast<ConstantDataSequential>(license.getInitializer());
  if (text == nullptr || !text->isString()) return std::nullopt;
  return text->getAsString().split('\0').first;
}

// An object without programs is a library: the license is where the programs are.
bool has_program(const Module& module) {
  return any_of(module, [](const Function& function) {
    StringRef section = function.getSection();
    section.consume_front("?");
    return !function.isDeclaration() &&
           abi::find_program_section({section.data(), section.size()}) != nullptr;
  });
}

// A helper is called by its number, as if that were its address.
std::optional<std::uint64_t> helper_called(const CallBase& call) {
  const auto* address = dyn_cast<ConstantExpr>(call.getCalledOperand());
  if (address == nullptr || address->getOpcode() != Instruction::IntToPtr) return std::nullopt;
  const auto* number = dyn_cast<ConstantInt>(address->getOperand(0));
  if (number == nullptr || number->getValue().getActiveBits() > 64) return std::nullopt;
  return number->getZExtValue();
}

const Helper* find_gpl_helper(std::uint64_t number) {
  const auto* found = std::ranges::lower_bound(gpl_helpers, number, {}, &Helper::number);
  return found != gpl_helpers.end() && found->number == number ? &*found : nullptr;
}

}  // namespace

void report_gpl_helpers(Module& module, const Reporter& report) {
  if (!has_program(module)) return;
  const GlobalVariable* license = license_of(module);
  const std::optional<StringRef> text = license == nullptr ? std::nullopt : text_of(*license);
  if (license != nullptr && (!text || is_gpl_compatible(*text))) return;
  const std::string why =
      license == nullptr ? "this file names no license" : "its license is '" + text->str() + "'";

  const Reachable reachable(module);
  std::set<std::uint64_t> said;
  for (const Function& function : module) {
    if (!reachable.contains(function)) continue;
    for (const Instruction& instruction : instructions(function)) {
      const auto* call = dyn_cast<CallBase>(&instruction);
      const std::optional<std::uint64_t> number =
          call == nullptr ? std::nullopt : helper_called(*call);
      const Helper* helper = number ? find_gpl_helper(*number) : nullptr;
      if (helper == nullptr || !said.insert(helper->number).second) continue;
      report(Diagnostic::gpl_helper, user_place(function, call->getDebugLoc()),
             "the kernel lets only programs under a license compatible with the GPL call helper " +
                 std::to_string(helper->number) + ", bpf_" + helper->name + ", and " + why +
                 "; 'char license[] = \"GPL\"' in section 'license' does");
    }
  }
}

}  // namespace btfkit
