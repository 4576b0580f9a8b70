#include "dump_c_names.h"

#include "words.h"

namespace btfkit::btf::c {

Name Names::tag(TypeId id) {
  std::span<const uint32_t> words = btf_.words(id);
  bool declares_only = wire_kind(words) == wire::Kind::kFwd ||
                       (wire_kind(words) == wire::Kind::kEnum && vlen_of(words[1]) == 0);
  Name name = declares_only ? Name{btf_.name(id), 1} : versioned(id, tags_);
  return cxx_ ? cxx_->tag(name) : name;
}

Name Names::identifier(TypeId id) {
  Name name = versioned(id, identifiers_);
  if (!cxx_) return name;
  return cxx_->typedef_name(id, name, [&] { return is_type_of_its_name(id, name); });
}

// `typedef struct foo foo;`
bool Names::is_type_of_its_name(TypeId id, Name name) {
  std::optional<Typedef> alias = get_if<Typedef>(btf_, id);
  if (!alias || alias->type == kVoid) return false;
  TypeId target = alias->type;
  Kind kind = btf_.type(target).kind;
  bool is_tag = as_composite(kind) || std::holds_alternative<Fwd>(kind) ||
                std::holds_alternative<Enum>(kind) || std::holds_alternative<Enum64>(kind);
  return is_tag && tag(target) == name;
}

Name Names::enumerator(StringOffset offset) {
  Name name{text(offset), identifiers_.add(offset)};
  return cxx_ ? cxx_->enumerator(name) : name;
}

Name Names::function(StringOffset name) {
  return cxx_->function(text(name), identifiers_.add(name) > 1);
}

Name Names::versioned(TypeId id, NameCounts& scope) {
  StringOffset offset{btf_.words(id)[0]};
  std::string_view name = text(offset);
  if (name.empty()) return {name, 1};
  uint32_t& version = versions_[number(id)];
  if (version == 0) version = scope.add(offset);
  return {name, version};
}

}  // namespace btfkit::btf::c
