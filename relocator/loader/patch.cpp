// What only the running kernel tells: addresses of its symbols, descriptors. The plan names the
// instructions that get them; a program is loaded from a copy of its instructions then.
#include "patch.h"

#include <linux/bpf.h>

#include <cerrno>
#include <cstdio>

namespace loader {
namespace {

struct File {
  explicit File(const char* path) : stream(fopen(path, "re")) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (stream != nullptr) fclose(stream);
    free(line);
  }
  FILE* stream;
  char* line = nullptr;
  size_t room = 0;
};

// "ffffffff81000000 T name" or "ffffffffc0000000 t name\t[module]", whose name is cut out.
bool parse(char* line, uint64_t& address, char& type, char*& name) {
  char* end;
  address = strtoull(line, &end, 16);
  if (end == line || *end != ' ' || end[1] == '\0' || end[2] != ' ') return false;
  type = end[1];
  name = end + 3;
  name[strcspn(name, " \t\n")] = '\0';
  return true;
}

// A static variable that link-time optimisation made global is NAME.llvm.NUMBER.
bool is_called(const char* symbol, char type, const char* name) {
  const size_t size = strlen(name);
  if (strncmp(symbol, name, size) != 0) return false;
  return symbol[size] == '\0' || (type == 'd' && strncmp(symbol + size, ".llvm.", 6) == 0);
}

bool take(const Plan& plan, size_t index, uint64_t address, KernelSymbol& symbol,
          bpfload_error& error) {
  if (symbol.found && symbol.address != address) {
    return fail(error, "symbol '%s' is ambiguous: it is at 0x%llx and 0x%llx", plan.symbols[index],
                static_cast<unsigned long long>(symbol.address),
                static_cast<unsigned long long>(address));
  }
  symbol = {address, true};
  return true;
}

bool patch_symbol(const bpfload_object& object, const plan_patch& patch, bpf_insn& low,
                  bpf_insn& high, bpfload_error& error) {
  const KernelSymbol& symbol = object.symbols[patch.index];
  if (!symbol.found && (patch.flags & PLAN_PATCH_WEAK) == 0) {
    return fail(error, "the running kernel has no symbol '%s'",
                object.image.plan.symbols[patch.index]);
  }
  low.imm = static_cast<int32_t>(symbol.address);
  high.imm = static_cast<int32_t>(symbol.address >> 32);
  return true;
}

}  // namespace

bool find_symbols(const Plan& plan, const char* list, Array<KernelSymbol>& symbols,
                  bpfload_error& error) {
  if (plan.symbols.empty()) return true;
  if (!symbols.resize(plan.symbols.size())) return fail(error, "%m");
  File file(list);
  if (file.stream == nullptr) return fail(error, "%s: %m", list);
  bool any_address = false;
  for (;;) {
    errno = 0;
    if (getline(&file.line, &file.room, file.stream) < 0) break;
    uint64_t address;
    char type;
    char* name;
    if (!parse(file.line, address, type, name)) {
      return fail(error, "%s: '%.64s' is not an address, a type and a name", list, file.line);
    }
    any_address |= address != 0;
    for (size_t i = 0; i < symbols.size(); i++) {
      if (is_called(name, type, plan.symbols[i]) && !take(plan, i, address, symbols[i], error)) {
        return false;
      }
    }
  }
  if (errno != 0) return fail(error, "%s: %m", list);
  // All of them are shown as 0 to whom the kernel doesn't trust.
  for (size_t i = 0; i < symbols.size() && !any_address; i++) {
    if (!symbols[i].found) continue;
    return fail(error,
                "symbol '%s': %s hides addresses from this process (kernel.kptr_restrict, "
                "CAP_SYSLOG)",
                plan.symbols[i], list);
  }
  return true;
}

bool patch_instructions(const bpfload_object& object, const ProgramPlan& program,
                        Array<std::byte>& copy, Bytes& insns, bpfload_error& error) {
  insns = program.insns;
  if (program.patches.empty()) return true;
  if (!copy.resize(insns.size())) return fail(error, "%m");
  memcpy(copy.data(), insns.data(), insns.size());
  insns = {copy.data(), copy.size()};
  for (size_t i = 0; i < program.patches.size() / sizeof(plan_patch); i++) {
    const auto patch = item<plan_patch>(program.patches, i);
    // Its kind, its index and the instruction are right: plan_check.cpp.
    bpf_insn pair[2];
    std::byte* const place = copy.data() + patch.insn * sizeof *pair;
    memcpy(pair, place, sizeof pair);
    if (patch.kind == PLAN_PATCH_SYMBOL) {
      if (!patch_symbol(object, patch, pair[0], pair[1], error)) return false;
    } else if (patch.kind == PLAN_PATCH_MODULE) {
      pair[1].imm = object.modules[patch.index - 1];
    } else {
      pair[0].src_reg =
          pair[0].src_reg == BPF_PSEUDO_MAP_IDX ? BPF_PSEUDO_MAP_FD : BPF_PSEUDO_MAP_VALUE;
      pair[0].imm = object.maps[patch.index];
    }
    memcpy(place, pair, sizeof pair);
  }
  return true;
}

bool needs_fd_array(Bytes insns) {
  for (size_t i = 0; i < insns.size() / sizeof(bpf_insn); i++) {
    const auto insn = item<bpf_insn>(insns, i);
    if (insn.code == (BPF_JMP | BPF_CALL)) {
      if (insn.src_reg == BPF_PSEUDO_KFUNC_CALL && insn.off != 0) return true;
    } else if (insn.code == (BPF_LD | BPF_IMM | BPF_DW)) {
      if (insn.src_reg == BPF_PSEUDO_MAP_IDX || insn.src_reg == BPF_PSEUDO_MAP_IDX_VALUE) {
        return true;
      }
      i++;
    }
  }
  return false;
}

}  // namespace loader
