// A program may call functions of .text (and of its own section), which may call others. The kernel
// takes one array of instructions for a program, so each function that is reached is appended once
// behind the program itself, and calls get their distance in that array:
//
//   SEC("xdp") prog: call f       prog: call +2
//   .text      f:    call g   =>  f:    call +1
//              g:    exit         g:    exit
//
// The order is that in which libbpf appends them (depth first, at the first call), so that both
// load the same instructions.
#include "link.h"

#include <elf.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "core/fixup.h"
#include "exception_callback.h"

namespace btfkit::relocator {
namespace {

// Relocation types of the BPF ELF ABI (llvm's docs, BPFTargetMachine): a 64-bit load, a call.
constexpr uint32_t kRelocation64 = 1;   // R_BPF_64_64
constexpr uint32_t kRelocation32 = 10;  // R_BPF_64_32

constexpr uint8_t kJumpToRegister = 0x0d;  // BPF_JMP | BPF_JA | BPF_X of Linux 6.19

class Linker {
 public:
  Linker(const Object& object, const std::vector<Map>& maps, const Externs& externs)
      : object_(object), maps_(maps), externs_(externs), callbacks_(object) {
    functions_ = sorted(object.ext.functions);
    lines_ = sorted(object.ext.lines);
    // The first of those that a symbol may be in.
    for (size_t i = 0; i < maps.size(); ++i) {
      const Map& map = maps[i];
      if (map.is_data) {
        data_maps_.try_emplace(map.section, i);
      } else {
        declared_maps_.try_emplace({map.section, map.offset}, i);
      }
      if (map.arena_section != 0) data_maps_.try_emplace(map.arena_section, i);
    }
  }

  Result<LinkedProgram> run(const Function& program) {
    result_ = {
        program.name, std::string(without_mark(object_.code[program.code].name)), {}, {}, {}};
    result_.attach_target = program.attach_target;
    placed_.clear();
    all_have_info_ = true;
    is_located_ = false;
    BTFKIT_TRY(append(program));
    // Nothing calls it: libbpf appends it last, unless it is there already.
    if (const Function* callback = BTFKIT_TRY(callbacks_.of(program))) {
      BTFKIT_TRY(place(*callback));
    }
    // The kernel wants func info for all functions or for none.
    if (!all_have_info_) result_.functions.clear();
    std::ranges::sort(result_.patches, {}, &Patch::insn);
    return std::move(result_);
  }

 private:
  // Appends a function and whatever it calls. Returns where it begins.
  Result<uint32_t> append(const Function& function) {
    // The kernel's BPF_MAX_SUBPROGS; it also bounds how deep this recursion goes.
    constexpr size_t kMaxFunctions = 256;
    if (placed_.size() == kMaxFunctions) {
      return fail("program '{}' consists of more than {} functions", result_.name, kMaxFunctions);
    }
    // The kernel's BPF_COMPLEXITY_LIMIT_INSNS is the most that it loads of a program.
    constexpr size_t kMaxInsns = 1'000'000;
    if (function.count > kMaxInsns - result_.insns.size()) {
      return fail("program '{}' consists of more than {} instructions", result_.name, kMaxInsns);
    }
    auto start = static_cast<uint32_t>(result_.insns.size());
    placed_.emplace(&function, start);
    const Code& code = object_.code[function.code];
    auto first = code.insns.begin() + function.first;
    result_.insns.insert(result_.insns.end(), first, first + function.count);
    size_t lines_before = result_.lines.size();
    add_info(function, code, start);
    // A few functions may be in each of many programs.
    constexpr size_t kMaxTotal = 16'000'000;
    total_ += function.count + result_.lines.size() - lines_before;
    if (total_ > kMaxTotal) {
      return fail("all programs consist of more than {} instructions and lines", kMaxTotal);
    }
    for (uint32_t i = 0; i < function.count; ++i) {
      auto resolved = resolve(function, code, i, start);
      if (!resolved) {
        // The function at fault says where; how it came to be called doesn't matter.
        if (std::exchange(is_located_, true)) return std::unexpected(std::move(resolved).error());
        return std::unexpected(std::move(resolved).error().in(
            fmt::format("section '{}': instruction {} of '{}'", code.name, i, function.name)));
      }
      // The second slot of an LDIMM64 is not an instruction of its own.
      if (result_.insns[start + i].code == core::kLdImm64) ++i;
    }
    return start;
  }

