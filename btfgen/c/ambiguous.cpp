#include "c/ambiguous.h"

#include <algorithm>
#include <set>

#include "btf/dedup.h"
#include "btf/model.h"

namespace btfkit::btfgen {
namespace {

// A name, and what kind of definition it is looked up for. Structs and unions share their names:
// a declaration of a name that is both is left alone.
struct Tagged {
  Name name;
  bool is_enum;

  bool operator==(const Tagged&) const = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Tagged& of) {
    return H::combine(std::move(hash), of.name, of.is_enum);
  }
};

// Only declares its name.
bool is_declaration(const UnitType& type) {
  return type.kind == TypeKind::kFwd || (is_enum(type.kind) && type.count == 0);
}
bool has_tag(const UnitType& type) {
  bool can = is_composite(type.kind) || is_enum(type.kind) || type.kind == TypeKind::kFwd;
  return can && type.name != kUnnamed;
}
bool is_primitive(TypeKind kind) {
  return kind == TypeKind::kInt || kind == TypeKind::kFloat || kind == TypeKind::kFwd ||
         is_enum(kind);
}

// What is known of one name.
struct Definitions {
  uint32_t count = 0;
  NodeId definition{};  // if there is one
};

class Resolver {
 public:
  Resolver(const UnitInputs& inputs, const ReadUnits& units)
      : inputs_(inputs), units_(units), table_(units.table) {}

  Result<Survivors> run() {
    find_definitions();
    resolve_declarations();
    taint();
    keep_untainted();
    BTFKIT_CHECK(compare_tainted());
    finish();
    return std::move(result_);
  }

 private:
  uint32_t nodes() const { return static_cast<uint32_t>(table_.nodes().size()); }

  void find_definitions() {
    for (uint32_t i = 0; i < nodes(); ++i) {
      const UnitType& type = table_.node(NodeId{i});
      if (!has_tag(type) || is_declaration(type)) continue;
      Definitions& known = definitions_[{type.name, is_enum(type.kind)}];
      ++known.count;
      known.definition = NodeId{i};
    }
  }

  // stand_in_[i]: the one definition of what node i declares, or the node itself.
  void resolve_declarations() {
    stand_in_.resize(nodes());
    for (uint32_t i = 0; i < nodes(); ++i) {
      stand_in_[i] = NodeId{i};
      const UnitType& type = table_.node(NodeId{i});
      if (!has_tag(type) || !is_declaration(type)) continue;
      auto found = definitions_.find({type.name, is_enum(type.kind)});
      if (found == definitions_.end() || found->second.count != 1) continue;
      const UnitType& definition = table_.node(found->second.definition);
      bool is_union = definition.kind == TypeKind::kUnion;
      if (is_enum(type.kind) || type.flag == is_union) stand_in_[i] = found->second.definition;
    }
  }

  // Calls `visit` with each node that node `i` refers to.
  template <typename Visit>
  void for_each_reference(const UnitType& type, Visit visit) const {
    if (type.target != 0) visit(NodeId{type.target - 1});
    if (!has_typed_entries(type.kind)) return;
    for (const UnitEntry& entry : table_.entries(type)) {
      if (entry.target != 0) visit(NodeId{entry.target - 1});
    }
  }

  // Marks what an ambiguous name can be reached from.
  void taint() {
    is_tainted_.resize(nodes());
    std::vector<NodeId> pending;
    for (uint32_t i = 0; i < nodes(); ++i) {
      const UnitType& type = table_.node(NodeId{i});
      if (!has_tag(type)) continue;
      auto found = definitions_.find({type.name, is_enum(type.kind)});
      if (found == definitions_.end() || found->second.count < 2) continue;
      is_tainted_[i] = true;
      pending.push_back(NodeId{i});
    }
    if (pending.empty()) return;
    std::vector<std::vector<NodeId>> users(nodes());
    for (uint32_t i = 0; i < nodes(); ++i) {
      for_each_reference(table_.node(NodeId{i}), [&](NodeId to) {
        users[number(stand_in_[number(to)])].push_back(NodeId{i});
      });
    }
    while (!pending.empty()) {
      NodeId next = pending.back();
      pending.pop_back();
      for (NodeId user : users[number(next)]) {
        if (is_tainted_[number(user)]) continue;
        is_tainted_[number(user)] = true;
        pending.push_back(user);
      }
    }
    // A declaration is what it stands for.
    for (uint32_t i = 0; i < nodes(); ++i) {
      if (is_tainted_[number(stand_in_[i])]) is_tainted_[i] = true;
    }
  }

