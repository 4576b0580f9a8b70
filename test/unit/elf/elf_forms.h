// The four forms of ELF, for tests that hold for each of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "support/bytes.h"

namespace btfkit::test {

struct ElfForm {
  Endian endian = Endian::kLittle;
  bool is_64 = true;
};

inline const auto kElfForms =
    testing::Values(ElfForm{Endian::kLittle, true}, ElfForm{Endian::kBig, true},
                    ElfForm{Endian::kLittle, false}, ElfForm{Endian::kBig, false});

inline std::string name_of_form(const testing::TestParamInfo<ElfForm>& form) {
  return std::string(form.param.is_64 ? "Elf64" : "Elf32") +
         (form.param.endian == Endian::kLittle ? "Little" : "Big");
}

}  // namespace btfkit::test
