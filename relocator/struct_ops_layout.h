// The stage that lays out struct_ops for the target: each variable becomes a map whose value is its
// struct as the target has it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel.h"
#include "link.h"
#include "maps.h"
#include "object.h"
#include "struct_ops.h"

namespace btfkit::relocator {

// Where the kernel calls a program from.
struct CallbackTarget {
  btf::TypeId type;  // the target's struct
  uint32_t module;   // 0: of vmlinux; n: of the plan's n-th module
  uint32_t member;   // its index in that

  friend bool operator==(const CallbackTarget&, const CallbackTarget&) = default;
};

// What they are looked up by in the target.
std::vector<SoughtName> struct_ops_names(const Object& object);

// A map's programs by the byte of its data, and by the index of their functions.
struct StructOpsMap {
  size_t map;  // its index
  std::map<uint32_t, size_t> functions;
};

struct StructOpsLayout {
  std::vector<StructOpsMap> maps;
  std::map<std::string, CallbackTarget> targets;  // by the program's name
};

// Appends a map for each that is created, laid out as the target's struct: members by their names,
// wherever they are there. One that the target lacks has to be zero; one of another kind or size is
// an error, as libbpf has it.
Result<StructOpsLayout> lay_out_struct_ops(const std::vector<StructOps>& variables,
                                           const Object& object, const Kernel& kernel,
                                           std::vector<Map>& maps,
                                           std::vector<std::string>& modules);

// Says in the maps which of the linked programs they have.
void fill_struct_ops(const StructOpsLayout& layout, const Object& object,
                     const std::vector<LinkedProgram>& programs, std::vector<Map>& maps);

}  // namespace btfkit::relocator