  // Records of .BTF.ext by the name of their section and by ascending offsets.
  template <typename Record>
  using Records = std::map<std::string_view, std::vector<Record>>;

  template <typename Record>
  Records<Record> sorted(const std::vector<btf::ExtSection<Record>>& sections) const {
    Records<Record> records;
    for (const auto& section : sections) {
      auto& of_section = records[object_.btf.string(section.section)];
      of_section.insert(of_section.end(), section.records.begin(), section.records.end());
    }
    for (auto& [name, of_section] : records) {
      std::ranges::stable_sort(of_section, {}, &Record::offset);
    }
    return records;
  }

  // Those of one section from an offset on.
  template <typename Record>
  static std::span<const Record> records_from(const Records<Record>& records,
                                              std::string_view section, uint64_t begin) {
    auto found = records.find(section);
    if (found == records.end()) return {};
    auto first = std::ranges::lower_bound(found->second, begin, {}, &Record::offset);
    return {first, found->second.end()};
  }

  void add_info(const Function& function, const Code& code, uint32_t start) {
    uint64_t begin = function.first * core::kInstructionSize;
    uint64_t end = begin + function.count * core::kInstructionSize;
    auto infos = records_from(functions_, code.name, begin);
    bool found = !infos.empty() && infos.front().offset == begin;
    if (found) result_.functions.push_back({start, infos.front().type});
    all_have_info_ &= found;
    for (const btf::LineInfo& info : records_from(lines_, code.name, begin)) {
      if (info.offset >= end) break;
      auto insn = static_cast<uint32_t>(start + (info.offset - begin) / core::kInstructionSize);
      result_.lines.push_back({insn, info});
    }
  }

  // Settles what instruction `i` of a function refers to.
  Result<void> resolve(const Function& function, const Code& code, uint32_t i, uint32_t start) {
    core::Instruction insn = result_.insns[start + i];
    const elf::Relocation* relocation =
        relocation_at(code, (function.first + i) * core::kInstructionSize);
    bool is_call = insn.code == core::kCall && insn.src == core::kPseudoCall;
    bool is_load = insn.code == core::kLdImm64;
    if (is_load && (i + 1 >= function.count || result_.insns[start + i + 1].code != 0)) {
      return fail("the second half of the 64-bit load is missing");
    }
    // Its table would have to become a map of the linked program's instructions.
    if (insn.code == kJumpToRegister) {
      return fail(
          "it is gotox, a jump by a table of section '.jumptables', which is not supported; "
          "compile "
          "with -fno-jump-tables");
    }
    if (is_call) return resolve_call(function, relocation, start + i, function.first + i);
    if (!relocation) {
      // The address of a function by its distance, as the kernel has it.
      if (is_load && insn.src == core::kPseudoFunc) {
        return resolve_call(function, nullptr, start + i, function.first + i);
      }
      if (is_load && insn.src != 0) {
        return fail("a 64-bit load of source {} has no ELF relocation", insn.src);
      }
      if (insn.code == core::kCall && insn.src != 0) {
        return fail("a call of source {} has no ELF relocation", insn.src);
      }
      return {};
    }
    // A poisoned instruction no longer refers to anything.
    if (insn.code == core::kCall && insn.imm == core::kPoisonHelper) return {};
    if (!is_load || relocation->type != kRelocation64) {
      return fail("an ELF relocation of type {} can't be settled here", relocation->type);
    }
    const elf::Symbol& symbol = object_.symbols[relocation->symbol];
    if (symbol.section == SHN_UNDEF) return resolve_extern(relocation->symbol, start + i);
    if (object_.code_of(symbol.section)) {
      return resolve_function_address(symbol, start + i);
    }
    return resolve_map(symbol, start + i);
  }

