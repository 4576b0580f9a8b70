// A module's split BTF and what it takes with it of its base:
//
//   struct conn { struct list_head link; struct sock *sk; u32 id; };
//
//   base        [1] INT 'unsigned int'  [2] TYPEDEF '__u32' -> 1  [3] TYPEDEF 'u32' -> 2
//               [4] STRUCT 'list_head'  [5] STRUCT 'sock'  [6] PTR -> 5  ...
//   split       [90001] STRUCT 'conn' {link: 4, sk: 6, id: 3}
//
//   distilled   [1] INT 'unsigned int'  [2] STRUCT 'list_head' size=16  [3] STRUCT 'sock' size=760
//   split       [4] STRUCT 'conn' {link: 2, sk: 7, id: 6}
//               [5] TYPEDEF '__u32' -> 1  [6] TYPEDEF 'u32' -> 5  [7] PTR -> 3
//
// What has a name and can be recognised by it in another base stays behind as a summary. Members
// and enumerators needn't be compared: that is what CO-RE is for.
#include "btf/distill.h"

#include <cassert>

#include "btf/references.h"

namespace btfkit::btf {
namespace {

// What becomes of a type of the base that is needed.
enum class Fate {
  kUnneeded,
  kSummarised,  // it is in the distilled base
  kMoved,       // a copy is in the split BTF
  kRefused,
};

Fate fate_of(const Btf& btf, const Type& type) {
  auto by_name = [&] { return btf.name(type).empty() ? Fate::kMoved : Fate::kSummarised; };
  return std::visit(Overloaded{
                        [&](const Int&) { return by_name(); },
                        [&](const Float&) { return by_name(); },
                        [&](const Fwd&) { return by_name(); },
                        [&](const Struct&) { return by_name(); },
                        [&](const Union&) { return by_name(); },
                        [&](const Enum&) { return by_name(); },
                        [&](const Enum64&) { return by_name(); },
                        [](const Ptr&) { return Fate::kMoved; },
                        [](const Array&) { return Fate::kMoved; },
                        [](const Typedef&) { return Fate::kMoved; },
                        [](const Volatile&) { return Fate::kMoved; },
                        [](const Const&) { return Fate::kMoved; },
                        [](const Restrict&) { return Fate::kMoved; },
                        [](const TypeTag&) { return Fate::kMoved; },
                        [](const FuncProto&) { return Fate::kMoved; },
                        [](const Func&) { return Fate::kRefused; },
                        [](const Var&) { return Fate::kRefused; },
                        [](const Datasec&) { return Fate::kRefused; },
                        [](const DeclTag&) { return Fate::kRefused; },
                        [](const Unknown&) { return Fate::kRefused; },
                    },
                    type.kind);
}

// A struct, union or enum by its size. An ENUM64 is an ENUM of 8 bytes there: which of the two an
// enum is depends on its enumerators, and those may change.
Kind summary_of(const Kind& kind) {
  if (auto* type = std::get_if<Struct>(&kind)) return Struct{{type->size, false, {}}};
  if (auto* type = std::get_if<Union>(&kind)) return Union{{type->size, false, {}}};
  if (auto* type = std::get_if<Enum>(&kind)) return Enum{type->size, false, {}};
  if (auto* type = std::get_if<Enum64>(&kind)) return Enum{type->size, false, {}};
  return kind;
}

TypeId next(TypeId id) {
  return TypeId{number(id) + 1};
}

class Distiller {
 public:
  explicit Distiller(const Btf& split)
      : old_(split), fates_(number(split.first_id())), new_ids_(number(split.end_id())) {}

  Result<Distilled> run() && {
    BTFKIT_CHECK(mark_needed());
    auto base = std::make_unique<Btf>(old_.endian());
    for (TypeId id{1}; id < old_.first_id(); id = next(id)) {
      if (fates_[number(id)] == Fate::kSummarised) summarise(id, *base);
    }

    // From here the distilled base is complete, and so the ids of what is on it are known.
    Btf split(*base, old_.endian());
    std::vector<TypeId> order;
    for (TypeId id = old_.first_id(); id < old_.end_id(); id = next(id)) order.push_back(id);
    for (TypeId id{1}; id < old_.first_id(); id = next(id)) {
      if (fates_[number(id)] == Fate::kMoved) order.push_back(id);
    }
    uint32_t new_id = number(split.first_id());
    for (TypeId id : order) new_ids_[number(id)] = new_id++;
    for (TypeId id : order) copy(id, split);
    return Distilled{std::move(base), std::move(split)};
  }

 private:
  // What the split BTF refers to, and what those types refer to that move into it.
  Result<void> mark_needed() {
    std::vector<TypeId> moved;
    for (TypeId id = old_.first_id(); id < old_.end_id(); id = next(id)) {
      if (get_if<Unknown>(old_, id)) {
        return fail("type {}: what it refers to isn't known, so it can't get a distilled base",
                    describe(old_, id));
      }
      BTFKIT_CHECK(mark_references(id, moved));
    }
    while (!moved.empty()) {
      TypeId id = moved.back();
      moved.pop_back();
      BTFKIT_CHECK(mark_references(id, moved));
    }
    return {};
  }

  Result<void> mark_references(TypeId from, std::vector<TypeId>& moved) {
    std::optional<TypeId> refused;
    for_each_reference(old_.words(from), [&](uint32_t to) {
      if (TypeId{to} == kVoid || TypeId{to} >= old_.first_id()) return;
      Fate& fate = fates_[to];
      if (fate != Fate::kUnneeded) return;
      fate = fate_of(old_, old_.type(TypeId{to}));
      if (fate == Fate::kMoved) moved.push_back(TypeId{to});
      if (fate == Fate::kRefused && !refused) refused = TypeId{to};
    });
    if (!refused) return {};
    return fail("type {}: it refers to {}, which a distilled base can't hold", describe(old_, from),
                describe(old_, *refused));
  }

  void summarise(TypeId id, Btf& base) {
    Type type = old_.type(id);
    std::string_view name = old_.name(type);
    StringOffset offset = base.add_string(name);
    base_names_.try_emplace(name, offset);
    new_ids_[number(id)] = number(base.add_type({offset, summary_of(type.kind)}));
  }

  void copy(TypeId id, Btf& split) {
    std::span<const uint32_t> old = old_.words(id);
    std::vector<uint32_t> words(old.begin(), old.end());
    for_each_name(std::span(words), [&](uint32_t& name) {
      std::string_view text = old_.string(StringOffset{name});
      auto known = base_names_.find(text);
      name = number(known != base_names_.end() ? known->second : split.add_string(text));
    });
    for_each_reference(std::span(words), [&](uint32_t& type) { type = new_ids_[type]; });
    split.add_words(words);
  }

  const Btf& old_;
  std::vector<Fate> fates_;        // by id of the base
  std::vector<uint32_t> new_ids_;  // by id; 0 for void and what is not needed
  std::unordered_map<std::string_view, StringOffset> base_names_;
};

}  // namespace

Result<Distilled> distill(const Btf& split) {
  assert(split.base());
  return Distiller(split).run();
}

}  // namespace btfkit::btf
