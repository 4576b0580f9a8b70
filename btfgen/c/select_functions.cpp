#include "c/select_functions.h"

#include <algorithm>

namespace btfkit::btfgen {
namespace {

// How alike the types of parameters must be: struct and union by name, without a look inside,
// and `const` doesn't count.
class LooseComparison {
 public:
  explicit LooseComparison(const Survivors& survivors) : survivors_(survivors) {}

  // Types as SurvivorIds + 1, and 0 void.
  bool are_alike(uint32_t a, uint32_t b, int depth = 0) const {
    constexpr int kMaxDepth = 1000;
    while (depth++ < kMaxDepth) {
      if (a == b) return true;
      if (a == 0 || b == 0) return false;
      const UnitType& of_a = survivors_.types[a - 1].type;
      const UnitType& of_b = survivors_.types[b - 1].type;
      TypeKind kind = kind_of(of_a);
      if (kind != kind_of(of_b)) {
        if (of_a.kind == TypeKind::kConst) {
          a = of_a.target;
        } else if (of_b.kind == TypeKind::kConst) {
          b = of_b.target;
        } else {
          return false;
        }
        continue;
      }
      switch (kind) {
        case TypeKind::kInt:
        case TypeKind::kFloat:
          return of_a.size == of_b.size && of_a.encoding == of_b.encoding && of_a.name == of_b.name;
        case TypeKind::kTypedef:
        case TypeKind::kStruct:
        case TypeKind::kUnion:
        case TypeKind::kEnum:
        case TypeKind::kEnum64:
          return of_a.name == of_b.name;
        case TypeKind::kArray:
          if (of_a.size != of_b.size) return false;
          break;
        case TypeKind::kFuncProto:
          return are_alike_prototypes(of_a, of_b, depth);
        default:
          break;
      }
      a = of_a.target;
      b = of_b.target;
    }
    return false;
  }

 private:
  static TypeKind kind_of(const UnitType& type) {
    if (type.kind != TypeKind::kFwd) return type.kind;
    return type.flag ? TypeKind::kUnion : TypeKind::kStruct;
  }

  bool are_alike_prototypes(const UnitType& a, const UnitType& b, int depth) const {
    if (a.count != b.count || !are_alike(a.target, b.target, depth)) return false;
    for (uint32_t i = 0; i < a.count; ++i) {
      uint32_t of_a = survivors_.entries[a.first + i].target;
      uint32_t of_b = survivors_.entries[b.first + i].target;
      if (!are_alike(of_a, of_b, depth)) return false;
    }
    return true;
  }

  const Survivors& survivors_;
};

class Selection {
 public:
  Selection(const ElfFunctions& functions, ReadUnits& units, const Survivors& survivors,
            const SelectionOptions& options)
      : functions_(functions),
        units_(units),
        survivors_(survivors),
        comparison_(survivors),
        options_(options) {}

  std::vector<SelectedFunction> run() {
    std::vector<FunctionState*> states;
    for (UnitRecord& record : units_.records) {
      for (FunctionState& state : record.functions.states) states.push_back(&state);
    }
    std::ranges::stable_sort(states, {}, &FunctionState::function);
    for (size_t begin = 0; begin < states.size();) {
      size_t end = begin + 1;
      while (end < states.size() && states[end]->function == states[begin]->function) ++end;
      select(std::span(states).subspan(begin, end - begin));
      begin = end;
    }
    return std::move(selected_);
  }

 private:
  // All that is known of one name, in the order of the file.
  void select(std::span<FunctionState*> states) {
    FunctionState& first = *states[0];
    const ElfFunction& function = functions_.all()[first.function];
    bool is_inconsistent = false;
    for (FunctionState* other : states.subspan(1)) combine(first, *other, is_inconsistent);
    if (options_.true_signature && select_true(function, states)) return;

    const FunctionState& canonical = states.size() > 1 ? find_canonical(function, states) : first;
    bool is_left_out = first.has_unexpected_register || (options_.consistent && is_inconsistent) ||
                       first.has_uncertain_location || first.has_reordered_parameters ||
                       is_changed(function, canonical) || function.is_ambiguous;
    if (!is_left_out) selected_.push_back({&function, function.name, false, &canonical});
  }

