#include "record_type.h"

#include <linux/bpf.h>

#include <algorithm>

#include "btf/named_types.h"

namespace btfkit::show {

using btf::Btf;
using btf::TypeId;

namespace {

// Names as the kernel keeps them: characters that it doesn't take in names are replaced.
bool is_called(std::string_view variable, std::string_view map_name) {
  std::string kept(variable.substr(0, BPF_OBJ_NAME_LEN - 1));
  for (char& c : kept) {
    bool is_taken = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    c == '_' || c == '.';
    if (!is_taken) c = '_';
  }
  return kept == map_name;
}

std::optional<TypeId> stripped(const Btf& btf, TypeId id) {
  auto result = btf::skip_modifiers(btf, id);
  return result && *result != btf::kVoid ? std::optional(*result) : std::nullopt;
}

// The element that a member of a definition points to an array of, if it isn't int.
std::optional<TypeId> element_of(const Btf& btf, const btf::Member& member) {
  auto id = stripped(btf, member.type);
  auto pointer = id ? btf::get_if<btf::Ptr>(btf, *id) : std::nullopt;
  id = pointer ? stripped(btf, pointer->type) : std::nullopt;
  auto array = id ? btf::get_if<btf::Array>(btf, *id) : std::nullopt;
  auto element = array ? stripped(btf, array->element) : std::nullopt;
  if (!element || btf.name(*element) == "int") return std::nullopt;
  return array->element;
}

std::optional<TypeId> in_definition(const Btf& btf, TypeId variable) {
  auto var = btf::get_if<btf::Var>(btf, variable);
  auto id = var ? stripped(btf, var->type) : std::nullopt;
  auto definition = id ? btf::get_if<btf::Struct>(btf, *id) : std::nullopt;
  if (!definition) return std::nullopt;
  for (const btf::Member& member : definition->members) {
    std::string_view name = btf.string(member.name);
    if (name != "max_entries" && name != "value_size") continue;
    if (auto element = element_of(btf, member)) return element;
  }
  return std::nullopt;
}

bool has_values(const Btf& btf, TypeId id) {
  btf::Kind kind = btf.type(id).kind;
  return !std::holds_alternative<btf::Var>(kind) && btf::size_of(btf, id, 8);
}

}  // namespace

std::optional<TypeId> record_type(const Btf& btf, std::string_view map_name) {
  std::optional<TypeId> found;
  for (TypeId id{1}; btf.contains(id); id = TypeId{number(id) + 1}) {
    auto section = btf::get_if<btf::Datasec>(btf, id);
    if (!section || btf.name(id) != ".maps") continue;
    for (const btf::SectionVar& entry : section->vars) {
      if (!is_called(btf.name(entry.var), map_name)) continue;
      auto type = in_definition(btf, entry.var);
      if (!type) continue;
      if (found && *found != *type) return std::nullopt;
      found = type;
    }
  }
  return found;
}

Result<TypeId> type_by_name(const Btf& btf, const std::string& name) {
  auto types = btf::named_types(btf, std::span(&name, 1));
  if (!types && name.contains("::")) {
    std::string encoded;
    for (size_t i = 0; i < name.size(); ++i) {
      bool is_scope = name.compare(i, 2, "::") == 0;
      if (!is_scope) {
        encoded += name[i];
      } else if (!encoded.empty() && ++i) {
        encoded += '_';
      } else {
        ++i;  // of the global scope
      }
    }
    if (auto others = btf::named_types(btf, std::span(&encoded, 1))) types = std::move(others);
  }
  if (!types) return std::unexpected(std::move(types).error());
  std::vector<TypeId>& candidates = (*types)[0];
  std::erase_if(candidates, [&](TypeId id) { return !has_values(btf, id); });
  if (candidates.empty()) return fail("'{}' is not a type of which there are values", name);
  auto composite = std::ranges::find_if(
      candidates, [&](TypeId id) { return btf::get_if_composite(btf, id).has_value(); });
  return composite != candidates.end() ? *composite : candidates[0];
}

}  // namespace btfkit::show
