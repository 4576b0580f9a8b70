// A variable in section .maps describes a map by the types of its members. Loaders read them from
// BTF and know no source line.
//
//   struct {
//     int (*type)[BPF_MAP_TYPE_HASH];
//     unsigned* key;
//     long* value;
//     int (*max_entries)[1024];
//   } counters __attribute__((section(".maps")));
#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/RecordLayout.h>
#include <clang/Basic/SourceManager.h>
#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "loader_checks.h"

namespace btfkit {

namespace {

constexpr std::array members = {"type",       "key",     "key_size",  "value",
                                "value_size", "values",  "map_extra", "max_entries",
                                "map_flags",  "pinning", "numa_node"};

// What a map is made from, as far as it says so.
struct MapDefinition {
  std::optional<std::uint64_t> type;
  bool has_type = false;
  bool has_key = false;
  bool has_value = false;
  bool has_max_entries = false;
};

// Newer than the oldest linux/bpf.h that the project is built with.
constexpr std::uint64_t map_type_arena = 33;

struct Needs {
  bool key;
  bool value;
  bool max_entries;
};

// What the kernel refuses to do without (the map_alloc_check functions of kernel/bpf and net).
// Nothing for types that are not known here.
std::optional<Needs> needs_of(std::uint64_t type) {
  switch (type) {
    case BPF_MAP_TYPE_HASH:
    case BPF_MAP_TYPE_ARRAY:
    case BPF_MAP_TYPE_PERCPU_HASH:
    case BPF_MAP_TYPE_PERCPU_ARRAY:
    case BPF_MAP_TYPE_STACK_TRACE:
    case BPF_MAP_TYPE_LRU_HASH:
    case BPF_MAP_TYPE_LRU_PERCPU_HASH:
    case BPF_MAP_TYPE_LPM_TRIE:
    case BPF_MAP_TYPE_DEVMAP:
    case BPF_MAP_TYPE_DEVMAP_HASH:
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
    case BPF_MAP_TYPE_CPUMAP:
    case BPF_MAP_TYPE_XSKMAP:
    case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
    case BPF_MAP_TYPE_ARRAY_OF_MAPS:
    case BPF_MAP_TYPE_HASH_OF_MAPS:
      return Needs{true, true, true};
    // bpfload knows what keys and values are, and that there is one entry a processor.
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
      return Needs{false, false, false};
    case BPF_MAP_TYPE_PROG_ARRAY:
    case BPF_MAP_TYPE_CGROUP_ARRAY:
      return Needs{false, false, true};
    case BPF_MAP_TYPE_CGROUP_STORAGE:
    case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
    case BPF_MAP_TYPE_SK_STORAGE:
    case BPF_MAP_TYPE_INODE_STORAGE:
    case BPF_MAP_TYPE_TASK_STORAGE:
    case 32:  // BPF_MAP_TYPE_CGRP_STORAGE
      return Needs{true, true, false};
    case BPF_MAP_TYPE_QUEUE:
    case BPF_MAP_TYPE_STACK:
    case BPF_MAP_TYPE_BLOOM_FILTER:
      return Needs{false, true, true};
    case BPF_MAP_TYPE_RINGBUF:
    case 31:  // BPF_MAP_TYPE_USER_RINGBUF
    case map_type_arena:
      return Needs{false, false, true};
    default:
      return std::nullopt;
  }
}

// The number that a member of type `int (*)[N]`, or of an enum with one enumerator, stands for.
std::optional<std::uint64_t> number_of(const clang::ASTContext& ast, clang::QualType type) {
  if (const auto* pointer = type->getAs<clang::PointerType>()) {
    const auto* array = ast.getAsConstantArrayType(pointer->getPointeeType());
    if (array != nullptr) return array->getSize().getZExtValue();
    return std::nullopt;
  }
  const auto* enumeration = type->getAs<clang::EnumType>();
  if (enumeration == nullptr) return std::nullopt;
  for (const clang::EnumConstantDecl* each : enumeration->getDecl()->enumerators()) {
    return each->getInitVal().getZExtValue();
  }
  return std::nullopt;
}

class Reading {
 public:
  Reading(const clang::ASTContext& ast, const DiagnosticSwitches& switches,
          const clang::VarDecl& variable)
      : ast_(ast), switches_(switches), variable_(variable) {}

  MapDefinition read(const clang::CXXRecordDecl& record) {
    for (const clang::CXXBaseSpecifier& base : record.bases()) {
      const clang::CXXRecordDecl* of = base.getType()->getAsCXXRecordDecl();
      if (of != nullptr && of->hasDefinition()) read(*of->getDefinition());
    }
    for (const clang::FieldDecl* field : record.fields()) member(*field);
    return definition_;
  }

