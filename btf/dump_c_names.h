// Names for the C dump: BTF may have several types of one name, a C file may not. For C++ the names
// then go through CxxNames.
#pragma once

#include <vector>

#include "btf/model.h"
#include "dump_c_repeats.h"
#include "dump_cxx_names.h"
#include "name_table.h"

namespace btfkit::btf::c {

// A name that is declared or used: a type's, or an enumerator's, which has no type of its own.
struct NameUse {
  StringOffset name;
  TypeId type;  // or kVoid
  Scope scope;
};

// Which name is the second `foo`: uses are counted in the order of the header.
class Versions {
 public:
  explicit Versions(const Btf& btf) : btf_(btf), types_(number(btf.end_id())) {}

  // From 1. A type keeps the one that it got first; of an enumerator each use is another one.
  uint32_t add(const NameUse& use) {
    NameTable<uint32_t>& uses = use.scope == Scope::kTags ? tags_ : identifiers_;
    std::string_view name = btf_.string(use.name);
    if (use.type == kVoid) return ++uses[name];
    uint32_t& version = types_[number(use.type)];
    if (version == 0) version = ++uses[name];
    return version;
  }

 private:
  const Btf& btf_;
  std::vector<uint32_t> types_;  // by id; 0: not named yet
  NameTable<uint32_t> tags_;     // how often each name has been used
  NameTable<uint32_t> identifiers_;
};

class Names {
 public:
  // For a part of a C header: those names that may be repeated get a pending version, as which one
  // is theirs depends on the parts before.
  Names(const Btf& btf, const Repeats& repeats) : btf_(btf), repeats_(&repeats) {}
  // For C++, from the header's begin to its end.
  Names(const Btf& btf, CxxNames& cxx) : btf_(btf), cxx_(&cxx), versions_(btf) {}

  // The name behind `struct`, `union` or `enum`. A forward declaration, and an enum without
  // enumerators, shares its name with the definition.
  Name tag(TypeId id);
  // The name of a typedef.
  Name identifier(TypeId id);
  // The name of an enumerator of `id`; each call declares another one.
  Name enumerator(TypeId id, StringOffset name);
  // The name of a function, in C++.
  Name function(StringOffset name);

  // The names with a pending version, by that.
  const std::vector<NameUse>& pending() const { return pending_; }

 private:
  std::string_view text(StringOffset name) const {
    return first_string(btf_.string_and_rest(name));
  }
  bool may_repeat(TypeId id) const { return !repeats_ || repeats_->has(id); }
  Name versioned(TypeId id, Scope scope);
  uint32_t version(const NameUse& use);
  bool is_type_of_its_name(TypeId id, Name name);

  const Btf& btf_;
  const Repeats* repeats_ = nullptr;  // null for C++
  CxxNames* cxx_ = nullptr;           // null for C
  std::optional<Versions> versions_;  // null for C
  std::vector<NameUse> pending_;
};

}  // namespace btfkit::btf::c
