#include "c/legality.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "c/type_chain.h"

namespace btfkit::btfgen {
namespace {

class Legality {
 public:
  Legality(const ReadUnits& units, const Survivors& survivors, uint32_t address_size)
      : units_(units), survivors_(survivors), address_size_(address_size) {}

  // All types here and below are SurvivorIds + 1, and 0 void.
  bool is_legal(const UnitType& type) const {
    switch (type.kind) {
      case TypeKind::kStruct:
      case TypeKind::kUnion:
        return std::ranges::all_of(
            entries(type), [&](const UnitEntry& member) { return is_legal_member(type, member); });
      case TypeKind::kArray: {
        auto element = size_of(type.target);
        return element && (type.size == 0 || *element <= kMaxSize / type.size);
      }
      case TypeKind::kFuncProto: {
        auto parameters = entries(type);
        for (const UnitEntry& parameter : parameters) {
          bool is_ellipsis = parameter.target == 0 && parameter.name == kUnnamed &&
                             &parameter == &parameters.back();
          if (!is_ellipsis && !size_of(parameter.target)) return false;
        }
        return type.target == 0 || size_of(type.target);
      }
      case TypeKind::kTransparent:
      case TypeKind::kNothing:
      case TypeKind::kInt:
      case TypeKind::kFloat:
      case TypeKind::kPtr:
      case TypeKind::kFwd:
      case TypeKind::kEnum:
      case TypeKind::kEnum64:
      case TypeKind::kTypedef:
      case TypeKind::kVolatile:
      case TypeKind::kConst:
      case TypeKind::kRestrict:
      case TypeKind::kTypeTag:
        return true;
    }
    __builtin_unreachable();
  }

  bool is_legal(const SelectedFunction& function) const {
    const FunctionState& state = *function.state;
    const UnitRecord& record = units_.records[state.unit];
    auto has_size = [&](uint32_t type) {
      return size_of(number(survivors_.find(record, state.unit, type)) + 1).has_value();
    };
    if (state.result != 0 && !has_size(state.result)) return false;
    auto parameters =
        std::span(record.functions.parameters).subspan(state.first_parameter, state.parameters);
    for (const FunctionParameter& parameter : parameters) {
      bool is_ellipsis =
          parameter.type == 0 && parameter.name == kUnnamed && &parameter == &parameters.back();
      if (!is_ellipsis && (parameter.type == 0 || !has_size(parameter.type))) return false;
    }
    return true;
  }

 private:
  static constexpr uint64_t kMaxSize = std::numeric_limits<uint32_t>::max();

  std::span<const UnitEntry> entries(const UnitType& type) const {
    return std::span(survivors_.entries).subspan(type.first, type.count);
  }

  auto types() const {
    return [this](uint32_t n) -> const UnitType& { return survivors_.types[n - 1].type; };
  }
  TypeKind kind_behind(uint32_t type) const {
    return types()(skip(kModifiers, type, survivors_.types.size(), types())).kind;
  }

  // In bytes; nothing if it has none, or one that BTF can't say.
  std::optional<uint64_t> size_of(uint32_t type) const {
    auto size = btfgen::size_of(type, address_size_, survivors_.types.size(), types());
    return size && *size <= kMaxSize ? size : std::nullopt;
  }

  bool is_legal_member(const UnitType& type, const UnitEntry& member) const {
    auto bytes = size_of(member.target);
    if (!bytes) return false;
    auto [offset, width] = place_of_member(type, member);
    if (offset + (width != 0 ? width : 8 * *bytes) > 8 * uint64_t{type.size}) return false;
    TypeKind kind = kind_behind(member.target);
    if (width != 0) {
      return (kind == TypeKind::kInt || is_enum(kind)) && width <= 8 * *bytes;
    }
    if (offset % 8 != 0) return false;
    if (kind != TypeKind::kFloat) return true;
    return *bytes == 0 || offset / 8 % std::min<uint64_t>(*bytes, address_size_) == 0;
  }

  const ReadUnits& units_;
  const Survivors& survivors_;
  uint32_t address_size_;
};

}  // namespace

bool is_legal(const ReadUnits& units, const Survivors& survivors,
              const std::vector<SelectedFunction>& functions, uint32_t address_size) {
  Legality legality(units, survivors, address_size);
  return std::ranges::all_of(survivors.types,
                             [&](const auto& type) { return legality.is_legal(type.type); }) &&
         std::ranges::all_of(functions,
                             [&](const auto& function) { return legality.is_legal(function); });
}

}  // namespace btfkit::btfgen
