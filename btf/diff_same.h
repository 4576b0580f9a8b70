// Whether a type of one BTF and one of another are declared alike.
#pragma once

#include <optional>

#include "btf/model.h"

namespace btfkit::btf {

// What has a name is the same as what has the same name; what has none is looked into.
class Sameness {
 public:
  Sameness(const Btf& before, const Btf& after);

  // Whether both are spelled alike, and types without a name in them are the same inside. kByName
  // doesn't look into structs and unions that a declaration holds by value.
  enum class Inside { kCompare, kByName };
  bool types(TypeId before, TypeId after, Inside inside = Inside::kCompare);
  // Members with their names, places and types.
  bool composites(const Composite& before, const Composite& after);
  // `AnyEnum` is Enum or Enum64.
  template <typename OneEnum, typename OtherEnum>
  bool enums(const OneEnum& before, const OtherEnum& after);

  uint32_t pointer_size_before() const { return pointer_size_before_; }
  uint32_t pointer_size_after() const { return pointer_size_after_; }

  // Bounds for crafted types: asks for one more step at a type of `btf`; false if there were too
  // many. From then on all answers are false, and result() says why.
  bool step(const Btf& btf, TypeId id);
  void stop(const Btf& btf, TypeId id);
  bool stopped() const { return failure_.has_value(); }
  Result<void> result() const;

 private:
  bool prototypes(const FuncProto& before, const FuncProto& after);

  const Btf& before_;
  const Btf& after_;
  uint32_t pointer_size_before_;
  uint32_t pointer_size_after_;
  uint64_t steps_;
  int depth_ = 0;
  std::optional<Error> failure_;
};

template <typename OneEnum, typename OtherEnum>
bool Sameness::enums(const OneEnum& before, const OtherEnum& after) {
  if (before.size != after.size || before.enumerators.size() != after.enumerators.size()) {
    return false;
  }
  for (size_t i = 0; i < before.enumerators.size(); ++i) {
    const auto& a = before.enumerators[i];
    const auto& b = after.enumerators[i];
    if (value_of(a) != value_of(b) || before_.string(a.name) != after_.string(b.name)) {
      return false;
    }
  }
  return true;
}

// Calls `use` with the Enum or Enum64 that `kind` is; false if it is neither.
template <typename Use>
bool with_enum(const Kind& kind, Use use) {
  if (auto* narrow = std::get_if<Enum>(&kind)) {
    use(*narrow);
  } else if (auto* wide = std::get_if<Enum64>(&kind)) {
    use(*wide);
  } else {
    return false;
  }
  return true;
}

}  // namespace btfkit::btf
