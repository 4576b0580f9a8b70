// Names of members and parameters in C++.
//
// A member hides what its class knows by the same name, and C++ wants a name to mean one thing all
// over a class:
//
//   struct ib_device_attr { port_id port_id; port_id other; };   // what is the second port_id?
//
// C keeps members apart from everything else. So a member is renamed if it is called as
// - a keyword;
// - a typedef that its class uses, at any depth (`struct foo` is a struct whatever foo is, so that
//   only typedefs are in danger);
// - an enumerator of an unnamed enum in its class, where C++ has it as another member;
// - its class, if it is inside an unnamed struct or union of that: only constructors may be.
#pragma once

#include <vector>

#include "dump_c_names.h"
#include "dump_c_walk.h"

namespace btfkit::btf::c {

class CxxMembers {
 public:
  CxxMembers(const Btf& btf, Walk& walk, Names& names) : btf_(btf), walk_(walk), names_(names) {}

  // The class whose members are being written, as long as it lives. An unnamed struct or union that
  // is a member without a name (`is_transparent`) is no class of its own: its members are those of
  // the class around it. Null `members` is for C, where nothing is to be done.
  class Class {
   public:
    Class(CxxMembers* members, TypeId id, bool is_transparent)
        : members_(members), is_transparent_(is_transparent) {
      if (members_) members_->enter(id, is_transparent_);
    }
    Class(const Class&) = delete;
    ~Class() {
      if (members_) members_->leave(is_transparent_);
    }

   private:
    CxxMembers* members_;
    bool is_transparent_;
  };

  // The name of a member of the innermost class.
  Name member(std::string_view text);
  // The name of a parameter of `proto`.
  Name parameter(const FuncProto& proto, std::string_view text);

 private:
  struct Scope {
    TypeId id;
    size_t hidden_begin;
    size_t types_begin;
    size_t others_begin;
    Name class_name;
    uint32_t depth;  // of transparent structs and unions
  };
  struct Hidden {
    std::string_view name;
    size_t scope_before;
  };

  void enter(TypeId id, bool is_transparent);
  void leave(bool is_transparent);
  void collect_members(TypeId id);
  template <typename AnyEnumerators>
  void collect_enumerators(TypeId id, const AnyEnumerators& enumerators);
  void collect_types(const Composite& kind);
  void collect_types(TypeId id);
  TypeId unnamed_type(TypeId id);
  void note_hidden(std::string_view name);
  bool hides(std::string_view text) const;
  bool is_taken(const std::string& name);

  const Btf& btf_;
  Walk& walk_;
  Names& names_;
  std::vector<Scope> scopes_;
  // Of each name that a member would hide: the number of the innermost class where it would,
  // counted from the outermost, which is 1.
  NameTable<size_t> hidden_in_;
  // Of all scopes, innermost last: what was put into hidden_in_; typedefs that are used there, and
  // members that are called as another one with underscores might be.
  std::vector<Hidden> hidden_;
  std::vector<Name> types_;
  std::vector<std::string> others_;
};

}  // namespace btfkit::btf::c
