// What an object asks a kernel for by name, besides the types that its relocations begin with. The
// object's BTF and .BTF.ext tell all of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"

namespace btfkit::core {

// What of a named type the object depends on.
enum class Depth {
  kDeclaration,  // a function, variable or tracepoint: also the types that are compared with it
  kMembers,      // a struct of operations: also where those members are that the object has
  kEnumerator,   // one enumerator of an enum
};

struct AskedName {
  uint32_t kind;  // BTF_KIND_* of the kernel's type
  std::string name;
  Depth depth;
  btf::TypeId local = btf::kVoid;  // of kMembers: the object's struct, or void for all members
  std::string enumerator = {};     // of kEnumerator

  friend auto operator<=>(const AskedName&, const AskedName&) = default;
};

// Attach targets of programs, by the names of their sections; what .ksyms declares with a type;
// the structs of .struct_ops and their values; what tells the variables LINUX_HAS_* of .kconfig.
// Each once.
std::vector<AskedName> asked_names(const btf::Btf& local, const btf::Ext& ext);

// For each of `names` the type of `target` that is meant, or void: the first of that kind and name,
// and of a split BTF's own types only if its base has none.
std::vector<btf::TypeId> find_asked(const btf::Btf& target, std::span<const AskedName> names);

// The members of the struct `type` in `target` that `name`, of kMembers, has in `local`; by index.
std::vector<uint32_t> asked_members(const btf::Btf& local, const AskedName& name,
                                    const btf::Btf& target, btf::TypeId type);

// The index of the enumerator that `name`, of kEnumerator, has in the enum `type`.
std::optional<uint32_t> asked_enumerator(const AskedName& name, const btf::Btf& target,
                                         btf::TypeId type);

}  // namespace btfkit::core
