// An object that loads struct s.x, which is at 0 in the object and at 8 in the kernel.
#pragma once

#include "object_parts.h"

namespace btfkit::test {

struct RelocatingParts : ObjectParts {
  explicit RelocatingParts(Endian endian = Endian::kLittle) : ObjectParts(endian), kernel(endian) {
    local = types.structure("s", 4, {{"x", int32, 0}});
    kernel.structure("s", 12, {{"x", kernel.integer("int", 4, Int::kSigned), 64}});
    xdp[0] = {kLoadW, 0, 1, 0, 0};
    relocate("0:0", 0);
  }

  void relocate(std::string_view access, uint32_t offset) {
    CoreRelocation relocation = types.relocation(CoreKind::kFieldByteOffset, local, access);
    relocation.offset = offset;
    ext.relocations.push_back({types.btf.add_string("xdp"), {relocation}});
  }

  std::string kernel_bytes() const { return text_of(*write(kernel.btf)); }

  Types kernel;
  TypeId local;
};

}  // namespace btfkit::test