  // Where a function is in the linked program, appended now if it isn't there yet.
  Result<uint32_t> place(const Function& function) {
    auto placed = placed_.find(&function);
    if (placed != placed_.end()) return placed->second;
    return append(function);
  }

  Result<const Function*> callee(uint32_t section, int64_t insn) {
    const Code* code = object_.code_of(section);
    if (!code) return fail("what it calls is not in a code section");
    auto index = static_cast<size_t>(code - object_.code.data());
    const Function* function =
        insn < 0 ? nullptr : object_.function_at(index, static_cast<uint64_t>(insn));
    if (!function || function->first != insn) {
      return fail("no function begins at instruction {} of section '{}'", insn, code->name);
    }
    return function;
  }

  static Result<void> check_is_instruction(const elf::Symbol& symbol, uint64_t offset) {
    if (offset % core::kInstructionSize == 0) return {};
    return fail("symbol '{}' leads to offset {}, which is not that of an instruction", symbol.name,
                offset);
  }

  Result<void> resolve_call(const Function& caller, const elf::Relocation* relocation, uint32_t at,
                            uint32_t at_in_section) {
    int64_t distance = int64_t{result_.insns[at].imm} + 1;
    const Function* function;
    if (relocation) {
      if (relocation->type != kRelocation32) {
        return fail("a call has an ELF relocation of type {}", relocation->type);
      }
      const elf::Symbol& symbol = object_.symbols[relocation->symbol];
      if (symbol.section == SHN_UNDEF) return resolve_kernel_call(relocation->symbol, at);
      BTFKIT_CHECK(check_is_instruction(symbol, symbol.value));
      // A function's own symbol comes with a distance of -1, a section's with that from its start.
      function = BTFKIT_TRY(callee(
          symbol.section, static_cast<int64_t>(symbol.value / core::kInstructionSize) + distance));
    } else {
      function = BTFKIT_TRY(callee(object_.code[caller.code].section, at_in_section + distance));
    }
    uint32_t target = BTFKIT_TRY(place(*function));
    result_.insns[at].imm = static_cast<int32_t>(int64_t{target} - at - 1);
    return {};
  }

  Result<void> resolve_function_address(const elf::Symbol& symbol, uint32_t at) {
    uint64_t bytes = symbol.value + static_cast<uint32_t>(result_.insns[at].imm);
    BTFKIT_CHECK(check_is_instruction(symbol, bytes));
    const Function* function =
        BTFKIT_TRY(callee(symbol.section, static_cast<int64_t>(bytes / core::kInstructionSize)));
    uint32_t target = BTFKIT_TRY(place(*function));
    core::Instruction& insn = result_.insns[at];
    insn.src = core::kPseudoFunc;
    insn.imm = static_cast<int32_t>(int64_t{target} - at - 1);
    return {};
  }

  // What was found for an undefined symbol.
  Result<ExternValue> value_of(uint32_t symbol) const {
    auto found = externs_.values.find(symbol);
    if (found != externs_.values.end()) return found->second;
    return fail("'{}' is not in the object, nor in .ksyms or .kconfig of its BTF",
                object_.symbols[symbol].name);
  }

  Result<void> resolve_kernel_call(uint32_t symbol, uint32_t at) {
    ExternValue value = BTFKIT_TRY(value_of(symbol));
    core::Instruction& insn = result_.insns[at];
    if (auto* function = std::get_if<KernelType>(&value)) {
      insn.src = core::kPseudoKfuncCall;
      insn.imm = static_cast<int32_t>(number(function->id));
      if (function->module == 0) return {};
      size_t slot = maps_.size() + function->module;
      if (slot > INT16_MAX) return fail("its module would have slot {}", slot);
      insn.off = static_cast<int16_t>(slot);
      return {};
    }
    if (auto* missing = std::get_if<Missing>(&value)) {
      // A helper that no kernel has, by the number that libbpf takes: reached, it is refused.
      constexpr int32_t kFirstPoisoned = 2'002'000'000;
      insn = {core::kCall, 0, 0, 0, kFirstPoisoned + static_cast<int32_t>(missing->number)};
      return {};
    }
    return fail("it calls '{}', which is not a function", object_.symbols[symbol].name);
  }