  // The types of `keep` go to the result as they are; `of` says what they refer to.
  template <typename Entries, typename Of>
  void keep(Place place, const UnitType& type, Entries entries, Of of) {
    UnitType kept = type;
    kept.target = type.target == 0 ? 0 : of(type.target);
    kept.first = static_cast<uint32_t>(result_.entries.size());
    result_.entries.insert(result_.entries.end(), entries.begin(), entries.end());
    for (uint32_t i = 0; has_typed_entries(type.kind) && i < type.count; ++i) {
      uint32_t& target = result_.entries[kept.first + i].target;
      if (target != 0) target = of(target);
    }
    result_.types.push_back({place, kept});
  }

  void keep_untainted() {
    result_.of_node.assign(nodes(), Survivors::kNone);
    for (uint32_t i = 0, next = 0; i < nodes(); ++i) {
      if (!is_tainted_[i] && stand_in_[i] == NodeId{i}) result_.of_node[i] = SurvivorId{next++};
    }
    for (uint32_t i = 0; i < nodes(); ++i) {
      if (!is_tainted_[i]) result_.of_node[i] = result_.of_node[number(stand_in_[i])];
    }
    for (uint32_t i = 0; i < nodes(); ++i) {
      if (is_tainted_[i] || stand_in_[i] != NodeId{i}) continue;
      const UnitType& type = table_.node(NodeId{i});
      keep(table_.place(NodeId{i}), type, table_.entries(type),
           [&](uint32_t node) { return number(result_.of_node[node - 1]) + 1; });
    }
  }

  // Writes the tainted types of all units as one BTF and lets libbpf's algorithm decide. What isn't
  // tainted is stood for by an INT of its own, which equals nothing else.
  Result<void> compare_tainted() {
    std::vector<uint32_t> units = tainted_units();
    if (units.empty()) return {};
    btf::Btf graph(kHostEndian);
    std::vector<Source> sources;  // by type of the graph
    NameReader names = *units_.names;
    std::vector<UnitTypes> reread = BTFKIT_TRY(read_types(inputs_, units, names));
    std::vector<std::pair<uint32_t, UnitTypes>> read;
    absl::flat_hash_map<uint32_t, btf::TypeId> opaque;  // by survivor
    btf::StringOffset text;
    auto string = [&](Name name) { return graph.add_string(names.text(name)); };
    auto next_types = reread.begin();
    for (uint32_t unit : units) {
      UnitTypes types = std::move(*next_types++);
      const UnitRecord& record = units_.records[unit];
      // Its tainted types get consecutive ids, behind those of what they refer to.
      auto for_each_tainted = [&](auto visit) {
        for (uint32_t i = 0; i < types.types.size(); ++i) {
          if (types.types[i].kind <= TypeKind::kNothing) continue;
          if (is_tainted_[number(record.nodes[i])]) visit(i);
        }
      };
      auto make_opaque = [&](uint32_t type) {
        if (type == 0 || is_tainted_[number(record.nodes[type - 1])]) return;
        uint32_t survivor = number(result_.of_node[number(record.nodes[type - 1])]);
        auto [found, is_new] = opaque.try_emplace(survivor, btf::kVoid);
        if (!is_new) return;
        text = graph.add_string(fmt::format("survivor {}", survivor));
        found->second = graph.add_type({text, btf::Int{4, 0, 0, 32}});
        sources.push_back({unit, 0});
      };
      for_each_tainted([&](uint32_t i) {
        const UnitType& type = types.types[i];
        make_opaque(type.target);
        for (uint32_t j = 0; has_typed_entries(type.kind) && j < type.count; ++j) {
          make_opaque(types.entries[type.first + j].target);
        }
      });
      std::vector<uint32_t> ids(types.types.size());
      uint32_t next = number(graph.end_id());
      for_each_tainted([&](uint32_t i) { ids[i] = next++; });
      auto id_of = [&](uint32_t type) {
        if (type == 0) return btf::kVoid;
        if (ids[type - 1] != 0) return btf::TypeId{ids[type - 1]};
        return opaque.at(number(result_.of_node[number(record.nodes[type - 1])]));
      };
      for_each_tainted([&](uint32_t i) {
        add_to_graph(graph, types, types.types[i], id_of, string);
        sources.push_back({unit, i + 1});
      });
      read.emplace_back(unit, std::move(types));
    }
    std::vector<btf::TypeId> stands_for =
        BTFKIT_TRY(btf::find_duplicates(graph, larger_btf(sources)));

    // By type of the graph: the survivors are those that stand for themselves, in its order.
    std::vector<SurvivorId> survivors(stands_for.size(), Survivors::kNone);
    auto next = static_cast<uint32_t>(result_.types.size());
    auto is_kept = [&](uint32_t i) {
      return sources[i].type != 0 && number(stands_for[i]) == i + 1;
    };
    for (uint32_t i = 0; i < stands_for.size(); ++i) {
      if (is_kept(i)) survivors[i] = SurvivorId{next++};
    }
    for (uint32_t i = 0; i < stands_for.size(); ++i) {
      auto [unit, type] = sources[i];
      if (type == 0) continue;
      auto& of_unit = result_.of_unit[unit];
      of_unit.resize(units_.records[unit].nodes.size(), Survivors::kNone);
      of_unit[type - 1] = survivors[number(stands_for[i]) - 1];
    }
    auto read_unit = read.begin();
    for (uint32_t i = 0; i < stands_for.size(); ++i) {
      if (!is_kept(i)) continue;
      uint32_t unit = sources[i].unit;
      while (read_unit->first != unit) ++read_unit;
      const UnitTypes& types = read_unit->second;
      const UnitType& type = types.types[sources[i].type - 1];
      keep({unit, sources[i].type - 1}, type,
           std::span(types.entries).subspan(type.first, type.count),
           [&](uint32_t to) { return number(result_.find(units_.records[unit], unit, to)) + 1; });
    }
    return {};
  }

