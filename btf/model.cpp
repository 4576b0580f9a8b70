#include "btf/model.h"

#include <cassert>

namespace btfkit::btf {
namespace {

// The kernel's MAX_RESOLVE_DEPTH is 32; a modifier chain of real code is far shorter.
constexpr int kMaxModifiers = 256;
constexpr int kMaxArrayNesting = 32;

}  // namespace

std::string_view kind_name(const Kind& kind) {
  return std::visit(Overloaded{
                        [](const Int&) { return "INT"; },
                        [](const Ptr&) { return "PTR"; },
                        [](const Array&) { return "ARRAY"; },
                        [](const Struct&) { return "STRUCT"; },
                        [](const Union&) { return "UNION"; },
                        [](const Enum&) { return "ENUM"; },
                        [](const Fwd&) { return "FWD"; },
                        [](const Typedef&) { return "TYPEDEF"; },
                        [](const Volatile&) { return "VOLATILE"; },
                        [](const Const&) { return "CONST"; },
                        [](const Restrict&) { return "RESTRICT"; },
                        [](const Func&) { return "FUNC"; },
                        [](const FuncProto&) { return "FUNC_PROTO"; },
                        [](const Var&) { return "VAR"; },
                        [](const Datasec&) { return "DATASEC"; },
                        [](const Float&) { return "FLOAT"; },
                        [](const DeclTag&) { return "DECL_TAG"; },
                        [](const TypeTag&) { return "TYPE_TAG"; },
                        [](const Enum64&) { return "ENUM64"; },
                    },
                    kind);
}

const Composite* as_composite(const Kind& kind) {
  if (auto* type = std::get_if<Struct>(&kind)) return type;
  return std::get_if<Union>(&kind);
}

Composite* as_composite(Kind& kind) {
  return const_cast<Composite*>(as_composite(std::as_const(kind)));
}

std::optional<TypeId> referenced_type(const Kind& kind) {
  if (auto* type = std::get_if<Ptr>(&kind)) return type->type;
  if (auto* type = std::get_if<Typedef>(&kind)) return type->type;
  if (auto* type = std::get_if<Const>(&kind)) return type->type;
  if (auto* type = std::get_if<Volatile>(&kind)) return type->type;
  if (auto* type = std::get_if<Restrict>(&kind)) return type->type;
  if (auto* type = std::get_if<TypeTag>(&kind)) return type->type;
  return std::nullopt;
}

Btf::Btf(Endian endian) : endian_(endian), strings_(1, '\0') {}

Btf::Btf(const Btf& base, Endian endian)
    : endian_(endian),
      base_(&base),
      first_id_(number(base.end_id())),
      first_string_(base.end_string()) {}

std::optional<std::string_view> Btf::find_string(StringOffset offset) const {
  uint32_t position = number(offset);
  if (position < first_string_) return base_->find_string(offset);
  position -= first_string_;
  if (position >= strings_.size()) return std::nullopt;
  // The section ends in NUL, so the string does.
  return std::string_view(strings_.c_str() + position);
}

TypeId Btf::add_type(Type type) {
  types_.push_back(std::move(type));
  return TypeId{number(end_id()) - 1};
}

StringOffset Btf::add_string(std::string_view text) {
  if (text.empty()) return kNoName;
  if (string_index_.empty()) {
    for (size_t at = 0; at < strings_.size();) {
      std::string_view old(strings_.c_str() + at);
      string_index_.try_emplace(std::string(old), first_string_ + static_cast<uint32_t>(at));
      at += old.size() + 1;
    }
  }
  auto [entry, added] = string_index_.try_emplace(std::string(text), end_string());
  if (added) strings_.append(text).push_back('\0');
  return StringOffset{entry->second};
}

void Btf::set_strings(std::string strings) {
  assert(base_ || (!strings.empty() && strings.front() == '\0'));
  assert(strings.empty() || strings.back() == '\0');
  strings_ = std::move(strings);
  string_index_.clear();
}

std::string describe(const Btf& btf, TypeId id) {
  if (id == kVoid) return "[0] void";
  const Type& type = btf.type(id);
  std::string_view name = btf.name(type);
  return fmt::format("[{}] {} '{}'", number(id), kind_name(type.kind),
                     name.empty() ? "(anon)" : name);
}

Result<TypeId> skip_modifiers(const Btf& btf, TypeId id) {
  TypeId current = id;
  for (int step = 0; step < kMaxModifiers; ++step) {
    if (current == kVoid) return current;
    const Kind& kind = btf.type(current).kind;
    auto next = referenced_type(kind);
    if (!next || std::holds_alternative<Ptr>(kind)) return current;
    current = *next;
  }
  return fail("type {}: the chain of modifiers doesn't end", describe(btf, id));
}

Result<uint64_t> size_of(const Btf& btf, TypeId id, uint32_t pointer_size) {
  // Array counts multiply; the product is checked so that it can't wrap.
  uint64_t count = 1;
  TypeId current = id;
  for (int nesting = 0; nesting < kMaxArrayNesting; ++nesting) {
    current = BTFKIT_TRY(skip_modifiers(btf, current));
    if (current == kVoid) return fail("void has no size");
    const Kind& kind = btf.type(current).kind;
    auto* array = std::get_if<Array>(&kind);
    if (!array) {
      std::optional<uint64_t> one =
          std::visit(Overloaded{
                         [](const Int& type) { return std::optional<uint64_t>(type.size); },
                         [](const Float& type) { return std::optional<uint64_t>(type.size); },
                         [](const Enum& type) { return std::optional<uint64_t>(type.size); },
                         [](const Enum64& type) { return std::optional<uint64_t>(type.size); },
                         [](const Struct& type) { return std::optional<uint64_t>(type.size); },
                         [](const Union& type) { return std::optional<uint64_t>(type.size); },
                         [](const Datasec& type) { return std::optional<uint64_t>(type.size); },
                         [&](const Ptr&) { return std::optional<uint64_t>(pointer_size); },
                         [](const auto&) { return std::optional<uint64_t>(); },
                     },
                     kind);
      if (!one) return fail("type {} has no size", describe(btf, current));
      if (*one != 0 && count > UINT64_MAX / *one) {
        return fail("type {}: its size doesn't fit into 64 bits", describe(btf, id));
      }
      return count * *one;
    }
    if (array->count != 0 && count > UINT64_MAX / array->count) {
      return fail("type {}: its size doesn't fit into 64 bits", describe(btf, id));
    }
    count *= array->count;
    current = array->element;
  }
  return fail("type {}: arrays are nested too deeply", describe(btf, id));
}

uint32_t pointer_size(const Btf& btf) {
  for (const Btf* part = &btf; part; part = part->base()) {
    for (const Type& type : part->own_types()) {
      auto* integer = std::get_if<Int>(&type.kind);
      if (!integer || (integer->size != 4 && integer->size != 8)) continue;
      std::string_view name = btf.name(type);
      if (name == "long" || name == "long int" || name == "unsigned long" ||
          name == "long unsigned int") {
        return integer->size;
      }
    }
  }
  constexpr uint32_t kBpfPointerSize = 8;
  return kBpfPointerSize;
}

}  // namespace btfkit::btf
