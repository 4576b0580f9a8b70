#include "kernel_symbols.h"

#include "core/compatibility.h"
#include "core/name.h"
#include "datasec.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kSymbolSection = ".ksyms";

Result<void> check_declaration(const btf::Btf& btf, btf::TypeId id) {
  if (btf::get_if<btf::Var>(btf, id)) return {};
  auto function = btf::get_if<btf::Func>(btf, id);
  if (function && btf::get_if<btf::FuncProto>(btf, function->proto)) return {};
  return fail("{} is neither a FUNC of a FUNC_PROTO nor a VAR", btf::describe(btf, id));
}

// An extern of .ksyms, checked, and what it came to.
class KernelSymbol {
 public:
  KernelSymbol(const Object& object, btf::TypeId id, uint32_t symbol)
      : local_(object.btf), id_(id), name_(object.btf.name(id)) {
    is_weak_ = object.symbols[symbol].binding == STB_WEAK;
  }

  // Nothing where the kernel lacks what is weak.
  Result<std::optional<ExternValue>> resolve(const Kernel& kernel, Externs& externs) const {
    if (auto function = btf::get_if<btf::Func>(local_, id_)) {
      return find_function(kernel, function->proto, externs.modules);
    }
    btf::TypeId type =
        BTFKIT_TRY(btf::skip_modifiers(local_, btf::get_if<btf::Var>(local_, id_)->type));
    if (type != btf::kVoid) return find_variable(kernel, type, externs.modules);
    externs.symbols.emplace_back(name_);
    return KernelAddress{static_cast<uint32_t>(externs.symbols.size() - 1), is_weak_};
  }

 private:
  Result<std::optional<ExternValue>> find_function(const Kernel& kernel, btf::TypeId proto,
                                                   std::vector<std::string>& modules) const {
    auto found = kernel.find_with_modules(Sought::kFunction, core::essential_name(name_));
    if (!found) return missing(Sought::kFunction);
    const btf::Btf& target = kernel.btf_of(*found);
    btf::TypeId target_proto = btf::get_if<btf::Func>(target, found->id)->proto;
    if (BTFKIT_TRY(core::types_compatible(local_, proto, target, target_proto))) {
      return KernelType{BTFKIT_TRY(kernel.id_in_kernel(*found)),
                        plan_module(kernel, *found, modules)};
    }
    if (is_weak_) return std::nullopt;
    return fail("'{}' has other parameters than {} of the target", name_,
                btf::describe(target, found->id));
  }

  Result<std::optional<ExternValue>> find_variable(const Kernel& kernel, btf::TypeId type,
                                                   std::vector<std::string>& modules) const {
    auto found = kernel.find_with_modules(Sought::kVariable, name_);
    if (!found) return missing(Sought::kVariable);
    const btf::Btf& target = kernel.btf_of(*found);
    btf::TypeId target_type =
        BTFKIT_TRY(btf::skip_modifiers(target, btf::get_if<btf::Var>(target, found->id)->type));
    if (BTFKIT_TRY(core::types_compatible(local_, type, target, target_type))) {
      return KernelType{BTFKIT_TRY(kernel.id_in_kernel(*found)),
                        plan_module(kernel, *found, modules)};
    }
    return fail("'{}' is {}, but {} in the target", name_, btf::describe(local_, type),
                btf::describe(target, target_type));
  }

  Result<std::optional<ExternValue>> missing(Sought sought) const {
    if (is_weak_) return std::nullopt;
    return fail("the target has no {} '{}'", name_of(sought), name_);
  }

  const btf::Btf& local_;
  btf::TypeId id_;
  std::string_view name_;
  bool is_weak_ = false;
};

// The first INT of 32 bits; added if there is none.
btf::TypeId integer_type(btf::Btf& btf) {
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    auto integer = btf::get_if<btf::Int>(btf, btf::TypeId{number});
    if (integer && integer->bits == 32) return btf::TypeId{number};
  }
  return btf.add_type({btf.add_string("int"), btf::Int{4, btf::Int::kSigned, 0, 32}});
}

