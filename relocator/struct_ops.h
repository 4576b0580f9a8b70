// The stage that finds struct_ops: structs of callbacks that the kernel calls programs by. The
// object has them as variables of sections .struct_ops and .struct_ops.link.
#pragma once

#include <string>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

// A member that has a program.
struct Callback {
  size_t member;     // index in the object's struct
  size_t function;   // index into Object::functions
  std::string name;  // the function's
};

// A variable of one of these sections.
struct StructOps {
  std::string name;
  uint64_t offset;              // bytes into its section
  btf::TypeId type;             // its struct in the object's BTF
  std::vector<std::byte> data;  // its initial value, with zeros where programs go
  bool is_linked;               // of .struct_ops.link: it takes effect while a link is there
  bool is_created;              // the plan has a map for it
  std::vector<Callback> callbacks;
};

// Finds the variables. Created are those whose section doesn't begin with '?' or, if there are any,
// those that `only` names and no others. Marks programs as left out that only others refer to.
Result<std::vector<StructOps>> find_struct_ops(Object& object,
                                               const std::vector<std::string>& only);

// Whether there is a variable of that name.
bool has_struct_ops(const btf::Btf& btf, std::string_view name);

// The structs of the variables, for what is looked up by their names.
std::vector<btf::TypeId> struct_ops_types(const btf::Btf& btf);

}  // namespace btfkit::relocator