  // What a type of the graph is made of: type `type` of a unit, or, if that is 0, an INT in the
  // place of a survivor.
  struct Source {
    uint32_t unit;
    uint32_t type;
  };

  // What libbpf would know besides the types of the graph, had it all types of the file.
  btf::LargerBtf larger_btf(const std::vector<Source>& sources) const {
    std::vector<Place> primitives, composites;
    for (uint32_t i = 0; i < nodes(); ++i) {
      if (is_tainted_[i]) continue;
      const UnitType& type = table_.node(NodeId{i});
      if (is_composite(type.kind) || type.kind == TypeKind::kTypedef) {
        composites.push_back(table_.place(NodeId{i}));
      } else if (is_primitive(type.kind) && !follows_definition(i)) {
        primitives.push_back(table_.place(NodeId{i}));
      }
    }
    std::ranges::sort(primitives);
    std::ranges::sort(composites);
    btf::LargerBtf result;
    result.primitives = static_cast<uint32_t>(primitives.size());
    for (Source source : sources) {
      Place place{source.unit, source.type - 1};
      auto before = [&](const std::vector<Place>& places) {
        return static_cast<uint32_t>(std::ranges::lower_bound(places, place) - places.begin());
      };
      bool is_stand_in = source.type == 0;
      result.is_stand_in.push_back(is_stand_in);
      result.primitives_before.push_back(is_stand_in ? 0 : before(primitives));
      result.composites_before.push_back(is_stand_in ? 0 : before(composites));
    }
    return result;
  }

  // Whether node i declares an enumeration that is defined before it, so that libbpf doesn't keep
  // it even for a while.
  bool follows_definition(uint32_t i) const {
    bool declares_enum = is_enum(table_.node(NodeId{i}).kind) && stand_in_[i] != NodeId{i};
    return declares_enum && table_.place(stand_in_[i]) < table_.place(NodeId{i});
  }

  std::vector<uint32_t> tainted_units() const {
    std::vector<uint32_t> result;
    for (uint32_t unit = 0; unit < units_.records.size(); ++unit) {
      const UnitRecord& record = units_.records[unit];
      // What isn't encoded has no node of its own, and where nothing is there are none at all.
      bool has_tainted = std::ranges::any_of(record.nodes, [&](NodeId node) {
        return number(node) < nodes() && is_tainted_[number(node)];
      });
      if (has_tainted) result.push_back(unit);
    }
    return result;
  }

