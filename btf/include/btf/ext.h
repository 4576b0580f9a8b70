// The `.BTF.ext` section as values: what ties BTF to instructions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "btf/model.h"

namespace btfkit::btf {

// struct bpf_func_info: a function begins at `offset`, in bytes from its ELF section's start.
struct FuncInfo {
  uint32_t offset;
  TypeId type;
};

// struct bpf_line_info: source of the instructions from `offset` (bytes) on.
struct LineInfo {
  uint32_t offset;
  StringOffset file;
  StringOffset line;     // the source line's text
  uint32_t line_column;  // line number << 10 | column
};

// enum bpf_core_relo_kind.
enum class CoreKind : uint32_t {
  kFieldByteOffset = 0,
  kFieldByteSize = 1,
  kFieldExists = 2,
  kFieldSigned = 3,
  kFieldLshiftU64 = 4,
  kFieldRshiftU64 = 5,
  kTypeIdLocal = 6,
  kTypeIdTarget = 7,
  kTypeExists = 8,
  kTypeSize = 9,
  kEnumvalExists = 10,
  kEnumvalValue = 11,
  kTypeMatches = 12,
};

// "byte_off" and so on, as libbpf names them in its messages.
std::string_view kind_name(CoreKind kind);

// struct bpf_core_relo: the instruction at `offset` (bytes) depends on the target's layout.
struct CoreRelocation {
  uint32_t offset;
  TypeId type;
  StringOffset access;  // "0:1:2"
  CoreKind kind;
};

// The records of one ELF section.
template <typename Record>
struct ExtSection {
  StringOffset section;
  std::vector<Record> records;
};

struct Ext {
  std::vector<ExtSection<FuncInfo>> functions;
  std::vector<ExtSection<LineInfo>> lines;
  std::vector<ExtSection<CoreRelocation>> relocations;
};

}  // namespace btfkit::btf