  void combine(FunctionState& first, FunctionState& other, bool& is_inconsistent) {
    bool is_unexpected = first.has_unexpected_register || other.has_unexpected_register;
    bool is_reordered = first.has_reordered_parameters || other.has_reordered_parameters;
    if (!is_unexpected && !is_inconsistent && !is_reordered && !are_alike(first, other)) {
      is_inconsistent = true;
    }
    first.has_unexpected_register = other.has_unexpected_register = is_unexpected;
    first.has_reordered_parameters = other.has_reordered_parameters = is_reordered;
    first.has_uncertain_location |= other.has_uncertain_location;
    other.has_uncertain_location = first.has_uncertain_location;
  }

  uint32_t survivor(const FunctionState& state, uint32_t type) const {
    if (type == 0) return 0;
    return number(survivors_.find(units_.records[state.unit], state.unit, type)) + 1;
  }

  bool are_alike(const FunctionState& a, const FunctionState& b) const {
    if (a.parameters != b.parameters) return false;
    if (!comparison_.are_alike(survivor(a, a.result), survivor(b, b.result))) return false;
    const auto& of_a = units_.records[a.unit].functions.parameters;
    const auto& of_b = units_.records[b.unit].functions.parameters;
    for (uint32_t i = 0; i < a.parameters; ++i) {
      uint32_t type_a = survivor(a, of_a[a.first_parameter + i].type);
      uint32_t type_b = survivor(b, of_b[b.first_parameter + i].type);
      if (!comparison_.are_alike(type_a, type_b)) return false;
    }
    return true;
  }

  // Where a copy with parameters of its own is in the symbol table under a name of its own, it is
  // encoded as that.
  bool select_true(const ElfFunction& function, std::span<FunctionState*> states) {
    for (const FunctionState* state : states) {
      auto symbol = std::ranges::find_if(function.symbols, [&](const FunctionSymbol& of) {
        return state->address != 0 && of.address == state->address && of.name.contains('.');
      });
      if (symbol == function.symbols.end()) continue;
      if (state->has_unexpected_register || state->has_uncertain_location) continue;
      selected_.push_back({&function, units_.names->name_of(symbol->name), true, state});
      return true;
    }
    return false;
  }

  // Whether callers don't call it as its source says.
  bool is_changed(const ElfFunction& function, const FunctionState& state) const {
    if (options_.true_signature || !state.has_optimised_parameters) return false;
    return state.has_changed_signature ||
           (state.address != 0 && function.has_optimised_copy_at(state.address));
  }

  const FunctionState& find_canonical(const ElfFunction& function,
                                      std::span<FunctionState*> states) const {
    const FunctionState* first = nullptr;
    for (const FunctionState* state : states) {
      bool has_symbol = std::ranges::any_of(function.symbols, [&](const FunctionSymbol& symbol) {
        return symbol.address == state->address;
      });
      if (!has_symbol) continue;
      if (!first) first = state;
      if (!is_changed(function, *state)) return *state;
    }
    return first ? *first : *states[0];
  }

  const ElfFunctions& functions_;
  ReadUnits& units_;
  const Survivors& survivors_;
  LooseComparison comparison_;
  const SelectionOptions& options_;
  std::vector<SelectedFunction> selected_;
};

}  // namespace

std::vector<SelectedFunction> select_functions(const ElfFunctions& functions, ReadUnits& units,
                                               const Survivors& survivors,
                                               const SelectionOptions& options) {
  return Selection(functions, units, survivors, options).run();
}

}  // namespace btfkit::btfgen
