#include "c/assemble.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

#include "btf/wire.h"

namespace btfkit::btfgen {
namespace {

using btf::wire::Kind;

// KF_* (include/linux/btf.h).
constexpr uint32_t kFastcall = 1 << 12;
constexpr uint32_t kArenaResult = 1 << 13;
constexpr uint32_t kArenaParameters[] = {1 << 14, 1 << 15};  // of the first and of the second
constexpr std::string_view kArenaAttribute = "address_space(1)";

// The string section, in the order in which names are asked for.
class Strings {
 public:
  // `names` of about that number.
  Strings(const NameReader& names, size_t expected) : names_(names) { offsets_.reserve(expected); }

  uint32_t operator()(Name name) {
    if (name == kUnnamed) return 0;
    auto [found, is_new] = offsets_.try_emplace(name, 0);
    if (is_new) found->second = append(names_.text(name));
    return found->second;
  }

  std::string take() && { return std::move(bytes_); }

 private:
  uint32_t append(std::string_view text) {
    if (text.empty()) return 0;
    auto offset = static_cast<uint32_t>(bytes_.size());
    bytes_.append(text).push_back('\0');
    return offset;
  }

  const NameReader& names_;
  absl::flat_hash_map<Name, uint32_t> offsets_;
  std::string bytes_{'\0'};
};

class Assembly {
 public:
  Assembly(const ReadUnits& units, const Survivors& survivors, const IndexType& index,
           const std::vector<SelectedFunction>& functions, const VariableSections& sections,
           const AssemblyOptions& options)
      : units_(units),
        survivors_(survivors),
        functions_(functions),
        sections_(sections),
        options_(options),
        names_(*units.names),
        strings_(names_, survivors.types.size() * 2) {
    if (index.exists) {
      index_ = number(survivors.find(units.records[index.unit], index.unit, index.type)) + 1;
    }
  }

  btf::Btf run() {
    number_types();
    add_strings();
    for (uint32_t unit = 0, next = 0; unit < units_.records.size(); ++unit) {
      for (; next < survivors_.types.size() && survivors_.types[next].place.unit == unit; ++next) {
        write(survivors_.types[next].type);
      }
      write_tags(unit);
      write_variables(unit);
    }
    write_functions();
    write_sections();
    btf::Btf result(options_.endian);
    result.set_own_strings(std::move(strings_).take());
    result.set_types(std::move(words_), std::move(starts_));
    return result;
  }

 private:
  uint32_t survivor(uint32_t unit, uint32_t type) const {
    return type == 0 ? 0 : number(survivors_.find(units_.records[unit], unit, type)) + 1;
  }

  // Tags and variables follow the types of their unit, so that their count must be known first.
  void number_types() {
    ids_.resize(survivors_.types.size() + 1);
    uint32_t next_id = 1;
    for (uint32_t unit = 0, next = 0; unit < units_.records.size(); ++unit) {
      for (; next < survivors_.types.size() && survivors_.types[next].place.unit == unit; ++next) {
        ids_[next + 1] = next_id++;
      }
      const UnitRecord& record = units_.records[unit];
      for (const UnitTag& tag : record.tags) {
        if (is_new_tag({tag.value, survivor(unit, tag.type), tag.component})) ++next_id;
      }
      for (const VariableState& variable : record.variables) {
        next_id += 1 + static_cast<uint32_t>(variable.tags.size());
      }
    }
    known_tags_.clear();
  }

