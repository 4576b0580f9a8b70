#include <elf.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "datasec.h"
#include "reach_walk.h"

namespace btfkit::relocator {
namespace {

using core::InsnClass;
using core::Instruction;

bool is_jump(const Instruction& insn) {
  auto kind = core::class_of(insn);
  return kind == InsnClass::kJmp || kind == InsnClass::kJmp32;
}

}  // namespace

CodeIndex::CodeIndex(const Object& object, std::span<const Relocated> relocated,
                     const ConfigValues& config)
    : object_(object), config_(config) {
  size_t count = 0;
  for (const Code& code : object.code) {
    bases_.push_back(count);
    count += code.insns.size();
  }
  meeting_places_.resize(count);
  for (size_t i = 0; i < object.code.size(); ++i) mark_meeting_places(i);
  for (const Relocated& one : relocated) relocated_.emplace(number(one.site), &one);
  for (const elf::Symbol& symbol : object.symbols) {
    if (symbol.type != STT_FUNC || symbol.binding == STB_LOCAL) continue;
    if (symbol.visibility != STV_DEFAULT) continue;
    const Function* function =
        function_from(symbol.section, static_cast<int64_t>(symbol.value / core::kInstructionSize));
    if (function) global_.insert(function);
  }
  read_variables();
  read_config();
}

const Relocated* CodeIndex::relocated_at(size_t number) const {
  auto found = relocated_.find(number);
  return found == relocated_.end() ? nullptr : found->second;
}

void CodeIndex::mark_meeting_places(size_t code_index) {
  const std::vector<Instruction>& insns = object_.code[code_index].insns;
  auto mark = [&](int64_t insn) {
    if (insn < 0 || insn >= static_cast<int64_t>(insns.size())) return;
    meeting_places_[bases_[code_index] + static_cast<size_t>(insn)] = true;
  };
  for (size_t i = 0; i < insns.size(); ++i) {
    if (!is_jump(insns[i])) continue;
    auto at = static_cast<int64_t>(i);
    mark(at + 1);
    mark(at + 1 + insns[i].off);
    mark(at + 1 + insns[i].imm);  // a jump that is longer
  }
  for (const Function& function : object_.functions) {
    if (function.code == code_index) mark(function.first);
  }
}

void CodeIndex::read_variables() {
  for (const elf::Section& section : object_.elf.sections()) {
    if (!is_read_only_data_section(section.name)) continue;
    btf::TypeId id = find_datasec(object_.btf, section.name);
    auto& variables = variables_[section.index];
    std::set<std::string_view> known;
    // Offsets in BTF are left to loaders; the symbols have them.
    for (const elf::Symbol& symbol : object_.symbols) {
      if (symbol.section != section.index || symbol.type != STT_OBJECT) continue;
      variables.push_back({symbol.value, symbol.size, std::string(symbol.name)});
      known.insert(symbol.name);
    }
    // Static ones have no symbol in what clang writes, but their offsets are right.
    auto datasec = btf::get_if<btf::Datasec>(object_.btf, id);
    if (datasec) {
      for (const btf::SectionVar& var : datasec->vars) {
        std::string_view name = object_.btf.name(var.var);
        if (known.insert(name).second)
          variables.push_back({var.offset, var.size, std::string(name)});
      }
    }
    std::ranges::sort(variables, {}, &Variable::offset);
  }
}

void CodeIndex::read_config() {
  // Between variables there are zeros.
  is_config_known_.assign(config_.bytes.size(), true);
  for (const ConfigVariable& variable : config_.variables) {
    config_offsets_.emplace(variable.symbol, variable.offset);
    variables_[kConfigPlace].push_back({variable.offset, variable.size, variable.name});
    if (variable.is_set) continue;
    auto first = is_config_known_.begin() + variable.offset;
    std::fill(first, first + variable.size, false);
  }
}

const elf::Relocation* CodeIndex::relocation_at(Site site) const {
  const auto& relocations = object_.code[site.code].relocations;
  uint64_t offset = site.insn * core::kInstructionSize;
  auto found = std::ranges::lower_bound(relocations, offset, {}, &elf::Relocation::offset);
  return found != relocations.end() && found->offset == offset ? &*found : nullptr;
}

const Function* CodeIndex::function_from(uint32_t section, int64_t insn) const {
  const Code* code = object_.code_of(section);
  if (!code || insn < 0) return nullptr;
  const Function* function = object_.function_at(static_cast<size_t>(code - object_.code.data()),
                                                 static_cast<uint64_t>(insn));
  return function && function->first == insn ? function : nullptr;
}

const Function* CodeIndex::callee(Site site) const {
  const Code& code = object_.code[site.code];
  int64_t distance = int64_t{code.insns[site.insn].imm} + 1;
  const elf::Relocation* relocation = relocation_at(site);
  if (!relocation) return function_from(code.section, site.insn + distance);
  const elf::Symbol& symbol = object_.symbols[relocation->symbol];
  if (symbol.section == SHN_UNDEF) return nullptr;
  return function_from(symbol.section,
                       static_cast<int64_t>(symbol.value / core::kInstructionSize) + distance);
}

std::optional<CodeIndex::Loaded> CodeIndex::loaded(Site site) const {
  const elf::Relocation* relocation = relocation_at(site);
  if (!relocation) return std::nullopt;
  const elf::Symbol& symbol = object_.symbols[relocation->symbol];
  const Instruction& insn = object_.code[site.code].insns[site.insn];
  uint64_t offset = symbol.value + static_cast<uint32_t>(insn.imm);
  Loaded result;
  if (symbol.section == SHN_UNDEF) {
    auto variable = config_offsets_.find(relocation->symbol);
    if (variable != config_offsets_.end()) {
      result.frozen = Value{Value::Kind::kFrozen, kConfigPlace, variable->second};
    }
    return result;
  }
  result.function =
      function_from(symbol.section, static_cast<int64_t>(offset / core::kInstructionSize));
  if (variables_.contains(symbol.section)) {
    result.frozen = Value{Value::Kind::kFrozen, symbol.section, offset};
  }
  return result;
}

Bytes CodeIndex::frozen_bytes(const Value& place, uint32_t size) const {
  auto within = [&](Bytes all) {
    bool is_inside = place.number <= all.size() && size <= all.size() - place.number;
    return is_inside ? all.subspan(place.number, size) : Bytes();
  };
  if (place.section == kConfigPlace) {
    Bytes bytes = within(config_.bytes);
    for (uint32_t i = 0; i < bytes.size(); ++i) {
      if (!is_config_known_[place.number + i]) return {};
    }
    return bytes;
  }
  auto set = object_.set_data.find(place.section);
  return within(set != object_.set_data.end() ? Bytes(set->second)
                                              : object_.elf.sections()[place.section].data);
}

Source CodeIndex::variable_at(const Value& place) const {
  auto found = variables_.find(place.section);
  if (found != variables_.end()) {
    const std::vector<Variable>& variables = found->second;
    auto behind = std::ranges::upper_bound(variables, place.number, {}, &Variable::offset);
    if (behind != variables.begin()) {
      const Variable& variable = *std::prev(behind);
      if (place.number - variable.offset < variable.size) {
        return {true, place.section, variable.offset};
      }
    }
  }
  return {true, place.section, place.number};
}

std::string CodeIndex::variable_name(const Source& source) const {
  auto found = variables_.find(static_cast<uint32_t>(source.place));
  if (found != variables_.end()) {
    auto variable = std::ranges::find(found->second, source.offset, &Variable::offset);
    if (variable != found->second.end()) return variable->name;
  }
  std::string_view section =
      source.place == kConfigPlace ? kConfigSection : object_.elf.sections()[source.place].name;
  return fmt::format("{}+{:#x}", section, source.offset);
}

std::vector<const Function*> CodeIndex::linked_functions(const Function& program) const {
  std::vector<const Function*> linked{&program};
  std::set<const Function*> seen{&program};
  for (size_t next = 0; next < linked.size(); ++next) {
    const Function& function = *linked[next];
    const std::vector<Instruction>& insns = object_.code[function.code].insns;
    for (uint32_t i = function.first; i < function.first + function.count; ++i) {
      const Function* used = nullptr;
      if (insns[i].code == core::kCall && insns[i].src == core::kPseudoCall) {
        used = callee({function.code, i});
      } else if (insns[i].code == core::kLdImm64) {
        if (auto target = loaded({function.code, i})) used = target->function;
        ++i;
      }
      if (used && seen.insert(used).second) linked.push_back(used);
    }
  }
  return linked;
}

}  // namespace btfkit::relocator
