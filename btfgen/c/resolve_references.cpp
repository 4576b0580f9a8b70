#include "c/resolve_references.h"

#include <fmt/format.h>

namespace btfkit::btfgen {
namespace {

class ReferenceResolver {
 public:
  ReferenceResolver(uint64_t base, const TypeNumbers& numbers, UnitTypes& types,
                    UnitFunctions& functions)
      : base_(base), numbers_(numbers), types_(types), functions_(functions) {}

  void run() {
    bool has_stand_ins = false;
    for (UnitType& type : types_.types) {
      type.target = find(type.target);
      has_stand_ins |= type.kind <= TypeKind::kNothing;
    }
    for_each_use([this](uint32_t& target) { target = find(target); });
    if (has_stand_ins) replace_stand_ins();
    for (UnitType& type : types_.types) {
      if (!is_enum(type.kind)) continue;
      if (type.kind == TypeKind::kEnum64) type.flag = is_signed(type.target);
      type.target = 0;
    }
  }

 private:
  // Calls `visit` with each reference but those of the types themselves.
  template <typename Visit>
  void for_each_use(Visit visit) {
    for (const UnitType& type : types_.types) {
      for (uint32_t i = 0; !is_enum(type.kind) && i < type.count; ++i) {
        visit(types_.entries[type.first + i].target);
      }
    }
    for (UnitParameter& parameter : functions_.parameters) visit(parameter.type);
    for (UnitFunction& function : functions_.functions) visit(function.result);
    for (UnitVariable& variable : functions_.variables) visit(variable.type);
  }

  uint32_t find(uint32_t die) {
    if (die == 0) return 0;
    uint32_t found = die == kOutside ? 0 : numbers_.find(die);
    if (found == 0) [[unlikely]]
      tell_missing(die);
    return found;
  }
  [[gnu::cold, gnu::noinline]] void tell_missing(uint32_t die) {
    if (die == kOutside) {
      types_.refers_outside = true;
    } else {
      types_.problems.push_back(
          fmt::format("DIE {:#x} is referred to as a type, but is none", base_ + die));
    }
  }

  void replace_stand_ins() {
    auto replace = [this](uint32_t& target) {
      for (size_t steps = 0; target != 0; ++steps) {
        const UnitType& type = types_.types[target - 1];
        if (type.kind > TypeKind::kNothing) return;
        bool leads_on = type.kind == TypeKind::kTransparent && steps < types_.types.size();
        target = leads_on ? type.target : 0;
      }
    };
    for (UnitType& type : types_.types) {
      if (type.kind > TypeKind::kNothing) replace(type.target);
    }
    for_each_use(replace);
  }

  bool is_signed(uint32_t underlying) const {
    return underlying != 0 && types_.types[underlying - 1].encoding == kIntSigned;
  }

  uint64_t base_;
  const TypeNumbers& numbers_;
  UnitTypes& types_;
  UnitFunctions& functions_;
};

}  // namespace

void resolve_references(uint64_t base, uint32_t size, const std::vector<uint32_t>& dies,
                        TypeNumbers& numbers, UnitTypes& types, UnitFunctions& functions) {
  numbers.build(size, dies);
  ReferenceResolver(base, numbers, types, functions).run();
}

}  // namespace btfkit::btfgen