  // In the order in which pahole meets them: those of the types of a unit, whether or not another
  // unit had the type before, then those of its functions, of which some are left out later.
  void add_strings() {
    std::vector<NodeId> order(units_.table.nodes().size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = NodeId{i};
    std::ranges::sort(order, {}, [&](NodeId id) { return units_.table.place(id); });
    auto next = order.begin();
    for (uint32_t unit = 0; unit < units_.records.size(); ++unit) {
      for (; next != order.end() && units_.table.place(*next).unit == unit; ++next) {
        const UnitType& type = units_.table.node(*next);
        strings_(type.name);
        for (const UnitEntry& entry : units_.table.entries(type)) strings_(entry.name);
      }
      const UnitRecord& record = units_.records[unit];
      for (const UnitTag& tag : record.tags) strings_(tag.value);
      for (const FunctionState& state : record.functions.states) {
        for (uint32_t i = 0; i < state.parameters; ++i) {
          strings_(name_of(record.functions.parameters[state.first_parameter + i]));
        }
        for (uint32_t i = 0; i < state.tags; ++i) {
          strings_(record.functions.tags[state.first_tag + i].value);
        }
      }
      for (const VariableState& variable : record.variables) {
        strings_(variable.name);
        for (const FunctionTag& tag : variable.tags) strings_(tag.value);
      }
    }
  }

  // struct btf_type. Returns the new type's id.
  uint32_t begin(Kind kind, uint32_t name, uint32_t size_or_type, uint32_t count = 0,
                 bool flag = false) {
    starts_.push_back(static_cast<uint32_t>(words_.size()));
    words_.insert(words_.end(), {name, btf::wire::info_of(kind, count, flag), size_or_type});
    return static_cast<uint32_t>(starts_.size());
  }

  void write(const UnitType& type) {
    auto entries = std::span(survivors_.entries).subspan(type.first, type.count);
    uint32_t name = strings_(type.name);
    uint32_t target = ids_[type.target];
    switch (type.kind) {
      case TypeKind::kTransparent:
      case TypeKind::kNothing:
        break;
      case TypeKind::kInt:
        begin(Kind::kInt, name, type.size);
        words_.push_back(uint32_t{type.encoding} << btf::wire::kIntEncodingShift | type.size * 8);
        break;
      case TypeKind::kFloat:
        begin(Kind::kFloat, name, type.size);
        break;
      case TypeKind::kPtr:
        begin(Kind::kPtr, 0, target);
        break;
      case TypeKind::kArray:
        begin(Kind::kArray, 0, 0);
        words_.insert(words_.end(), {target, ids_[index_], type.size});
        break;
      case TypeKind::kStruct:
      case TypeKind::kUnion:
        begin(type.kind == TypeKind::kStruct ? Kind::kStruct : Kind::kUnion, name, type.size,
              type.count, type.flag);
        for (const UnitEntry& entry : entries) {
          words_.insert(words_.end(), {strings_(entry.name), ids_[entry.target], entry.value});
        }
        break;
      case TypeKind::kFwd:
        begin(Kind::kFwd, name, 0, 0, type.flag);
        break;
      case TypeKind::kEnum:
        begin(Kind::kEnum, name, type.size, type.count, type.flag);
        for (const UnitEntry& entry : entries) {
          words_.insert(words_.end(), {strings_(entry.name), entry.target});
        }
        break;
      case TypeKind::kEnum64:
        begin(Kind::kEnum64, name, type.size, type.count, type.flag);
        for (const UnitEntry& entry : entries) {
          words_.insert(words_.end(), {strings_(entry.name), entry.target, entry.value});
        }
        break;
      case TypeKind::kTypedef:
        begin(Kind::kTypedef, name, target);
        break;
      case TypeKind::kVolatile:
        begin(Kind::kVolatile, 0, target);
        break;
      case TypeKind::kConst:
        begin(Kind::kConst, 0, target);
        break;
      case TypeKind::kRestrict:
        begin(Kind::kRestrict, 0, target);
        break;
      case TypeKind::kTypeTag:
        begin(Kind::kTypeTag, name, target, 0, type.flag);
        break;
      case TypeKind::kFuncProto: {
        std::vector<uint32_t> words = {target};
        for (const UnitEntry& entry : entries) {
          words.insert(words.end(), {strings_(entry.name), ids_[entry.target]});
        }
        write_prototype(words);
        break;
      }
    }
  }

  // `words`: the result, and name and type of each parameter. Returns the id.
  uint32_t write_prototype(const std::vector<uint32_t>& words) {
    uint32_t id = begin(Kind::kFuncProto, 0, words[0], static_cast<uint32_t>(words.size() - 1) / 2);
    words_.insert(words_.end(), words.begin() + 1, words.end());
    prototypes_.emplace(words, id);
    return id;
  }

  struct Tag {
    Name value;
    uint32_t survivor;
    int32_t component;

    bool operator==(const Tag&) const = default;
    template <typename H>
    friend H AbslHashValue(H hash, const Tag& tag) {
      return H::combine(std::move(hash), tag.value, tag.survivor, tag.component);
    }
  };
  bool is_new_tag(const Tag& tag) { return known_tags_.insert(tag).second; }

  void write_tag(Name value, uint32_t type, int32_t component) {
    begin(Kind::kDeclTag, strings_(value), type);
    words_.push_back(static_cast<uint32_t>(component));
  }

  void write_tags(uint32_t unit) {
    for (const UnitTag& tag : units_.records[unit].tags) {
      uint32_t type = survivor(unit, tag.type);
      if (is_new_tag({tag.value, type, tag.component})) {
        write_tag(tag.value, ids_[type], tag.component);
      }
    }
  }

  void write_variables(uint32_t unit) {
    for (const VariableState& variable : units_.records[unit].variables) {
      uint32_t id = begin(Kind::kVar, strings_(variable.name), ids_[survivor(unit, variable.type)]);
      words_.push_back(variable.is_external ? 1 : 0);
      for (const FunctionTag& tag : variable.tags) write_tag(tag.value, id, tag.component);
      in_section_[variable.section].push_back({btf::TypeId{id}, variable.offset, variable.size});
    }
  }

  void write_functions() {
    std::vector<uint32_t> words;
    for (const SelectedFunction& selected : functions_) {
      const FunctionState& state = *selected.state;
      const FunctionStates& of_unit = units_.records[state.unit].functions;
      words = {ids_[survivor(state.unit, state.result)]};
      for (uint32_t i = 0; i < state.parameters; ++i) {
        const FunctionParameter& parameter = of_unit.parameters[state.first_parameter + i];
        words.push_back(strings_(name_of(parameter)));
        words.push_back(ids_[survivor(state.unit, parameter.type)]);
      }
      bool is_kfunc = selected.function->is_kfunc && !selected.is_true_signature;
      if (is_kfunc && options_.arena_attributes) {
        add_arena_attributes(selected.function->kfunc_flags, words);
      }
      auto known = prototypes_.find(words);
      uint32_t prototype = known != prototypes_.end() ? known->second : write_prototype(words);
      uint32_t id = begin(Kind::kFunc, strings_(selected.name), prototype);
      for (uint32_t i = 0; i < state.tags; ++i) {
        const FunctionTag& tag = of_unit.tags[state.first_tag + i];
        write_tag(tag.value, id, tag.component);
      }
      if (!is_kfunc || !options_.kfunc_tags) continue;
      write_tag(names_.name("bpf_kfunc"), id, -1);
      if (selected.function->kfunc_flags & kFastcall) {
        write_tag(names_.name("bpf_fastcall"), id, -1);
      }
    }
  }

  // In `words`, a function's result and the name and type of each parameter. What isn't a pointer
  // stays as it is.
  void add_arena_attributes(uint32_t flags, std::vector<uint32_t>& words) {
    if (flags & kArenaResult) words[0] = arena_pointer(words[0]);
    for (size_t i = 0; i < std::size(kArenaParameters); ++i) {
      size_t type = 2 + 2 * i;
      if (flags & kArenaParameters[i] && type < words.size()) {
        words[type] = arena_pointer(words[type]);
      }
    }
  }

  // The same pointer, into an arena.
  uint32_t arena_pointer(uint32_t id) {
    constexpr uint32_t kTarget = 2;  // in struct btf_type
    std::span<const uint32_t> words = std::span(words_).subspan(id == 0 ? 0 : starts_[id - 1]);
    bool is_pointer = id != 0 && static_cast<Kind>(btf::wire::kind_of(words[1])) == Kind::kPtr;
    if (!is_pointer) return id;
    uint32_t target = words[kTarget];
    auto [known, is_new] = arena_pointers_.try_emplace(target, 0);
    if (is_new) {
      uint32_t tag =
          begin(Kind::kTypeTag, strings_(names_.name_of(kArenaAttribute)), target, 0, true);
      known->second = begin(Kind::kPtr, 0, tag);
    }
    return known->second;
  }

  // `pair__first` where only that member is passed.
  Name name_of(const FunctionParameter& parameter) {
    if (parameter.member == kUnnamed) return parameter.name;
    const std::string& text = names_of_parts_.emplace_back(
        fmt::format("{}__{}", names_.text(parameter.name), names_.text(parameter.member)));
    return names_.name_of(text);
  }

  void write_sections() {
    for (auto& [index, variables] : in_section_) {
      std::ranges::stable_sort(variables, {}, &btf::SectionVar::offset);
      auto section = std::ranges::find(sections_.all(), index, &VariableSections::Section::index);
      uint32_t size = variables.back().offset + variables.back().size;
      begin(Kind::kDatasec, strings_(names_.name_of(section->name)), size,
            static_cast<uint32_t>(variables.size()));
      for (const btf::SectionVar& variable : variables) {
        words_.insert(words_.end(), {number(variable.var), variable.offset, variable.size});
      }
    }
  }

  const ReadUnits& units_;
  const Survivors& survivors_;
  const std::vector<SelectedFunction>& functions_;
  const VariableSections& sections_;
  const AssemblyOptions& options_;
  NameReader& names_;
  Strings strings_;
  uint32_t index_ = 0;         // the arrays' index type: a SurvivorId + 1
  std::vector<uint32_t> ids_;  // by SurvivorId + 1
  std::vector<uint32_t> words_;
  std::vector<uint32_t> starts_;
  absl::flat_hash_set<Tag> known_tags_;
  absl::flat_hash_map<std::vector<uint32_t>, uint32_t> prototypes_;
  absl::flat_hash_map<uint32_t, uint32_t> arena_pointers_;  // by what they point to
  std::deque<std::string> names_of_parts_;                  // which names_ refers to
  std::map<uint32_t, std::vector<btf::SectionVar>> in_section_;
};

}  // namespace

IndexType add_index_type(ReadUnits& units) {
  for (uint32_t unit = 0; unit < units.records.size(); ++unit) {
    UnitRecord& record = units.records[unit];
    if (record.int_type != 0) return {true, unit, record.int_type};
    if (!record.has_arrays) continue;
    UnitTypes made_up;
    UnitType type{};
    type.kind = TypeKind::kInt;
    type.encoding = kIntSigned;
    type.name = units.names->name_of("int");
    type.size = 4;
    made_up.types.push_back(type);
    TypeHasher hasher;
    References none;
    hasher.hash(made_up, none);
    std::vector<NodeId> nodes;
    units.table.add(made_up, hasher, {unit, static_cast<uint32_t>(record.nodes.size())}, nodes);
    record.nodes.push_back(nodes[0]);
    return {true, unit, static_cast<uint32_t>(record.nodes.size())};
  }
  return {};
}

btf::Btf assemble(const ReadUnits& units, const Survivors& survivors, const IndexType& index,
                  const std::vector<SelectedFunction>& functions, const VariableSections& sections,
                  const AssemblyOptions& options) {
  return Assembly(units, survivors, index, functions, sections, options).run();
}

}  // namespace btfkit::btfgen
