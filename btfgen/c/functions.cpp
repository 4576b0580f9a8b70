#include "c/functions.h"

#include <algorithm>

#include "c/packed.h"
#include "c/parameter_places.h"
#include "c/type_chain.h"

namespace btfkit::btfgen {
namespace {

class Analysis {
 public:
  Analysis(const UnitTypes& types, UnitFunctions& unit, uint32_t unit_number,
           const ElfFunctions& symbols, const FunctionOptions& options, FunctionStates& states)
      : types_(types),
        unit_(unit),
        unit_number_(unit_number),
        symbols_(symbols),
        options_(options),
        states_(states),
        format_(&options.formats.front()),
        places_(unit.parameters.size()),
        place_reader_(types, options) {}

  void run() {
    index();
    for (UnitFunction& function : unit_.functions) complete(function);
    for (const UnitFunction& function : unit_.functions) {
      bool is_wanted = !function.is_declaration && symbols_.find(function.name);
      if (is_wanted) locate(function);
    }
    for (UnitFunction& function : unit_.functions) share_places(function);
    for (UnitFunction& function : unit_.functions) save(function);
  }

 private:
  // What follows is about this one.
  void enter(const UnitFunction& function) { format_ = &format_of(function.die, options_.formats); }

  std::span<UnitParameter> parameters_of(const UnitFunction& function) {
    return std::span(unit_.parameters).subspan(function.first_parameter, function.parameters);
  }
  ParameterPlace& place_of(const UnitParameter& parameter) {
    return places_[static_cast<size_t>(&parameter - unit_.parameters.data())];
  }

  void index() {
    functions_.reserve(unit_.functions.size());
    parameters_.reserve(unit_.parameters.size());
    for (uint32_t i = 0; i < unit_.functions.size(); ++i) {
      const UnitFunction& function = unit_.functions[i];
      functions_.emplace_back(function.die, i);
      for (uint32_t j = 0; j < function.parameters; ++j) {
        uint32_t parameter = function.first_parameter + j;
        parameters_.push_back({unit_.parameters[parameter].die, parameter, j});
      }
    }
    // Those inside others come before them, but in C there are hardly any.
    if (!std::ranges::is_sorted(functions_)) std::ranges::sort(functions_);
    if (!std::ranges::is_sorted(parameters_, {}, &IndexedParameter::die)) {
      std::ranges::sort(parameters_, {}, &IndexedParameter::die);
    }
  }

  UnitFunction* find_function(uint32_t die) {
    auto found =
        std::ranges::lower_bound(functions_, die, {}, &std::pair<uint32_t, uint32_t>::first);
    if (die == 0 || found == functions_.end() || found->first != die) return nullptr;
    return &unit_.functions[found->second];
  }

  struct IndexedParameter {
    uint32_t die;
    uint32_t index;
    uint32_t position;  // in its function
  };
  const IndexedParameter* find_parameter(uint32_t die) {
    auto found = std::ranges::lower_bound(parameters_, die, {}, &IndexedParameter::die);
    if (die == 0 || found == parameters_.end() || found->die != die) return nullptr;
    return &*found;
  }

  // Takes from the abstract instance what a concrete one leaves out.
  void complete(UnitFunction& function) {
    if (function.name == kUnnamed) {
      const UnitFunction* origin = find_function(function.origin);
      if (!origin) origin = find_function(function.specification);
      if (origin) function.name = origin->name;
    }
    for (UnitParameter& parameter : parameters_of(function)) {
      if (parameter.has_type) continue;
      if (const IndexedParameter* origin = find_parameter(parameter.origin)) {
        parameter.name = unit_.parameters[origin->index].name;
        parameter.type = unit_.parameters[origin->index].type;
      }
    }
    if (!function.has_result) {
      if (const UnitFunction* origin = find_function(function.origin)) {
        function.result = origin->result;
      }
    }
  }

  void locate(const UnitFunction& function) {
    enter(function);
    for (const UnitParameter& parameter : parameters_of(function)) {
      place_of(parameter) = place_reader_.read(parameter, *format_);
    }
  }

