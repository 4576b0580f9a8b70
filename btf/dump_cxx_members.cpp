#include "dump_cxx_members.h"

#include <algorithm>

namespace btfkit::btf::c {

void CxxMembers::enter(TypeId id, bool is_transparent) {
  if (is_transparent && !scopes_.empty()) {
    ++scopes_.back().depth;
    return;
  }
  Name class_name = btf_.name(id).empty() ? Name{} : names_.tag(id);
  scopes_.push_back({id, hidden_.size(), types_.size(), others_.size(), class_name, 0});
  collect_members(id);
  Type type = btf_.type(id);
  if (const Composite* composite = as_composite(type.kind)) collect_types(*composite);
}

void CxxMembers::leave(bool is_transparent) {
  Scope& scope = scopes_.back();
  if (is_transparent && scope.depth != 0) {
    --scope.depth;
    return;
  }
  while (hidden_.size() > scope.hidden_begin) {
    hidden_in_[hidden_.back().name] = hidden_.back().scope_before;
    hidden_.pop_back();
  }
  types_.resize(scope.types_begin);
  others_.resize(scope.others_begin);
  scopes_.pop_back();
}

// The names of the class's own members, those of transparent ones included, and of its enumerators.
void CxxMembers::collect_members(TypeId id) {
  Walk::Level level(walk_, id);
  if (!level) return;
  Type type = btf_.type(id);
  const Composite* composite = as_composite(type.kind);
  if (!composite) return;
  for (const Member& member : composite->members) {
    if (!walk_.step(id)) return;
    std::string_view name = btf_.string(member.name);
    if (name.ends_with('_')) others_.emplace_back(name);
    TypeId target = unnamed_type(member.type);
    if (target == kVoid) continue;
    Type unnamed = btf_.type(target);
    if (as_composite(unnamed.kind)) {
      if (name.empty()) collect_members(target);
    } else if (auto* enumeration = std::get_if<Enum>(&unnamed.kind)) {
      collect_enumerators(target, enumeration->enumerators);
    } else if (auto* enumeration64 = std::get_if<Enum64>(&unnamed.kind)) {
      collect_enumerators(target, enumeration64->enumerators);
    }
  }
}

template <typename AnyEnumerators>
void CxxMembers::collect_enumerators(TypeId id, const AnyEnumerators& enumerators) {
  for (const auto& enumerator : enumerators) {
    if (!walk_.step(id)) return;
    note_hidden(btf_.string(enumerator.name));
  }
}

// What is written out where `id` is used, because it has no name; void if that is nothing.
TypeId CxxMembers::unnamed_type(TypeId id) {
  while (id != kVoid && walk_.step(id)) {
    Type type = btf_.type(id);
    if (auto* array = std::get_if<Array>(&type.kind)) {
      id = array->element;
    } else if (std::holds_alternative<Typedef>(type.kind)) {
      return kVoid;
    } else if (std::optional<TypeId> next = referenced_type(type.kind)) {
      id = *next;
    } else {
      return btf_.name(type).empty() ? id : kVoid;
    }
  }
  return kVoid;
}

void CxxMembers::collect_types(const Composite& kind) {
  for (const Member& member : kind.members) {
    if (walk_.stopped()) return;
    collect_types(member.type);
  }
}

// The typedefs that are named where `id` is used or, if it has no name, written out.
void CxxMembers::collect_types(TypeId id) {
  Walk::Level level(walk_, id);
  if (!level || !walk_.step(id) || id == kVoid) return;
  Type type = btf_.type(id);
  auto target = [&](TypeId next) { collect_types(next); };
  auto composite = [&](const Composite& kind) {
    if (btf_.name(type).empty()) collect_types(kind);
  };
  std::visit(Overloaded{
                 [](const Int&) {},
                 [](const Float&) {},
                 [](const Enum&) {},
                 [](const Enum64&) {},
                 [](const Fwd&) {},
                 [&](const Struct& kind) { composite(kind); },
                 [&](const Union& kind) { composite(kind); },
                 [&](const Typedef&) {
                   Name name = names_.identifier(id);
                   types_.push_back(name);
                   if (name == Name{name.text}) note_hidden(name.text);
                 },
                 [&](const Ptr& kind) { target(kind.type); },
                 [&](const Volatile& kind) { target(kind.type); },
                 [&](const Const& kind) { target(kind.type); },
                 [&](const Restrict& kind) { target(kind.type); },
                 [&](const TypeTag& kind) { target(kind.type); },
                 [&](const Array& kind) { target(kind.element); },
                 [&](const FuncProto& kind) {
                   target(kind.result);
                   for (const Parameter& parameter : kind.parameters) target(parameter.type);
                 },
                 [](const Func&) {},
                 [](const Var&) {},
                 [](const Datasec&) {},
                 [](const DeclTag&) {},
                 [](const Unknown&) {},
             },
             type.kind);
}

void CxxMembers::note_hidden(std::string_view name) {
  size_t& scope = hidden_in_[name];
  if (scope == scopes_.size()) return;
  hidden_.push_back({name, scope});
  scope = scopes_.size();
}

// Whether the innermost class has something of this name that isn't a member.
bool CxxMembers::hides(std::string_view text) const {
  const Scope& scope = scopes_.back();
  const size_t* hidden_in = hidden_in_.find(text);
  return (hidden_in && *hidden_in == scopes_.size()) ||
         (scope.depth != 0 && scope.class_name == Name{text});
}

// The same for a name with underscores behind it, of which a member may be in the way as well.
bool CxxMembers::is_taken(const std::string& name) {
  const Scope& scope = scopes_.back();
  if (hides(name)) return true;
  for (size_t i = scope.types_begin; i < types_.size() && walk_.step(scope.id); ++i) {
    if (spelled(types_[i]) == name) return true;
  }
  for (size_t i = scope.others_begin; i < others_.size() && walk_.step(scope.id); ++i) {
    if (others_[i] == name) return true;
  }
  return false;
}

Name CxxMembers::member(std::string_view text) {
  Name name{text};
  if (text.empty() || scopes_.empty() || !(is_cxx_keyword(text) || hides(text))) return name;
  do {
    ++name.underscores;
  } while (is_taken(spelled(name)) && walk_.step(scopes_.back().id));
  others_.push_back(spelled(name));
  return name;
}

Name CxxMembers::parameter(const FuncProto& proto, std::string_view text) {
  Name name{text};
  if (!is_cxx_keyword(text)) return name;
  std::string written = spelled(name);
  auto is_written = [&](const Parameter& other) {
    return walk_.step(other.type) && btf_.string(other.name) == written;
  };
  do {
    ++name.underscores;
    written += '_';
  } while (std::ranges::any_of(proto.parameters, is_written));
  return name;
}

}  // namespace btfkit::btf::c
