// What objects need of a kernel: the part of its BTF by which their relocations come out as they do
// against all of it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string_view>

#include "btf/ext.h"
#include "btf/model.h"

namespace btfkit::core {

// The object's side: all of it must outlive the Needs that it is given to.
struct Relocatable {
  std::string_view name;  // for messages
  const btf::Btf* btf;
  const btf::Ext* ext;
};

struct Minimised {
  btf::Btf btf;
  // Of types whose ids the objects ask for: those in the target's BTF, by those in this one.
  std::map<btf::TypeId, btf::TypeId> ids;
};

class Needs {
 public:
  // `target` must outlive this. A split BTF counts with its base.
  explicit Needs(const btf::Btf& target);

  // Adds what the relocations of `objects` find in the target, and what else they ask for by name
  // (asked_names). What they don't find they won't find in the smaller BTF either. Fails where an
  // object is at fault; errors name it and the relocation.
  Result<void> add(std::span<const Relocatable> objects);

  // The needed types in the order of their ids, structs with the needed members, enums with the
  // needed enumerators, and a `long`, from which loaders know the size of a pointer. Qualifiers,
  // and typedefs that no relocation names, are left out, and what a pointer leads to, but where
  // whole types are compared. A split target becomes one BTF without a base.
  Minimised minimise() const;

  // Whether a relocation asks for a type's id, which is another one in the smaller BTF.
  bool wants_ids() const { return wants_ids_; }

 private:
  class Marker;
  class Builder;

  const btf::Btf& target_;
  // Few of a kernel's types have one.
  std::map<btf::TypeId, uint8_t> marks_;
  // The needed members or enumerators of structs, unions and enums.
  std::map<btf::TypeId, std::set<uint32_t>> entries_;
  std::set<btf::TypeId> with_ids_;
  bool wants_ids_ = false;
};

}  // namespace btfkit::core
