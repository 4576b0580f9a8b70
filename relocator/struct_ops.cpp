#include "struct_ops.h"

#include <elf.h>

#include <algorithm>
#include <map>
#include <set>

#include "abi/program_sections.h"
#include "data_pointers.h"
#include "datasec.h"

namespace btfkit::relocator {
namespace {

// A section of such variables, by its name.
struct Kind {
  bool is_linked;
  bool is_marked;  // begins with '?'
};
std::optional<Kind> kind_of(std::string_view name) {
  bool is_marked = name.starts_with('?');
  name = without_mark(name);
  if (name == ".struct_ops") return Kind{false, is_marked};
  if (name == ".struct_ops.link") return Kind{true, is_marked};
  return std::nullopt;
}

bool is_program_section(std::string_view name) {
  const abi::ProgramSection* rule = abi::find_program_section(without_mark(name));
  return rule && rule->program_type == BPF_PROG_TYPE_STRUCT_OPS;
}

// The variables of one section, and the symbols there.
class Section {
 public:
  Section(const Object& object, const elf::Section& section, Kind kind)
      : object_(object), section_(section), kind_(kind) {
    for (const elf::Symbol& symbol : object.symbols) {
      if (symbol.section == section.index) symbols_.emplace(symbol.name, &symbol);
    }
  }

  Result<std::vector<StructOps>> run() {
    btf::TypeId id = find_datasec(object_.btf, section_.name);
    auto datasec = btf::get_if<btf::Datasec>(object_.btf, id);
    if (!datasec) return fail("BTF has no DATASEC '{}'", section_.name);
    for (const btf::SectionVar& entry : datasec->vars) {
      variables_.push_back(BTFKIT_TRY(variable(entry)));
      starts_.emplace(variables_.back().offset, variables_.size() - 1);
    }
    std::set<uint64_t> seen;
    for (const DataPointer& pointer : BTFKIT_TRY(data_pointers(object_, section_))) {
      if (!seen.insert(pointer.offset).second) {
        return fail("{}: offset {} has two ELF relocations", pointer.context, pointer.offset);
      }
      BTFKIT_CHECK(in(pointer.context, add_callback(pointer)));
    }
    return std::move(variables_);
  }

 private:
  Result<StructOps> variable(const btf::SectionVar& entry) {
    auto var = btf::get_if<btf::Var>(object_.btf, entry.var);
    if (!var) return fail("DATASEC '{}': {} is not a VAR", section_.name, btf::number(entry.var));
    std::string name(object_.btf.name(entry.var));
    auto context = fmt::format("'{}'", name);
    auto symbol = symbols_.find(name);
    if (symbol == symbols_.end()) return fail("{}: it has no symbol", context);
    btf::TypeId type = BTFKIT_TRY(in(context, btf::skip_modifiers(object_.btf, var->type)));
    auto declared = btf::get_if<btf::Struct>(object_.btf, type);
    if (!declared || object_.btf.name(type).empty()) {
      return fail("{}: it is not a struct with a name", context);
    }
    uint64_t offset = symbol->second->value, room = section_.data.size();
    if (offset > room || declared->size > room - offset) {
      return fail("{}: its {} bytes at {} are not inside the section's {}", context, declared->size,
                  offset, room);
    }
    // Together they are no larger than the section, unless they overlap.
    taken_ += declared->size;
    if (taken_ > room) return fail("{}: it overlaps another variable", context);
    Bytes data = section_.data.subspan(offset, declared->size);
    return StructOps{std::move(name), offset,           type, {data.begin(), data.end()},
                     kind_.is_linked, !kind_.is_marked, {}};
  }

