#include "diff_same.h"

#include "btf/spell.h"

namespace btfkit::btf {
namespace {

// Bounds for crafted types, far above what two kernels need.
constexpr uint64_t kSteps = 20'000'000, kStepsPerType = 256;
constexpr int kMaxDepth = 256;

bool is_enum(const Kind& kind) {
  return std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind);
}

}  // namespace

Sameness::Sameness(const Btf& before, const Btf& after)
    : before_(before),
      after_(after),
      pointer_size_before_(pointer_size(before)),
      pointer_size_after_(pointer_size(after)),
      steps_(kSteps +
             kStepsPerType * (uint64_t{number(before.end_id())} + number(after.end_id()))) {}

bool Sameness::step(const Btf& btf, TypeId id) {
  if (failure_) return false;
  if (steps_ != 0) {
    --steps_;
    return true;
  }
  stop(btf, id);
  return false;
}

void Sameness::stop(const Btf& btf, TypeId id) {
  if (failure_) return;
  failure_ =
      Error(fmt::format("type {}: types are nested too deeply, or in a loop", describe(btf, id)));
}

Result<void> Sameness::result() const {
  if (failure_) return std::unexpected(*failure_);
  return {};
}

bool Sameness::types(TypeId before, TypeId after, Inside inside) {
  int depth = depth_;
  bool same = [&] {
    for (;;) {
      if (!step(before_, before)) return false;
      if (++depth_ > kMaxDepth) {
        stop(before_, before);
        return false;
      }
      if (before == kVoid || after == kVoid) return before == after;
      Type a = before_.type(before);
      Type b = after_.type(after);
      std::string_view name = before_.name(a);
      if (name != after_.name(b)) return false;
      std::string_view word = keyword(a.kind);
      if (word != keyword(b.kind)) return false;
      if (!word.empty()) {
        // A forward declaration stands for what it declares.
        if (!name.empty()) return true;
        auto* one = as_composite(a.kind);
        auto* other = as_composite(b.kind);
        if (one && other) return inside == Inside::kByName || composites(*one, *other);
        bool equal = false;
        with_enum(a.kind, [&](const auto& x) {
          with_enum(b.kind, [&](const auto& y) { equal = enums(x, y); });
        });
        return is_enum(a.kind) ? equal : !one && !other;
      }
      if (a.kind.index() != b.kind.index()) return false;
      if (auto* array = std::get_if<Array>(&a.kind)) {
        const auto& other = std::get<Array>(b.kind);
        if (array->count != other.count) return false;
        before = array->element;
        after = other.element;
        continue;
      }
      if (auto* function = std::get_if<FuncProto>(&a.kind)) {
        return prototypes(*function, std::get<FuncProto>(b.kind));
      }
      auto next = referenced_type(a.kind);
      if (!next || std::holds_alternative<Typedef>(a.kind)) return true;
      // What is behind a pointer has no fields of its own in the difference.
      if (std::holds_alternative<Ptr>(a.kind)) inside = Inside::kCompare;
      before = *next;
      after = *referenced_type(b.kind);
    }
  }();
  depth_ = depth;
  return same;
}

bool Sameness::composites(const Composite& before, const Composite& after) {
  if (before.size != after.size || before.members.size() != after.members.size()) return false;
  for (size_t i = 0; i < before.members.size(); ++i) {
    const Member& a = before.members[i];
    const Member& b = after.members[i];
    if (before.bit_offset(a) != after.bit_offset(b) || before.bit_width(a) != after.bit_width(b) ||
        before_.string(a.name) != after_.string(b.name) || !types(a.type, b.type)) {
      return false;
    }
    // A type of the same name may have another size.
    if (size_of(before_, a.type, pointer_size_before_).value_or(0) !=
        size_of(after_, b.type, pointer_size_after_).value_or(0)) {
      return false;
    }
  }
  return true;
}

bool Sameness::prototypes(const FuncProto& before, const FuncProto& after) {
  if (before.parameters.size() != after.parameters.size()) return false;
  if (!types(before.result, after.result)) return false;
  for (size_t i = 0; i < before.parameters.size(); ++i) {
    if (!types(before.parameters[i].type, after.parameters[i].type)) return false;
  }
  return true;
}

}  // namespace btfkit::btf
