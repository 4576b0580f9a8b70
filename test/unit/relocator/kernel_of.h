// A kernel of a test's types.
#pragma once

#include "btf/writer.h"
#include "kernel.h"

namespace btfkit::test {

inline relocator::Kernel kernel_of(const btf::Btf& btf,
                                   const std::vector<std::string>& modules = {}) {
  elf::BtfInput input;
  input.path = "kernel";
  input.content = Content(*btf::write(btf));
  input.btf = input.content.bytes();
  return *relocator::Kernel::read(std::move(input), modules);
}

}  // namespace btfkit::test