 private:
  void member(const clang::FieldDecl& field) {
    const llvm::StringRef name = name_in_btf(field);
    if (!llvm::is_contained(members, name)) return unknown(field, name);
    const bool is_number = llvm::is_contained({"type", "key_size", "value_size", "max_entries",
                                               "map_flags", "pinning", "numa_node", "map_extra"},
                                              name);
    const std::optional<std::uint64_t> number =
        is_number ? number_of(ast_, field.getType().getCanonicalType()) : std::nullopt;
    if (is_number && !number) {
      report(ast_.getDiagnostics(), switches_, Diagnostic::map_definition, place(field),
             "map '%0': '%1' is a number N, to be written as 'int (*%1)[N]', not as %2")
          << variable_.getName() << name << field.getType();
    }
    if ((name == "key" || name == "value") && !field.getType()->isPointerType()) {
      report(ast_.getDiagnostics(), switches_, Diagnostic::map_definition, place(field),
             "map '%0': '%1' is a pointer to the type that is meant, not a %2")
          << variable_.getName() << name << field.getType();
    }
    if (name == "type") {
      definition_.has_type = true;
      definition_.type = number;
    }
    // 0 is as good as nothing.
    const bool is_there = !is_number || !number || *number != 0;
    if (name.starts_with("key")) definition_.has_key |= is_there;
    if (name.starts_with("value")) definition_.has_value |= is_there;
    if (name == "max_entries") definition_.has_max_entries |= is_there;
  }

  void unknown(const clang::FieldDecl& field, llvm::StringRef name) {
    llvm::StringRef best;
    unsigned distance = 4;
    for (const llvm::StringRef each : members) {
      const unsigned now = name.edit_distance(each, true, distance);
      if (now >= distance) continue;
      best = each;
      distance = now;
    }
    auto builder = report(
        ast_.getDiagnostics(), switches_, Diagnostic::map_definition, place(field),
        best.empty() || name.empty() ? "map '%0': no map has a member '%1'"
                                     : "map '%0': no map has a member '%1'; did you mean '%2'?");
    builder << variable_.getName() << name << best;
    if (!best.empty() && !name.empty() && !field.getLocation().isMacroID()) {
      builder << clang::FixItHint::CreateReplacement(field.getLocation(), best);
    }
  }

  clang::SourceLocation place(const clang::FieldDecl& field) const {
    return ast_.getSourceManager().getExpansionLoc(field.getLocation());
  }

  const clang::ASTContext& ast_;
  const DiagnosticSwitches& switches_;
  const clang::VarDecl& variable_;
  MapDefinition definition_;
};

}  // namespace

void check_map(const clang::ASTContext& ast, const DiagnosticSwitches& switches,
               const clang::VarDecl& variable) {
  if (written_section(variable)->getName() != ".maps") return;
  if (variable.isThisDeclarationADefinition() == clang::VarDecl::DeclarationOnly) return;
  const auto at = ast.getSourceManager().getExpansionLoc(variable.getLocation());
  const auto complain = [&](Diagnostic diagnostic, llvm::StringRef text) {
    report(ast.getDiagnostics(), switches, diagnostic, at, text) << variable.getName();
  };
  const clang::CXXRecordDecl* record = variable.getType()->getAsCXXRecordDecl();
  if (record == nullptr || record->isUnion()) {
    return complain(Diagnostic::map_definition,
                    "map '%0' is not a struct: loaders read what the map is from its members");
  }
  if (!record->hasDefinition()) return;
  const MapDefinition map = Reading(ast, switches, variable).read(*record->getDefinition());
  if (!map.has_type || map.type == BPF_MAP_TYPE_UNSPEC) {
    return complain(Diagnostic::map_definition,
                    "map '%0' has no type: a member 'int (*type)[BPF_MAP_TYPE_...]' is missing");
  }
  const std::optional<Needs> needs = map.type ? needs_of(*map.type) : std::nullopt;
  if (!needs) return;
  if (needs->key && !map.has_key) {
    complain(Diagnostic::map_incomplete,
             "map '%0' has no key: a map of this type needs a member 'key' or 'key_size'");
  }
  if (needs->value && !map.has_value) {
    complain(Diagnostic::map_incomplete,
             "map '%0' has no value: a map of this type needs a member 'value' or 'value_size'");
  }
  if (needs->max_entries && !map.has_max_entries) {
    complain(Diagnostic::map_incomplete,
             "map '%0' has no size: a map of this type needs 'max_entries', here or from the "
             "program that loads it");
  }
}

}  // namespace btfkit