  // Notes the program that a pointer is of.
  Result<void> add_callback(const DataPointer& pointer) {
    auto behind = starts_.upper_bound(pointer.offset);
    if (behind == starts_.begin()) return fail("offset {} is in no variable", pointer.offset);
    StructOps& owner = variables_[std::prev(behind)->second];
    uint64_t distance = pointer.offset - owner.offset;
    if (distance >= owner.data.size() || owner.data.size() - distance < kPointerSize) {
      return fail("offset {} is in no variable", pointer.offset);
    }
    auto declared = *btf::get_if<btf::Struct>(object_.btf, owner.type);
    auto member = std::ranges::find_if(declared.members, [&](const btf::Member& one) {
      return declared.bit_offset(one) == distance * 8;
    });
    if (member == declared.members.end()) {
      return fail("'{}': no member begins at byte {}", owner.name, distance);
    }
    auto context = fmt::format("'{}': member '{}'", owner.name, object_.btf.string(member->name));
    if (!BTFKIT_TRY(in(context, is_function_pointer(member->type)))) {
      return fail("{}: it is no pointer to a function, but has '{}'", context,
                  pointer.symbol->name);
    }
    const Function* function = program_at(object_, pointer);
    if (!function || !is_program_section(object_.code[function->code].name)) {
      return fail("{}: '{}' is not a program of section 'struct_ops'", context,
                  pointer.symbol->name);
    }
    std::ranges::fill(std::span(owner.data).subspan(distance, kPointerSize), std::byte{0});
    owner.callbacks.push_back({static_cast<size_t>(member - declared.members.begin()),
                               static_cast<size_t>(function - object_.functions.data()),
                               function->name});
    return {};
  }

  Result<bool> is_function_pointer(btf::TypeId type) const {
    auto pointer =
        btf::get_if<btf::Ptr>(object_.btf, BTFKIT_TRY(btf::skip_modifiers(object_.btf, type)));
    if (!pointer) return false;
    btf::TypeId pointee = BTFKIT_TRY(btf::skip_modifiers(object_.btf, pointer->type));
    return btf::get_if<btf::FuncProto>(object_.btf, pointee).has_value();
  }

  const Object& object_;
  const elf::Section& section_;
  Kind kind_;
  std::map<std::string_view, const elf::Symbol*> symbols_;
  std::vector<StructOps> variables_;
  uint64_t taken_ = 0;                 // bytes of all of them
  std::map<uint64_t, size_t> starts_;  // indices of the former
};

Result<void> choose(const std::vector<std::string>& only, std::vector<StructOps>& variables) {
  if (only.empty()) return {};
  for (StructOps& one : variables) one.is_created = false;
  for (const std::string& name : only) {
    auto named = std::ranges::find(variables, name, &StructOps::name);
    if (named == variables.end()) return fail("--struct-ops {}: there is no such variable", name);
    named->is_created = true;
  }
  return {};
}

// Programs that a created map refers to are loaded, those that only others refer to are not. What
// nothing refers to is an error later, unless it is left out for another reason.
void choose_programs(const std::vector<StructOps>& variables, Object& object) {
  for (bool is_created : {false, true}) {
    for (const StructOps& one : variables) {
      if (one.is_created != is_created) continue;
      for (const Callback& callback : one.callbacks) {
        object.functions[callback.function].is_left_out = !is_created;
      }
    }
  }
}

// VARs of such sections.
std::vector<btf::TypeId> variables_of(const btf::Btf& btf) {
  std::vector<btf::TypeId> variables;
  for (const btf::Type& type : btf.own_types()) {
    auto* section = std::get_if<btf::Datasec>(&type.kind);
    if (!section || !kind_of(btf.name(type))) continue;
    for (const btf::SectionVar& entry : section->vars) {
      // What is wrong with a variable is said when it is looked at.
      if (btf::get_if<btf::Var>(btf, entry.var)) variables.push_back(entry.var);
    }
  }
  return variables;
}

}  // namespace

bool has_struct_ops(const btf::Btf& btf, std::string_view name) {
  auto is_it = [&](btf::TypeId var) { return btf.name(var) == name; };
  return std::ranges::any_of(variables_of(btf), is_it);
}

std::vector<btf::TypeId> struct_ops_types(const btf::Btf& btf) {
  std::vector<btf::TypeId> types;
  for (btf::TypeId variable : variables_of(btf)) {
    btf::TypeId type = btf::get_if<btf::Var>(btf, variable)->type;
    auto id = btf::skip_modifiers(btf, type);
    if (id && *id != btf::kVoid) types.push_back(*id);
  }
  return types;
}

Result<std::vector<StructOps>> find_struct_ops(Object& object,
                                               const std::vector<std::string>& only) {
  std::vector<StructOps> variables;
  for (const elf::Section& section : object.elf.sections()) {
    auto kind = kind_of(section.name);
    if (!kind || section.type != SHT_PROGBITS) continue;
    auto found = BTFKIT_TRY(in(section.name, Section(object, section, *kind).run()));
    std::ranges::move(found, std::back_inserter(variables));
  }
  BTFKIT_CHECK(choose(only, variables));
  choose_programs(variables, object);
  return variables;
}

}  // namespace btfkit::relocator
