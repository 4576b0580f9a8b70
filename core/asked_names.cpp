#include "core/asked_names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <ranges>
#include <set>
#include <string_view>

#include "abi/program_sections.h"
#include "btf/find_names.h"
#include "btf/wire.h"
#include "core/name.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::TypeId;

constexpr uint32_t number_of(btf::wire::Kind kind) {
  return static_cast<uint32_t>(kind);
}
constexpr uint32_t kFunc = number_of(btf::wire::Kind::kFunc);
constexpr uint32_t kVar = number_of(btf::wire::Kind::kVar);
constexpr uint32_t kTypedef = number_of(btf::wire::Kind::kTypedef);
constexpr uint32_t kStruct = number_of(btf::wire::Kind::kStruct);
constexpr uint32_t kEnum = number_of(btf::wire::Kind::kEnum);

// Of system calls that have wrappers; the architecture decides which one a kernel has.
constexpr std::array kWrappers = {"__x64_sys_bpf", "__arm64_sys_bpf", "__s390x_sys_bpf",
                                  "__riscv_sys_bpf", "__ia32_sys_bpf"};

class Collector {
 public:
  Collector(const Btf& local, const btf::Ext& ext) : local_(local), ext_(ext) {}

  std::vector<AskedName> run() && {
    for (const auto& section : ext_.functions) add_attach_target(local_.string(section.section));
    for (uint32_t number = 1; number < btf::number(local_.end_id()); ++number) {
      auto section = btf::get_if<btf::Datasec>(local_, TypeId{number});
      if (section) add_section(local_.name(TypeId{number}), *section);
    }
    return {names_.begin(), names_.end()};
  }

 private:
  void add_attach_target(std::string_view section) {
    if (section.starts_with('?')) section.remove_prefix(1);
    const abi::ProgramSection* rule = abi::find_program_section(section);
    if (!rule || section.size() <= rule->prefix.size() + 1) return;
    std::string_view tail = section.substr(rule->prefix.size() + 1);
    // Of a module, or of vmlinux.
    if (size_t colon = tail.find(':'); colon != tail.npos) tail.remove_prefix(colon + 1);
    switch (rule->lookup) {
      case abi::Lookup::kNone:
      case abi::Lookup::kByLoader:
        break;
      case abi::Lookup::kFunction:
        return add(kFunc, std::string(tail));
      case abi::Lookup::kLsmHook:
        return add(kFunc, fmt::format("bpf_lsm_{}", tail));
      case abi::Lookup::kIterator:
        return add(kFunc, fmt::format("bpf_iter_{}", tail));
      case abi::Lookup::kTracepoint:
        return add(kTypedef, fmt::format("btf_trace_{}", tail));
    }
  }

  void add_section(std::string_view name, const btf::Datasec& section) {
    if (name.starts_with('?')) name.remove_prefix(1);
    for (const btf::SectionVar& entry : section.vars) {
      if (name == ".ksyms") add_symbol(entry.var);
      if (name == ".struct_ops" || name.starts_with(".struct_ops.")) add_operations(entry.var);
      if (name == ".kconfig") add_configuration(local_.name(entry.var));
    }
  }

  void add_symbol(TypeId id) {
    if (btf::get_if<btf::Func>(local_, id)) {
      return add(kFunc, std::string(essential_name(local_.name(id))));
    }
    auto var = btf::get_if<btf::Var>(local_, id);
    auto type = var ? btf::skip_modifiers(local_, var->type) : Result<TypeId>(btf::kVoid);
    // One without a type is any symbol, and not in BTF.
    if (type && *type != btf::kVoid) add(kVar, std::string(local_.name(id)));
  }

  void add_operations(TypeId id) {
    auto var = btf::get_if<btf::Var>(local_, id);
    auto type = var ? btf::skip_modifiers(local_, var->type) : Result<TypeId>(btf::kVoid);
    if (!type || !btf::get_if<btf::Struct>(local_, *type)) return;
    std::string name(essential_name(local_.name(*type)));
    names_.insert({kStruct, "bpf_struct_ops_" + name, Depth::kMembers});
    names_.insert({kStruct, std::move(name), Depth::kMembers, *type});
  }

  void add_configuration(std::string_view name) {
    if (name == "LINUX_HAS_SYSCALL_WRAPPER") {
      for (const char* wrapper : kWrappers) add(kFunc, wrapper);
    } else if (name == "LINUX_HAS_BPF_COOKIE") {
      names_.insert(
          {kEnum, "bpf_func_id", Depth::kEnumerator, btf::kVoid, "BPF_FUNC_get_attach_cookie"});
    }
  }

  void add(uint32_t kind, std::string name) {
    names_.insert({kind, std::move(name), Depth::kDeclaration});
  }

  const Btf& local_;
  const btf::Ext& ext_;
  std::set<AskedName> names_;
};

}  // namespace

std::vector<AskedName> asked_names(const Btf& local, const btf::Ext& ext) {
  return Collector(local, ext).run();
}

std::vector<TypeId> find_asked(const Btf& target, std::span<const AskedName> names) {
  std::vector<btf::WantedName> wanted;
  for (const AskedName& each : names) wanted.push_back({each.kind, each.name});
  std::vector<TypeId> found(names.size(), btf::kVoid);
  std::vector<const Btf*> parts;
  for (const Btf* part = &target; part; part = part->base()) parts.push_back(part);
  for (const Btf* part : std::views::reverse(parts)) {
    std::vector<TypeId> own = btf::find_names(*part, wanted);
    for (size_t i = 0; i < names.size(); ++i) {
      if (found[i] == btf::kVoid) found[i] = own[i];
    }
  }
  return found;
}

std::vector<uint32_t> asked_members(const Btf& local, const AskedName& name, const Btf& target,
                                    TypeId type) {
  std::set<std::string_view> wanted;
  if (auto composite = btf::get_if_composite(local, name.local)) {
    for (const btf::Member& member : composite->members) wanted.insert(local.string(member.name));
  }
  std::vector<uint32_t> members;
  auto composite = btf::get_if_composite(target, type);
  for (uint32_t i = 0; composite && i < composite->members.size(); ++i) {
    std::string_view member = target.string(composite->members[i].name);
    if (name.local == btf::kVoid || wanted.contains(member)) members.push_back(i);
  }
  return members;
}

std::optional<uint32_t> asked_enumerator(const AskedName& name, const Btf& target, TypeId type) {
  auto enumeration = btf::get_if<btf::Enum>(target, type);
  for (uint32_t i = 0; enumeration && i < enumeration->enumerators.size(); ++i) {
    if (target.string(enumeration->enumerators[i].name) == name.enumerator) return i;
  }
  return std::nullopt;
}

}  // namespace btfkit::core
