// The types and the records of a BPF object.
#pragma once

#include <optional>

#include "btf/ext.h"
#include "btf/model.h"
#include "support/file.h"

namespace btfkit::btfgen {

// What it was read from stays with it.
struct BpfObject {
  Content content;
  btf::Btf btf;
  std::optional<btf::Ext> ext;  // nothing where there is no .BTF.ext: it asks nothing of a kernel
};

// Whether `bytes` are an ELF file for BPF.
bool is_bpf_object(Bytes bytes);

// Errors name the section.
Result<BpfObject> read_bpf_object(Content content);

}  // namespace btfkit::btfgen
