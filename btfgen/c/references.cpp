#include "c/references.h"

#include <fmt/format.h>

#include <algorithm>

namespace btfkit::btfgen {
namespace {

bool is_stand_in(const UnitType& type) {
  return type.kind <= TypeKind::kNothing;
}

}  // namespace

void References::begin(uint64_t base, uint32_t size, const std::vector<uint32_t>& dies,
                       UnitTypes& types, UnitFunctions& functions) {
  base_ = base;
  types_ = &types;
  numbers_.build(size, dies);
  if (std::ranges::any_of(types.types, is_stand_in)) replace_stand_ins();
  for (UnitParameter& parameter : functions.parameters) parameter.type = find(parameter.type);
  for (UnitFunction& function : functions.functions) function.result = find(function.result);
  for (UnitVariable& variable : functions.variables) variable.type = find(variable.type);
}

void References::resolve_types() {
  for (UnitType& type : types_->types) {
    resolve(type);
    if (!has_typed_entries(type.kind)) continue;
    for (uint32_t i = 0; i < type.count; ++i) resolve(types_->entries[type.first + i]);
  }
}

uint32_t References::tell_missing(uint32_t die) {
  if (die == kOutside) {
    types_->refers_outside = true;
  } else {
    types_->problems.push_back(
        fmt::format("DIE {:#x} is referred to as a type, but is none", base_ + die));
  }
  return 0;
}

// BTF's enumerations have a sign in the place of the underlying type.
void References::take_underlying(UnitType& enumeration) const {
  bool is_signed =
      enumeration.target != 0 && types_->types[enumeration.target - 1].encoding == kIntSigned;
  if (enumeration.kind == TypeKind::kEnum64) enumeration.flag = is_signed;
  enumeration.target = 0;
}

void References::replace_stand_ins() {
  std::vector<UnitType>& types = types_->types;
  for (UnitType& type : types) {
    if (is_stand_in(type)) type.target = find(type.target);
  }
  numbers_.replace([&](uint32_t number) {
    for (size_t steps = 0; number != 0; ++steps) {
      const UnitType& type = types[number - 1];
      if (!is_stand_in(type)) break;
      bool leads_on = type.kind == TypeKind::kTransparent && steps < types.size();
      number = leads_on ? type.target : 0;
    }
    return number;
  });
}

}  // namespace btfkit::btfgen