  // What the concrete instances know of a parameter counts for the abstract one as well.
  void share_places(const UnitFunction& function) {
    for (UnitParameter& parameter : parameters_of(function)) {
      if (parameter.has_type) continue;
      const IndexedParameter* origin = find_parameter(parameter.origin);
      if (!origin) continue;
      const ParameterPlace& from = place_of(parameter);
      ParameterPlace& to = places_[origin->index];
      to.has_location |= from.has_location;
      to.has_const_value |= from.has_const_value;
      to.is_constant |= from.is_constant;
      to.is_on_stack |= from.is_on_stack;
      if (from.reg != kNoRegister) to.reg = from.reg;
      if (from.type_size != 0) to.type_size = from.type_size;
      to.first_pieces |= from.first_pieces;
      to.second_pieces |= from.second_pieces;
    }
  }

  bool is_in_memory(const ParameterPlace& place) const {
    uint32_t limit = format_->expression.address_size;
    return place.type_size > (options_.convention.splits_aggregates ? 2 * limit : limit);
  }
  int slots_of(const ParameterPlace& place) const {
    uint32_t size = format_->expression.address_size;
    if (!options_.convention.splits_aggregates || place.type_size <= size) return 1;
    return static_cast<int>((place.type_size + size - 1) / size);
  }
  // The register in which parameter slot `slot` is expected.
  int expected(int slot) const {
    auto known = static_cast<int>(options_.convention.numbers.size());
    return slot < known ? options_.convention.numbers[static_cast<size_t>(slot)] : kNoRegister;
  }

  void save(const UnitFunction& function) {
    enter(function);
    if (function.is_declaration) return;
    auto symbol = symbols_.find(function.name);
    auto parameters = parameters_of(function);
    bool has_names = std::ranges::all_of(
        parameters, [](const UnitParameter& parameter) { return parameter.name != kUnnamed; });
    if (!symbol || !has_names) return;

    FunctionState state{};
    state.function = *symbol;
    state.unit = unit_number_;
    state.address = function.low_pc;
    state.result = function.result;
    state.has_changed_signature = has_changed_signature(function);
    state.has_reordered_parameters = is_reordered(function);
    if (format_->is_clang && !state.has_changed_signature) {
      match_registers(parameters);
    } else {
      match_locations(parameters, state);
    }
    state.has_uncertain_location = has_uncertain_location(parameters);
    bool has_unexpected = false, has_struct = false;
    for (const UnitParameter& parameter : parameters) {
      const ParameterPlace& place = place_of(parameter);
      state.has_optimised_parameters |= place.is_optimised || !place.has_location;
      has_unexpected |= place.is_unexpected;
      has_struct |= is_struct(parameter.type);
    }
    // A struct may be in several registers, or in none, and so throws the count off.
    state.has_unexpected_register = has_unexpected && !has_struct;

    state.first_parameter = static_cast<uint32_t>(states_.parameters.size());
    for (const UnitParameter& parameter : parameters) {
      const ParameterPlace& place = place_of(parameter);
      if (state.has_reordered_parameters && (!place.has_location || place.is_optimised)) continue;
      bool is_gone = state.has_changed_signature && place.is_optimised;
      if (options_.true_signature && is_gone) continue;
      bool is_member = options_.true_signature && state.has_changed_signature;
      states_.parameters.push_back(
          {parameter.name, parameter.type, is_member ? place.member : kUnnamed});
    }
    if (function.is_variadic) states_.parameters.push_back({kUnnamed, 0});
    state.parameters = static_cast<uint32_t>(states_.parameters.size()) - state.first_parameter;
    state.first_tag = static_cast<uint32_t>(states_.tags.size());
    state.tags = function.tags;
    auto tags = std::span(unit_.tags).subspan(function.first_tag, function.tags);
    states_.tags.insert(states_.tags.end(), tags.begin(), tags.end());
    states_.states.push_back(state);
  }

  bool has_changed_signature(const UnitFunction& function) {
    if (!format_->is_clang || function.is_inlined) return false;
    if (function.origin == 0) return function.is_nocall;
    const UnitFunction* origin = find_function(function.origin);
    return origin && origin->is_nocall;
  }

  bool is_reordered(const UnitFunction& function) {
    auto parameters = parameters_of(function);
    for (uint32_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].has_type) continue;
      const IndexedParameter* origin = find_parameter(parameters[i].origin);
      if (origin && origin->position != i) return true;
    }
    return false;
  }

