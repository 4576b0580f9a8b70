#include "join_sections.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "btf/dedup.h"

namespace btfkit::btfgen {

btf::Btf join_sections(btf::Btf btf) {
  struct Section {
    btf::TypeId first;
    std::vector<btf::SectionVar> variables;
  };
  std::map<std::string, Section, std::less<>> sections;
  std::vector<btf::TypeId> stand_ins;
  bool is_changed = false;
  for (btf::TypeId id = btf.first_id(); id < btf.end_id(); id = btf::TypeId{number(id) + 1}) {
    stand_ins.push_back(id);
    btf::Type type = btf.type(id);
    auto* kind = std::get_if<btf::Datasec>(&type.kind);
    if (!kind) continue;
    auto [found, is_new] = sections.try_emplace(std::string(btf.name(type)), Section{id, {}});
    auto& variables = found->second.variables;
    variables.insert(variables.end(), kind->vars.begin(), kind->vars.end());
    if (is_new) continue;
    stand_ins.back() = btf::kVoid;
    is_changed = true;
  }
  if (!is_changed) return btf;
  for (auto& [name, section] : sections) {
    std::ranges::stable_sort(section.variables, {}, &btf::SectionVar::offset);
    uint32_t size = section.variables.back().offset + section.variables.back().size;
    btf::StringOffset offset = btf.type(section.first).name;
    btf.replace_type(section.first, {offset, btf::Datasec{size, section.variables}});
  }
  return btf::replace_types(btf, stand_ins);
}

}  // namespace btfkit::btfgen
