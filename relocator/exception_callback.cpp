#include "exception_callback.h"

#include <elf.h>

namespace btfkit::relocator {
namespace {

constexpr std::string_view kTag = "exception_callback:";

// The verifier looks at a callback on its own, as at any global function.
bool is_global(const elf::Symbol& symbol) {
  return symbol.binding != STB_LOCAL && symbol.visibility != STV_HIDDEN &&
         symbol.visibility != STV_INTERNAL;
}

}  // namespace

ExceptionCallbacks::ExceptionCallbacks(const Object& object) {
  const btf::Btf& btf = object.btf;
  if (btf.own_strings().find(kTag) == std::string_view::npos) return;
  for (const btf::Type& type : btf.own_types()) {
    auto* tag = std::get_if<btf::DeclTag>(&type.kind);
    if (!tag || tag->component != btf::DeclTag::kWhole || !btf.name(type).starts_with(kTag)) {
      continue;
    }
    if (!btf::get_if<btf::Func>(btf, tag->type)) continue;
    tags_[btf.name(tag->type)].push_back(btf.name(type).substr(kTag.size()));
  }
  if (tags_.empty()) return;
  for (const elf::Symbol& symbol : object.symbols) {
    if (symbol.type != STT_FUNC) continue;
    const Code* code = object.code_of(symbol.section);
    if (!code || code->name != kSubprograms) continue;
    const Function* function = object.function_at(static_cast<size_t>(code - object.code.data()),
                                                  symbol.value / core::kInstructionSize);
    subprograms_.insert_or_assign(symbol.name, Subprogram{function, is_global(symbol)});
  }
}

Result<const Function*> ExceptionCallbacks::of(const Function& program) const {
  auto tags = tags_.find(program.name);
  if (tags == tags_.end() || tags->second.size() > 1) return nullptr;
  std::string_view name = tags->second.front();
  auto found = subprograms_.find(name);
  if (found == subprograms_.end()) {
    return fail("program '{}': exception callback '{}' is not a function of {}", program.name, name,
                kSubprograms);
  }
  if (!found->second.is_global) {
    return fail("program '{}': exception callback '{}' is static or hidden; it must be global",
                program.name, name);
  }
  return found->second.function;
}

}  // namespace btfkit::relocator