  // clang says of each function whether its signature is the source's.
  void match_registers(std::span<UnitParameter> parameters) {
    int slot = 0;
    for (const UnitParameter& parameter : parameters) {
      ParameterPlace& place = place_of(parameter);
      if (is_in_memory(place)) continue;
      if (slot >= options_.convention.registers) break;
      int slots = slots_of(place);
      bool is_found = place.reg == kNoRegister;
      for (int i = slot; i < std::min(slot + slots, options_.convention.registers); ++i) {
        is_found |= place.reg == expected(i);
      }
      place.is_unexpected |= !is_found;
      slot += slots;
    }
  }

  void match_locations(std::span<UnitParameter> parameters, const FunctionState& state) {
    bool is_true = options_.true_signature && state.has_changed_signature;
    int slot = 0;
    for (size_t i = 0; i < parameters.size(); ++i) {
      ParameterPlace& place = place_of(parameters[i]);
      bool is_in_register = slot < options_.convention.registers;
      int reg = is_in_register ? expected(slot) : kNoRegister;
      int slots = slots_of(place);
      bool takes_slots = true;
      bool keeps_slots = is_in_register && i + 1 < parameters.size() &&
                         next_keeps_slots(parameters[i + 1], slot + slots);
      if (place.has_location) {
        if (is_true && place.is_constant) {
          place.is_optimised = true;
          takes_slots = false;
        } else if (!is_in_register) {
          takes_slots = false;
        } else if (is_true && place.is_on_stack) {
          takes_slots = !is_in_memory(place);
          place.is_unexpected |= takes_slots;
        } else if (place.reg == kNoRegister) {
          (is_true ? place.is_unexpected : place.is_optimised) = true;
        } else if (reg != kNoRegister && reg != place.reg) {
          place.is_unexpected = true;
        } else if (is_true && (place.first_pieces | place.second_pieces) != 0) {
          bool is_whole = place.first_pieces != 0 && place.second_pieces != 0;
          if (keeps_slots && !is_whole) place.member = kUnnamed;
          if (is_whole || keeps_slots) {
            slot += slots;
            continue;
          }
          if (place.member != kUnnamed) {
            parameters[i].type = place.member_type;
            ++slot;
            continue;
          }
        }
      } else if (place.has_const_value && !format_->is_clang) {
        place.is_optimised = true;
      } else if (is_true && !keeps_slots) {
        place.is_optimised = true;
        takes_slots = false;
      }
      if (takes_slots) slot += is_in_memory(place) ? 1 : slots;
    }
  }

  bool next_keeps_slots(const UnitParameter& next, int slot) {
    const ParameterPlace& place = place_of(next);
    return place.reg != kNoRegister && slot < options_.convention.registers &&
           place.reg == expected(slot);
  }

  bool is_struct(uint32_t type) const {
    constexpr KindSet kSkipped = {TypeKind::kConst, TypeKind::kTypedef};
    type = skip(kSkipped, types_, type);
    if (type == 0) return false;
    TypeKind kind = types_.types[type - 1].kind;
    return kind == TypeKind::kStruct || kind == TypeKind::kFwd;
  }

  // A packed struct on the stack isn't where the types of the parameters say.
  bool has_uncertain_location(std::span<UnitParameter> parameters) const {
    auto registers = static_cast<size_t>(options_.convention.registers);
    for (size_t i = registers; i < parameters.size(); ++i) {
      uint32_t type = parameters[i].type;
      if (type != 0 && is_packed(types_, type, format_->expression.address_size)) return true;
    }
    return false;
  }

  const UnitTypes& types_;
  UnitFunctions& unit_;
  uint32_t unit_number_;
  const ElfFunctions& symbols_;
  const FunctionOptions& options_;
  FunctionStates& states_;
  const LocationFormat* format_;
  std::vector<ParameterPlace> places_;                    // by parameter
  std::vector<std::pair<uint32_t, uint32_t>> functions_;  // DIE and index, sorted
  std::vector<IndexedParameter> parameters_;              // sorted
  ParameterPlaceReader place_reader_;
};

}  // namespace

const LocationFormat& format_of(uint32_t die, std::span<const LocationFormat> formats) {
  return *std::prev(std::ranges::upper_bound(formats, die, {}, &LocationFormat::begin));
}

void analyse_functions(const UnitTypes& types, UnitFunctions& functions, uint32_t unit,
                       const ElfFunctions& symbols, const FunctionOptions& options,
                       FunctionStates& states) {
  if (functions.functions.empty()) return;
  Analysis(types, functions, unit, symbols, options, states).run();
}

}  // namespace btfkit::btfgen
