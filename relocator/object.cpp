#include "object.h"

#include <elf.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "btf/reader.h"

namespace btfkit::relocator {
namespace {

Result<void> check_header(const elf::File& file) {
  if (file.machine() != EM_BPF) {
    return fail("ELF header: machine is {}, not {} (BPF)", file.machine(), EM_BPF);
  }
  if (file.type() != ET_REL) return fail("ELF header: it is not a relocatable object");
  if (!file.is_64()) return fail("ELF header: it is not a 64-bit object");
  return {};
}

Result<const elf::Section*> required_section(const elf::File& file, std::string_view name,
                                             std::string_view hint) {
  const elf::Section* section = file.find_section(name);
  if (!section) return fail("it has no {} section; {}", name, hint);
  return section;
}

bool is_code(const elf::Section& section) {
  return section.type == SHT_PROGBITS && (section.flags & SHF_EXECINSTR) && section.size > 0;
}

Result<std::vector<core::Instruction>> read_instructions(const elf::Section& section,
                                                         Endian endian) {
  if (section.data.size() % core::kInstructionSize != 0) {
    return fail("its {} bytes are not a multiple of an instruction's {}", section.data.size(),
                core::kInstructionSize);
  }
  std::vector<core::Instruction> insns;
  insns.reserve(section.data.size() / core::kInstructionSize);
  for (size_t at = 0; at < section.data.size(); at += core::kInstructionSize) {
    insns.push_back(core::decode(section.data.subspan(at).first<core::kInstructionSize>(), endian));
  }
  return insns;
}

// Sections of relocations, by the section that they are for.
using RelocationSections = std::multimap<uint32_t, const elf::Section*>;

RelocationSections relocation_sections(const elf::File& file) {
  RelocationSections sections;
  for (const elf::Section& section : file.sections()) {
    if (section.type == SHT_REL || section.type == SHT_RELA) {
      sections.emplace(section.info, &section);
    }
  }
  return sections;
}

Result<std::vector<elf::Relocation>> relocations_of(const elf::File& file,
                                                    const RelocationSections& sections,
                                                    const elf::Section& code, size_t symbol_count) {
  std::vector<elf::Relocation> all;
  auto [begin, end] = sections.equal_range(code.index);
  for (auto entry = begin; entry != end; ++entry) {
    auto relocations = BTFKIT_TRY(file.relocations(*entry->second));
    for (size_t i = 0; i < relocations.size(); ++i) {
      const elf::Relocation& relocation = relocations[i];
      if (relocation.offset % core::kInstructionSize != 0 || relocation.offset >= code.size) {
        return fail("relocation [{}]: offset {} is not that of an instruction", i,
                    relocation.offset);
      }
      if (relocation.symbol >= symbol_count) {
        return fail("relocation [{}]: symbol {} is out of range (there are {})", i,
                    relocation.symbol, symbol_count);
      }
      all.push_back(relocation);
    }
  }
  std::ranges::stable_sort(all, {}, &elf::Relocation::offset);
  return all;
}

Result<void> read_code(Object& object) {
  RelocationSections relocations = relocation_sections(object.elf);
  for (const elf::Section& section : object.elf.sections()) {
    if (!is_code(section)) continue;
    auto context = fmt::format("section '{}'", section.name);
    // .BTF.ext knows sections by their names.
    auto [namesake, is_new] = object.code_by_name.try_emplace(section.name, object.code.size());
    if (!is_new) {
      return fail("{}: sections [{}] and [{}] of this name both hold code", context,
                  object.code[namesake->second].section, section.index);
    }
    Code code{section.index, std::string(section.name), {}, {}};
    code.insns = BTFKIT_TRY(in(context, read_instructions(section, object.elf.endian())));
    code.relocations = BTFKIT_TRY(
        in(context, relocations_of(object.elf, relocations, section, object.symbols.size())));
    object.code.push_back(std::move(code));
  }
  return {};
}

Result<void> read_functions(Object& object) {
  for (const elf::Symbol& symbol : object.symbols) {
    if (symbol.type != STT_FUNC) continue;
    const Code* code = object.code_of(symbol.section);
    if (!code) continue;
    bool is_program = code->name != kSubprograms;
    if (is_program && symbol.binding == STB_LOCAL) {
      return fail("section '{}': function '{}' is static; a program must not be", code->name,
                  symbol.name);
    }
    uint64_t bytes = code->insns.size() * core::kInstructionSize;
    if (symbol.value % core::kInstructionSize != 0 || symbol.size % core::kInstructionSize != 0 ||
        symbol.size == 0 || symbol.value > bytes || symbol.size > bytes - symbol.value) {
      return fail("section '{}': function '{}' of {} bytes at {} is not inside it", code->name,
                  symbol.name, symbol.size, symbol.value);
    }
    object.functions.push_back(
        {std::string(symbol.name), static_cast<size_t>(code - object.code.data()),
         static_cast<uint32_t>(symbol.value / core::kInstructionSize),
         static_cast<uint32_t>(symbol.size / core::kInstructionSize), is_program});
  }
  std::ranges::sort(object.functions, {}, [](const Function& function) {
    return std::pair(function.code, function.first);
  });
  for (size_t i = 1; i < object.functions.size(); ++i) {
    const Function& previous = object.functions[i - 1];
    const Function& current = object.functions[i];
    if (previous.code == current.code && previous.first + previous.count > current.first) {
      return fail("section '{}': functions '{}' and '{}' overlap", object.code[current.code].name,
                  previous.name, current.name);
    }
  }
  return {};
}

// The instruction that a record of .BTF.ext belongs to must be one.
Result<void> check_offset(const Code& code, uint32_t offset) {
  if (offset % core::kInstructionSize == 0 && offset / core::kInstructionSize < code.insns.size()) {
    return {};
  }
  return fail("offset {} is not that of an instruction", offset);
}

Result<void> check_function(const btf::Btf& btf, btf::TypeId id) {
  auto function = btf::get_if<btf::Func>(btf, id);
  if (!function) return fail("type {} is not a FUNC", btf::describe(btf, id));
  btf::TypeId proto = function->proto;
  if (proto == btf::kVoid || !std::holds_alternative<btf::FuncProto>(btf.type(proto).kind)) {
    return fail("type {}: its type {} is not a FUNC_PROTO", btf::describe(btf, id),
                btf::describe(btf, proto));
  }
  return {};
}

// Calls `check(code, record)` for each record of a section that holds code.
template <typename Record, typename Check>
Result<void> check_records(const Object& object,
                           const std::vector<btf::ExtSection<Record>>& sections, Check check) {
  for (const auto& section : sections) {
    std::string_view name = object.btf.string(section.section);
    const Code* code = object.code_named(name);
    if (!code) continue;
    for (size_t i = 0; i < section.records.size(); ++i) {
      if (Result<void> checked = check(*code, section.records[i]); !checked) {
        return in(fmt::format("section '{}': record {}", name, i), std::move(checked));
      }
    }
  }
  return {};
}

Result<void> check_ext(const Object& object) {
  auto functions = check_records(object, object.ext.functions,
                                 [&](const Code& code, const btf::FuncInfo& info) -> Result<void> {
                                   BTFKIT_CHECK(check_offset(code, info.offset));
                                   return check_function(object.btf, info.type);
                                 });
  if (!functions) return in(".BTF.ext: func_info", std::move(functions));
  auto lines = check_records(
      object, object.ext.lines,
      [](const Code& code, const btf::LineInfo& info) { return check_offset(code, info.offset); });
  return in(".BTF.ext: line_info", std::move(lines));
}

Result<void> read_license(Object& object) {
  const elf::Section* section = object.elf.find_section("license");
  if (!section) return {};
  std::string_view text = as_text(section->data);
  object.license = text.substr(0, text.find('\0'));
  return {};
}

bool is_or_has_suffix(std::string_view name, std::string_view base) {
  return name.starts_with(base) && (name.size() == base.size() || name[base.size()] == '.');
}

}  // namespace

bool is_read_only_data_section(std::string_view name) {
  return is_or_has_suffix(name, ".rodata");
}

bool is_data_section(std::string_view name) {
  return is_read_only_data_section(name) || is_or_has_suffix(name, ".data") ||
         is_or_has_suffix(name, ".bss");
}

const elf::Relocation* relocation_at(const Code& code, uint64_t offset) {
  auto found = std::ranges::lower_bound(code.relocations, offset, {}, &elf::Relocation::offset);
  return found != code.relocations.end() && found->offset == offset ? &*found : nullptr;
}

const Function* Object::function_at(size_t code_index, uint64_t insn) const {
  auto begin_of = [](const Function& function) {
    return std::pair<size_t, uint64_t>(function.code, function.first);
  };
  // The last function that begins there or before; functions don't overlap.
  auto behind = std::ranges::upper_bound(functions, std::pair<size_t, uint64_t>(code_index, insn),
                                         {}, begin_of);
  if (behind == functions.begin()) return nullptr;
  const Function& function = *std::prev(behind);
  bool is_inside = function.code == code_index && insn - function.first < function.count;
  return is_inside ? &function : nullptr;
}

const Function* Object::program_named(std::string_view name) const {
  auto found = std::ranges::find_if(functions, [&](const Function& function) {
    return function.is_program && function.name == name;
  });
  return found == functions.end() ? nullptr : &*found;
}

const Code* Object::code_of(uint32_t section) const {
  auto found = std::ranges::lower_bound(code, section, {}, &Code::section);
  return found != code.end() && found->section == section ? &*found : nullptr;
}

const Code* Object::code_named(std::string_view name) const {
  auto found = code_by_name.find(name);
  return found == code_by_name.end() ? nullptr : &code[found->second];
}

Code* Object::code_named(std::string_view name) {
  auto found = code_by_name.find(name);
  return found == code_by_name.end() ? nullptr : &code[found->second];
}

Result<Object> read_object(Content content) {
  elf::File file = BTFKIT_TRY(elf::File::open(content.bytes()));
  BTFKIT_CHECK(check_header(file));
  const elf::Section* btf_section =
      BTFKIT_TRY(required_section(file, ".BTF", "compile it with -g"));
  auto btf = BTFKIT_TRY(in(".BTF", btf::read(btf_section->data)));
  if (btf.endian() != file.endian()) {
    return fail(".BTF: it is {}, the object is {}", name_of(btf.endian()), name_of(file.endian()));
  }
  btf::Ext ext;
  if (const elf::Section* section = file.find_section(".BTF.ext")) {
    ext = BTFKIT_TRY(in(".BTF.ext", btf::read_ext(section->data, btf)));
  }
  auto symbols = BTFKIT_TRY(file.symbols());
  Object object{std::move(content),
                std::move(file),
                std::move(symbols),
                std::move(btf),
                std::move(ext),
                {},
                {},
                {}};
  BTFKIT_CHECK(read_code(object));
  BTFKIT_CHECK(read_functions(object));
  BTFKIT_CHECK(check_ext(object));
  BTFKIT_CHECK(read_license(object));
  return object;
}

Result<Object> read_object(const std::string& path) {
  auto object = read_object(BTFKIT_TRY(read_file(path)));
  if (!object) return std::unexpected(std::move(object).error().in(path));
  return object;
}

Result<Object> read_again(const Object& object) {
  Bytes bytes = object.content.bytes();
  return read_object(Content(std::vector<std::byte>(bytes.begin(), bytes.end())));
}

}  // namespace btfkit::relocator
