#include "cxx_rust/underlying.h"

#include "btf/model.h"

namespace btfkit::btfgen {
namespace {

constexpr int kMaxSteps = 256;  // longer chains come from damaged files only

std::optional<uint64_t> size_of(const Graph& graph, TypeRef type, uint32_t pointer_size,
                                int depth) {
  using Size = std::optional<uint64_t>;
  auto id = underlying(graph, type);
  if (!id || depth == kMaxSteps) return std::nullopt;
  return std::visit(
      btf::Overloaded{
          [](const BaseType& kind) { return Size(kind.size); },
          // Behind typedefs and qualifiers only pointers are modifiers.
          [&](const Modifier&) { return Size(pointer_size); },
          [&](const UnspecifiedType&) { return Size(pointer_size); },
          [&](const PointerToMember& kind) {
            auto target = underlying(graph, kind.type);
            bool is_method =
                target && std::holds_alternative<SubroutineType>(graph.node(*target).kind);
            return Size((is_method ? 2 : 1) * uint64_t{pointer_size});
          },
          [](const Composite& kind) { return kind.is_declaration ? Size() : Size(kind.size); },
          [&](const Enumeration& kind) { return Size(enum_size(graph, kind)); },
          [&](const ArrayType& kind) {
            Size size = size_of(graph, kind.element, pointer_size, depth + 1);
            for (uint64_t count : kind.counts) {
              if (size) *size *= count;
            }
            return kind.counts.empty() ? Size(0) : size;
          },
          [](const SubroutineType&) { return Size(); },
          [](const Function&) { return Size(); },
          [](const Variable&) { return Size(); },
          [](const Scope&) { return Size(); },
      },
      graph.node(*id).kind);
}

}  // namespace

std::optional<NodeId> underlying(const Graph& graph, TypeRef type) {
  for (int step = 0; type && step < kMaxSteps; ++step) {
    auto id = graph.find(*type);
    if (!id) return std::nullopt;
    const NodeKind& kind = graph.node(*id).kind;
    if (auto* modifier = std::get_if<Modifier>(&kind)) {
      if (modifier->kind == ModifierKind::kPointer) return id;
      type = modifier->target;
    } else if (auto* composite = std::get_if<Composite>(&kind);
               composite && composite->definition) {
      type = composite->definition;
    } else if (auto* values = std::get_if<Enumeration>(&kind); values && values->definition) {
      type = values->definition;
    } else {
      return id;
    }
  }
  return std::nullopt;
}

std::optional<uint64_t> size_of(const Graph& graph, TypeRef type, uint32_t pointer_size) {
  return size_of(graph, type, pointer_size, 0);
}

uint64_t enum_size(const Graph& graph, const Enumeration& kind) {
  if (kind.size != 0) return kind.size;
  constexpr uint64_t kSizeOfInt = 4;  // what pahole takes for a forward declaration
  auto type = underlying(graph, kind.underlying);
  auto* base = type ? std::get_if<BaseType>(&graph.node(*type).kind) : nullptr;
  return base ? base->size : kSizeOfInt;
}

}  // namespace btfkit::btfgen