  Result<void> resolve_extern(uint32_t symbol, uint32_t at) {
    ExternValue value = BTFKIT_TRY(value_of(symbol));
    core::Instruction& low = result_.insns[at];
    core::Instruction& high = result_.insns[at + 1];
    // No compiler folds an offset into it; libbpf would drop it.
    if (low.imm != 0) {
      return fail("'{}' is extern: offset {} is not supported", object_.symbols[symbol].name,
                  low.imm);
    }
    high.imm = 0;
    std::visit(btf::Overloaded{
                   [&](const MapVariable& variable) {
                     low.src = core::kPseudoMapIdxValue;
                     low.imm = static_cast<int32_t>(variable.map);
                     high.imm = static_cast<int32_t>(variable.offset);
                   },
                   [&](const KernelType& type) {
                     low.src = core::kPseudoBtfId;
                     low.imm = static_cast<int32_t>(number(type.id));
                     if (type.module == 0) return;
                     result_.patches.push_back({at, Patch::Kind::kModule, false, type.module});
                   },
                   [&](const KernelAddress& address) {
                     result_.patches.push_back(
                         {at, Patch::Kind::kSymbol, address.is_weak, address.symbol});
                   },
                   // Its address is 0.
                   [](const Missing&) {},
               },
               value);
    return {};
  }

  Result<void> resolve_map(const elf::Symbol& symbol, uint32_t at) {
    core::Instruction& low = result_.insns[at];
    core::Instruction& high = result_.insns[at + 1];
    uint64_t offset = symbol.value + static_cast<uint32_t>(low.imm);
    if (auto found = data_maps_.find(symbol.section); found != data_maps_.end()) {
      const Map& map = maps_[found->second];
      if (offset > (map.is_data ? map.value_size : map.arena_size)) {
        return fail("offset {} is outside of map '{}'", offset, map.name);
      }
      low.src = core::kPseudoMapIdxValue;
      low.imm = static_cast<int32_t>(found->second);
      high.imm = static_cast<int32_t>(offset);
      return {};
    }
    if (auto found = declared_maps_.find({symbol.section, offset}); found != declared_maps_.end()) {
      low.src = core::kPseudoMapIdx;
      low.imm = static_cast<int32_t>(found->second);
      high.imm = 0;
      return {};
    }
    return fail("symbol '{}' is in section '{}', which holds no map", symbol.name,
                symbol.section < object_.elf.sections().size()
                    ? object_.elf.sections()[symbol.section].name
                    : "?");
  }

  const Object& object_;
  const std::vector<Map>& maps_;
  const Externs& externs_;
  ExceptionCallbacks callbacks_;
  Records<btf::FuncInfo> functions_;
  Records<btf::LineInfo> lines_;
  std::map<uint32_t, size_t> data_maps_;                           // by ELF section
  std::map<std::pair<uint32_t, uint64_t>, size_t> declared_maps_;  // by ELF section and offset
  LinkedProgram result_;
  std::map<const Function*, uint32_t> placed_;
  uint64_t total_ = 0;  // instructions and lines of all programs
  bool all_have_info_ = true;
  bool is_located_ = false;  // the error on its way out names an instruction
};

}  // namespace

Result<std::vector<LinkedProgram>> link(const Object& object, const std::vector<Map>& maps,
                                        const Externs& externs) {
  std::vector<LinkedProgram> programs;
  Linker linker(object, maps, externs);
  for (const Function& function : object.functions) {
    if (!function.is_program || function.is_left_out) continue;
    programs.push_back(BTFKIT_TRY(linker.run(function)));
  }
  if (programs.empty()) return fail("it holds no program");
  return programs;
}

}  // namespace btfkit::relocator
