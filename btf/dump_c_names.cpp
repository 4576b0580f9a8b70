#include "dump_c_names.h"

#include "words.h"

namespace btfkit::btf::c {

Name Names::tag(TypeId id) {
  std::span<const uint32_t> words = btf_.words(id);
  bool declares_only = wire_kind(words) == wire::Kind::kFwd ||
                       (wire_kind(words) == wire::Kind::kEnum && vlen_of(words[1]) == 0);
  Name name = declares_only ? Name{btf_.name(id), 1} : versioned(id, Scope::kTags);
  return cxx_ ? cxx_->tag(name) : name;
}

Name Names::identifier(TypeId id) {
  Name name = versioned(id, Scope::kIdentifiers);
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

Name Names::enumerator(TypeId id, StringOffset offset) {
  Name name{text(offset), 1};
  if (may_repeat(id)) name.version = version({offset, kVoid, Scope::kIdentifiers});
  return cxx_ ? cxx_->enumerator(name) : name;
}

Name Names::function(StringOffset name) {
  bool is_used = version({name, kVoid, Scope::kIdentifiers}) > 1;
  return cxx_->function(text(name), is_used);
}

Name Names::versioned(TypeId id, Scope scope) {
  StringOffset offset{btf_.words(id)[0]};
  Name name{text(offset), 1};
  if (!name.text.empty() && may_repeat(id)) name.version = version({offset, id, scope});
  return name;
}

uint32_t Names::version(const NameUse& use) {
  if (versions_) return versions_->add(use);
  pending_.push_back(use);
  return kPendingVersion + static_cast<uint32_t>(pending_.size() - 1);
}

}  // namespace btfkit::btf::c