  template <typename IdOf, typename String>
  void add_to_graph(btf::Btf& graph, const UnitTypes& types, const UnitType& type, IdOf id_of,
                    String string) {
    auto entries = std::span(types.entries).subspan(type.first, type.count);
    btf::StringOffset name = string(type.name);
    switch (type.kind) {
      case TypeKind::kTransparent:
      case TypeKind::kNothing:
      case TypeKind::kInt:
      case TypeKind::kFloat:
        break;  // never tainted
      case TypeKind::kPtr:
        graph.add_type({name, btf::Ptr{id_of(type.target)}});
        break;
      case TypeKind::kArray:
        graph.add_type({name, btf::Array{id_of(type.target), btf::kVoid, type.size}});
        break;
      case TypeKind::kStruct:
      case TypeKind::kUnion: {
        members_.clear();
        for (const UnitEntry& entry : entries) {
          members_.push_back({string(entry.name), id_of(entry.target), entry.value});
        }
        btf::Composite composite{type.size, type.flag, members_};
        if (type.kind == TypeKind::kStruct) {
          graph.add_type({name, btf::Struct{composite}});
        } else {
          graph.add_type({name, btf::Union{composite}});
        }
        break;
      }
      case TypeKind::kFwd:
        graph.add_type({name, btf::Fwd{type.flag}});
        break;
      case TypeKind::kEnum: {
        std::vector<btf::Enumerator> enumerators;
        for (const UnitEntry& entry : entries) {
          enumerators.push_back({string(entry.name), entry.target});
        }
        graph.add_type({name, btf::Enum{type.size, type.flag, enumerators}});
        break;
      }
      case TypeKind::kEnum64: {
        std::vector<btf::Enumerator64> enumerators;
        for (const UnitEntry& entry : entries) {
          enumerators.push_back({string(entry.name), entry.target, entry.value});
        }
        graph.add_type({name, btf::Enum64{type.size, type.flag, enumerators}});
        break;
      }
      case TypeKind::kTypedef:
        graph.add_type({name, btf::Typedef{id_of(type.target)}});
        break;
      case TypeKind::kVolatile:
        graph.add_type({name, btf::Volatile{id_of(type.target)}});
        break;
      case TypeKind::kConst:
        graph.add_type({name, btf::Const{id_of(type.target)}});
        break;
      case TypeKind::kRestrict:
        graph.add_type({name, btf::Restrict{id_of(type.target)}});
        break;
      case TypeKind::kTypeTag:
        graph.add_type({name, btf::TypeTag{id_of(type.target), type.flag}});
        break;
      case TypeKind::kFuncProto: {
        std::vector<btf::Parameter> parameters;
        for (const UnitEntry& entry : entries) {
          parameters.push_back({string(entry.name), id_of(entry.target)});
        }
        graph.add_type({name, btf::FuncProto{id_of(type.target), parameters}});
        break;
      }
    }
  }

  // Brings the survivors into the order of their places.
  void finish() {
    std::vector<uint32_t> order(result_.types.size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](uint32_t i) { return result_.types[i].place; });
    std::vector<uint32_t> moved(order.size());
    for (uint32_t i = 0; i < order.size(); ++i) moved[order[i]] = i;
    auto move = [&](SurvivorId& id) {
      if (id != Survivors::kNone) id = SurvivorId{moved[number(id)]};
    };
    auto move_reference = [&](uint32_t& reference) {
      if (reference != 0) reference = moved[reference - 1] + 1;
    };
    std::vector<Survivors::Type> types;
    types.reserve(order.size());
    for (uint32_t from : order) types.push_back(result_.types[from]);
    for (Survivors::Type& kept : types) {
      move_reference(kept.type.target);
      for (uint32_t i = 0; has_typed_entries(kept.type.kind) && i < kept.type.count; ++i) {
        move_reference(result_.entries[kept.type.first + i].target);
      }
    }
    result_.types = std::move(types);
    for (SurvivorId& id : result_.of_node) move(id);
    for (auto& [unit, ids] : result_.of_unit) {
      for (SurvivorId& id : ids) move(id);
    }
  }

  const UnitInputs& inputs_;
  const ReadUnits& units_;
  const TypeTable& table_;
  absl::flat_hash_map<Tagged, Definitions> definitions_;
  std::vector<NodeId> stand_in_;
  std::vector<bool> is_tainted_;
  std::vector<btf::Member> members_;
  Survivors result_;
};

}  // namespace

SurvivorId Survivors::find(const UnitRecord& record, uint32_t unit, uint32_t type) const {
  SurvivorId result = of_node[btfgen::number(record.nodes[type - 1])];
  if (result != kNone) return result;
  return of_unit.at(unit)[type - 1];
}

Result<Survivors> find_survivors(const UnitInputs& inputs, const ReadUnits& units) {
  return Resolver(inputs, units).run();
}

}  // namespace btfkit::btfgen
