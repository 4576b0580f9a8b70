#include "c/parameter_places.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "c/type_chain.h"

namespace btfkit::btfgen {
namespace {

using dwarf::Operation;

void set_register(ParameterPlace& place, int reg) {
  if (place.reg == kNoRegister) place.reg = reg;
}

// Where list `index` of those of the unit (DW_FORM_loclistx) begins in its section.
std::optional<uint64_t> find_list(const LocationFormat& format, uint64_t index) {
  uint8_t size = format.expression.offset_size;
  ByteReader reader(format.lists, format.expression.endian);
  if (index > format.lists.size() || !reader.seek(format.lists_base + index * size)) {
    return std::nullopt;
  }
  if (size == 4) {
    auto entry = reader.u32();
    return entry ? std::optional(format.lists_base + *entry) : std::nullopt;
  }
  auto entry = reader.u64();
  return entry ? std::optional(format.lists_base + *entry) : std::nullopt;
}

}  // namespace

ParameterPlace ParameterPlaceReader::read(const UnitParameter& parameter,
                                          const LocationFormat& format) {
  format_ = &format;
  ParameterPlace place;
  uint8_t address_size = format.expression.address_size;
  place.type_size =
      static_cast<uint32_t>(size_of(types_, parameter.type, address_size).value_or(0));
  place.has_const_value = parameter.has_const_value;
  place.has_location = parameter.location.has_value();
  if (parameter.location) read_location(*parameter.location, place);
  if (options_.true_signature && parameter.has_type) find_member(parameter.type, place);
  return place;
}

void ParameterPlaceReader::read_location(const Location& location, ParameterPlace& place) {
  if (location.form == dwarf::LocationForm::kExpression) {
    Bytes expression{reinterpret_cast<const std::byte*>(location.value), location.size};
    if (decode(expression, format_->expression, operations_)) read_expression(0, place);
    return;
  }
  std::optional<uint64_t> offset = location.value;
  if (location.form == dwarf::LocationForm::kListIndex) {
    offset = find_list(*format_, location.value);
  }
  if (!offset) return;
  dwarf::LocationList list(format_->lists, *offset, format_->expression);
  Bytes expression;
  for (int number = 0; list.next(expression); ++number) {
    if (!decode(expression, format_->expression, operations_)) return;
    if (!operations_.empty()) read_expression(number, place);
  }
}

// What the expression in operations_, of the location's list the one with that number, tells.
void ParameterPlaceReader::read_expression(int number, ParameterPlace& place) {
  bool is_first = number == 0;
  if (operations_.empty()) return;
  bool is_value = operations_.back().op == dwarf::Op::kStackValue;
  if (operations_.size() == 2 && is_value) operations_.pop_back();
  const Operation& first = operations_.front();
  if (first.is_constant()) {
    if (is_first) place.is_constant = true;
    return;
  }
  if (operations_.size() > 1) return read_pieces(is_first, place);
  if (auto reg = first.register_number()) {
    if (is_first) set_register(place, *reg);
  } else if (auto base = first.base_register()) {
    if (is_first && is_value) set_register(place, *base);
  } else if (first.op == dwarf::Op::kFbreg) {
    if (is_first) place.is_on_stack = true;
  } else if (first.op == dwarf::Op::kEntryValue || first.op == dwarf::Op::kGnuEntryValue) {
    std::vector<Operation> entry;
    if (decode(first.block, format_->expression, entry) && entry.size() == 1) {
      if (auto at_entry = entry.front().register_number()) set_register(place, *at_entry);
    }
  }
}

void ParameterPlaceReader::read_pieces(bool is_first, ParameterPlace& place) {
  uint32_t address_size = format_->expression.address_size;
  const Operation& first = operations_.front();
  if (place.type_size <= address_size || !options_.convention.splits_aggregates) {
    if (!is_first) return;
    bool is_value = std::any_of(operations_.begin() + 1, operations_.end(),
                                [](const auto& op) { return op.op == dwarf::Op::kStackValue; });
    if (auto reg = first.register_number()) {
      set_register(place, *reg);
    } else if (auto base = first.base_register(); base && is_value) {
      set_register(place, *base);
    }
    return;
  }
  uint64_t offset = 0;
  for (size_t i = 0; i < operations_.size(); ++i) {
    const Operation& operation = operations_[i];
    if (operation.op == dwarf::Op::kPiece) {
      if (i != 0 && offset < address_size) {
        place.first_pieces |= uint64_t{1} << offset;
      } else if (i != 0 && offset - address_size < 64) {
        place.second_pieces |= uint64_t{1} << (offset - address_size);
      }
      offset = i == 0 ? operation.number : offset + operation.number;
    } else if (auto reg = operation.register_number()) {
      set_register(place, *reg);
    }
  }
}

// Where there is one piece alone, what of the aggregate it is.
void ParameterPlaceReader::find_member(uint32_t type, ParameterPlace& place) const {
  if (std::popcount(place.first_pieces) + std::popcount(place.second_pieces) != 1) return;
  uint32_t byte = place.first_pieces != 0
                      ? static_cast<uint32_t>(std::countr_zero(place.first_pieces))
                      : format_->expression.address_size +
                            static_cast<uint32_t>(std::countr_zero(place.second_pieces));
  constexpr KindSet kSkipped = {TypeKind::kConst, TypeKind::kVolatile, TypeKind::kTypedef};
  type = skip(kSkipped, types_, type);
  if (type == 0) return;
  const UnitType& of = types_.types[type - 1];
  if (of.kind != TypeKind::kStruct) return;
  for (uint32_t i = 0; i < of.count; ++i) {
    const UnitEntry& member = types_.entries[of.first + i];
    if (place_of_member(of, member).offset != byte * 8) continue;
    if (member.target != 0) {
      place.member = member.name;
      place.member_type = member.target;
    }
    return;
  }
}

}  // namespace btfkit::btfgen