// A FUNC of .ksyms becomes a definition whose parameters have names, as the kernel wants them.
void define_function(btf::Btf& btf, btf::TypeId id, btf::StringOffset parameter_name) {
  auto func = *btf::get_if<btf::Func>(btf, id);
  auto proto = *btf::get_if<btf::FuncProto>(btf, func.proto);
  std::vector<btf::Parameter> parameters(proto.parameters.begin(), proto.parameters.end());
  for (btf::Parameter& parameter : parameters) {
    if (parameter.name == btf::kNoName && parameter.type != btf::kVoid) {
      parameter.name = parameter_name;
    }
  }
  btf.replace_type(func.proto, {btf.name_of(func.proto), btf::FuncProto{proto.result, parameters}});
  func.linkage = btf::Linkage::kGlobal;
  btf.replace_type(id, {btf.name_of(id), func});
}

}  // namespace

std::vector<SoughtName> kernel_symbol_names(const Object& object) {
  std::vector<SoughtName> names;
  btf::TypeId id = find_datasec(object.btf, kSymbolSection);
  if (id == btf::kVoid) return names;
  auto section = btf::get_if<btf::Datasec>(object.btf, id);
  for (const btf::SectionVar& entry : section->vars) {
    // What is wrong with a declaration is said when it is looked up.
    std::string_view name = object.btf.name(entry.var);
    if (btf::get_if<btf::Func>(object.btf, entry.var)) {
      names.push_back({Sought::kFunction, std::string(core::essential_name(name))});
    } else if (btf::get_if<btf::Var>(object.btf, entry.var)) {
      names.push_back({Sought::kVariable, std::string(name)});
    }
  }
  return names;
}

Errors find_kernel_symbols(const Object& object, const Kernel& kernel, Externs& externs) {
  Errors errors;
  externs.symbol_section = find_datasec(object.btf, kSymbolSection);
  if (externs.symbol_section == btf::kVoid) return errors;
  auto symbols = extern_symbols(object);
  std::map<std::string_view, btf::TypeId> declared;  // in the order of their names
  auto section = btf::get_if<btf::Datasec>(object.btf, externs.symbol_section);
  for (const btf::SectionVar& entry : section->vars) {
    if (auto checked = check_declaration(object.btf, entry.var); !checked) {
      errors.push_back(std::move(checked).error());
      return errors;
    }
    declared.emplace(object.btf.name(entry.var), entry.var);
  }
  auto number = static_cast<uint32_t>(externs.config.size());
  for (auto [name, id] : declared) {
    auto symbol = symbols.find(name);
    if (symbol == symbols.end()) {
      errors.emplace_back(fmt::format("'{}' has no undefined symbol", name));
      continue;
    }
    auto value = KernelSymbol(object, id, symbol->second).resolve(kernel, externs);
    uint32_t own_number = number++;
    if (value) {
      externs.values[symbol->second] = value->value_or(Missing{own_number});
    } else {
      errors.push_back(std::move(value).error());
    }
  }
  return errors;
}

// The kernel takes no extern variables, and no FUNC in a DATASEC. So each becomes an int of its
// own, in libbpf's way: those of functions are all one VAR.
void define_kernel_symbols(btf::Btf& btf, btf::TypeId section_id) {
  btf::Type section = btf.type(section_id);
  auto old = std::get<btf::Datasec>(section.kind).vars;
  std::vector<btf::SectionVar> vars(old.begin(), old.end());
  btf::TypeId integer = integer_type(btf);
  btf::TypeId dummy = btf::kVoid;
  for (const btf::SectionVar& entry : vars) {
    if (dummy != btf::kVoid || !btf::get_if<btf::Func>(btf, entry.var)) continue;
    dummy = btf.add_type({btf.add_string("dummy_ksym"), btf::Var{integer, btf::Linkage::kGlobal}});
  }
  uint32_t offset = 0;
  for (btf::SectionVar& entry : vars) {
    if (btf::get_if<btf::Func>(btf, entry.var)) {
      define_function(btf, entry.var, btf.name_of(dummy));
      entry.var = dummy;
    } else {
      btf.replace_type(entry.var,
                       {btf.name_of(entry.var), btf::Var{integer, btf::Linkage::kGlobal}});
    }
    entry.offset = offset;
    entry.size = sizeof(uint32_t);
    offset += entry.size;
  }
  btf.replace_type(section_id, {section.name, btf::Datasec{offset, vars}});
}

}  // namespace btfkit::relocator
