#include "exception_callback.h"

#include <elf.h>

#include <algorithm>
#include <optional>

namespace btfkit::relocator {
namespace {

constexpr std::string_view kTag = "exception_callback:";

// The verifier looks at a callback on its own, as at any global function.
bool is_global(const Object& object, const Function& function) {
  return std::ranges::any_of(object.symbols, [&](const elf::Symbol& symbol) {
    return symbol.type == STT_FUNC && symbol.name == function.name &&
           symbol.section == object.code[function.code].section && symbol.binding != STB_LOCAL &&
           symbol.visibility != STV_HIDDEN && symbol.visibility != STV_INTERNAL;
  });
}

Result<const Function*> find(const Object& object, std::string_view name) {
  auto found = std::ranges::find_if(object.functions, [&](const Function& function) {
    return !function.is_program && function.name == name;
  });
  if (found == object.functions.end()) {
    return fail("exception callback '{}' is not a function of {}", name, kSubprograms);
  }
  if (!is_global(object, *found)) {
    return fail("exception callback '{}' is static or hidden; it must be global", name);
  }
  return &*found;
}

}  // namespace

Result<const Function*> exception_callback(const Object& object, const Function& program) {
  if (object.btf.own_strings().find(kTag) == std::string_view::npos) return nullptr;
  std::optional<std::string_view> callback;
  for (const btf::Type& type : object.btf.own_types()) {
    auto* tag = std::get_if<btf::DeclTag>(&type.kind);
    if (!tag || tag->component != btf::DeclTag::kWhole || !object.btf.name(type).starts_with(kTag))
      continue;
    if (!btf::get_if<btf::Func>(object.btf, tag->type)) continue;
    if (object.btf.name(tag->type) != program.name) continue;
    if (callback) return nullptr;
    callback = object.btf.name(type).substr(kTag.size());
  }
  if (!callback) return nullptr;
  return in(fmt::format("program '{}'", program.name), find(object, *callback));
}

}  // namespace btfkit::relocator
