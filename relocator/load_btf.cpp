#include "load_btf.h"

#include <elf.h>

#include <algorithm>
#include <unordered_set>

#include "symbol_index.h"

namespace btfkit::relocator {
namespace {

bool is_hidden(const elf::Symbol& symbol) {
  return symbol.visibility == STV_HIDDEN || symbol.visibility == STV_INTERNAL;
}

Result<void> complete_datasec(Object& object, const SymbolIndex& symbols, std::string_view name,
                              btf::TypeId id) {
  const elf::Section* section = object.elf.find_section(name);
  if (!section) return fail("there is no such ELF section");
  if (section->size > UINT32_MAX) return fail("the ELF section is too large");
  btf::Type type = object.btf.type(id);
  auto old = std::get<btf::Datasec>(type.kind).vars;
  std::vector<btf::SectionVar> vars(old.begin(), old.end());
  for (btf::SectionVar& entry : vars) {
    auto var = btf::get_if<btf::Var>(object.btf, entry.var);
    if (!var) return fail("its entry [{}] is not a VAR", btf::number(entry.var));
    std::string_view var_name = object.btf.name(entry.var);
    // The offset of a static variable is in the DATASEC already.
    if (var->linkage == btf::Linkage::kStatic) continue;
    const elf::Symbol* symbol = symbols.find_visible(section->index, var_name);
    if (!symbol) return fail("variable '{}' has no symbol", var_name);
    if (symbol->value > section->size || entry.size > section->size - symbol->value) {
      return fail("variable '{}' of {} bytes at {} is not inside the section's {}", var_name,
                  entry.size, symbol->value, section->size);
    }
    if (is_hidden(*symbol)) {
      var->linkage = btf::Linkage::kStatic;
      object.btf.replace_type(entry.var, {object.btf.type(entry.var).name, *var});
    }
    entry.offset = static_cast<uint32_t>(symbol->value);
  }
  std::ranges::stable_sort(vars, {}, &btf::SectionVar::offset);
  object.btf.replace_type(id,
                          {type.name, btf::Datasec{static_cast<uint32_t>(section->size), vars}});
  return {};
}

// Functions of .text that other objects must not see. The verifier looks at a global function on
// its own, and at a static one together with its callers, about whose arguments it knows more.
std::unordered_set<std::string_view> hidden_subprograms(const Object& object) {
  std::unordered_set<std::string_view> names;
  for (const elf::Symbol& symbol : object.symbols) {
    if (symbol.type != STT_FUNC || !is_hidden(symbol)) continue;
    const Code* code = object.code_of(symbol.section);
    if (code && code->name == kSubprograms) names.insert(symbol.name);
  }
  return names;
}

// Names for the parameters that a FUNC's prototype has without: the kernel takes none of those, and
// rustc and declarations in the old style of C leave them so.
void name_parameters(btf::Btf& btf, btf::TypeId proto_id) {
  auto proto = btf::get_if<btf::FuncProto>(btf, proto_id);
  if (!proto) return;
  auto is_nameless = [](const btf::Parameter& parameter) {
    // The last one without type stands for "...".
    return parameter.name == btf::kNoName && parameter.type != btf::kVoid;
  };
  if (std::ranges::none_of(proto->parameters, is_nameless)) return;
  std::vector<btf::Parameter> parameters(proto->parameters.begin(), proto->parameters.end());
  btf::TypeId result = proto->result;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (is_nameless(parameters[i])) parameters[i].name = btf.add_string(fmt::format("arg{}", i));
  }
  btf.replace_type(proto_id, {btf.name_of(proto_id), btf::FuncProto{result, parameters}});
}

}  // namespace

Result<void> complete_btf(Object& object) {
  btf::Btf& btf = object.btf;
  auto hidden = hidden_subprograms(object);
  SymbolIndex symbols(object);
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    btf::TypeId id{number};
    btf::Type type = btf.type(id);
    if (auto* func = std::get_if<btf::Func>(&type.kind)) {
      if (hidden.contains(btf.name(type))) {
        func->linkage = btf::Linkage::kStatic;
        btf.replace_type(id, type);
      }
      if (type.name == btf::kNoName) {
        // gcc's, for the pointer to a function: the kernel takes no FUNC without a name.
        btf.replace_type(id, {btf::kNoName, btf::Ptr{func->proto}});
      } else if (func->linkage != btf::Linkage::kExtern) {
        name_parameters(btf, func->proto);
      }
      continue;
    }
    if (auto* integer = std::get_if<btf::Int>(&type.kind)) {
      // gcc's char is both, of which the kernel takes one.
      if (integer->encoding == (btf::Int::kSigned | btf::Int::kChar)) {
        integer->encoding = btf::Int::kSigned;
        btf.replace_type(id, type);
      }
      continue;
    }
    if (!std::holds_alternative<btf::Datasec>(type.kind)) continue;
    std::string_view name = btf.name(type);
    // Kernel symbols and configuration values have no section of their own in the file.
    if (name == ".ksyms" || name == ".kconfig") continue;
    if (auto done = complete_datasec(object, symbols, name, id); !done) {
      return std::unexpected(std::move(done).error().in(fmt::format(".BTF: DATASEC '{}'", name)));
    }
  }
  return {};
}

}  // namespace btfkit::relocator
