#include "legalise.h"

#include <gtest/gtest.h>

#include "btf/reader.h"
#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

// The line or lines of type `id` once the BTF is legal.
std::string legal(const Types& types, TypeId id, const relocator::TargetFeatures& features) {
  std::vector<std::byte> bytes = *btf::write(types.btf);
  std::vector<relocator::PlannedProgram> no_programs;
  if (auto done = relocator::legalise_btf(bytes, no_programs, features); !done)
    return done.error().message();
  auto btf = btf::read(bytes);
  if (!btf) return btf.error().message();
  return btf::describe(*btf, id);
}

relocator::TargetFeatures nothing() {
  return {false, false, false, false, false, false, false, false, false, false, false};
}

TEST(LegaliseBtf, LeavesAllToANewKernel) {
  Types types;
  TypeId number = types.add("double", btf::Float{8});
  EXPECT_EQ(legal(types, number, {}), "[1] FLOAT 'double'");
}

TEST(LegaliseBtf, ReplacesKinds) {
  Types types;
  TypeId number = types.add("double", btf::Float{8});
  TypeId tag = types.add("tag", btf::TypeTag{number, false});
  TypeId proto = types.prototype(number, {number});
  TypeId func = types.add("f", btf::Func{proto, Linkage::kGlobal});
  TypeId var = types.add("v", btf::Var{number, Linkage::kGlobal});
  TypeId section = types.add("?.data", btf::Datasec{8, std::vector<SectionVar>{{var, 0, 8}}});
  TypeId decl = types.add("tag", btf::DeclTag{func, DeclTag::kWhole, false});
  StringOffset one = types.btf.add_string("ONE");
  TypeId wide = types.add("wide", btf::Enum64{8, false, std::vector<Enumerator64>{{one, 1, 0}}});
  EXPECT_EQ(legal(types, number, nothing()), "[1] STRUCT '(anon)'");
  EXPECT_EQ(legal(types, tag, nothing()), "[2] CONST '(anon)'");
  EXPECT_EQ(legal(types, proto, nothing()), "[3] ENUM '(anon)'");
  EXPECT_EQ(legal(types, func, nothing()), "[4] TYPEDEF 'f'");
  EXPECT_EQ(legal(types, var, nothing()), "[5] INT 'v'");
  EXPECT_EQ(legal(types, section, nothing()), "[6] STRUCT '__data'");
  EXPECT_EQ(legal(types, decl, nothing()), "[7] INT 'tag'");
  EXPECT_EQ(legal(types, wide, nothing()), "[8] UNION 'wide'");
  EXPECT_EQ(legal(types, TypeId{9}, nothing()), "[9] INT 'enum64_placeholder'");
  relocator::TargetFeatures of_6_1;
  of_6_1.optional_data_sections = false;
  EXPECT_EQ(legal(types, section, of_6_1), "[6] DATASEC '_.data'");
  EXPECT_EQ(legal(types, number, of_6_1), "[1] FLOAT 'double'");
}

TEST(LegaliseCodeAndMaps, TakesOlderHelpers) {
  relocator::LinkedProgram program;
  for (int32_t helper : {112, 113, 114, 115, 1}) {
    program.insns.push_back({core::kCall, 0, 0, 0, helper});
  }
  // What looks like a call within a 64-bit load is none, nor is a call of a function a helper's.
  program.insns.push_back({core::kLdImm64, 0, 0, 0, 113});
  program.insns.push_back({0, 0, 0, 0, 113});
  program.insns.push_back({core::kCall, 0, core::kPseudoCall, 0, 113});
  program.functions = {{0, TypeId{1}}};
  program.lines = {{0, {}}};
  std::vector programs{program};
  std::vector<relocator::Map> maps(2);
  maps[0].flags = maps[1].flags = 1 << 10;
  maps[0].is_data = true;
  relocator::legalise_code_and_maps(programs, maps, {});
  EXPECT_EQ(programs[0].insns, program.insns);
  EXPECT_EQ(maps[0].flags, 1u << 10);
  relocator::legalise_code_and_maps(programs, maps, nothing());
  std::vector<int32_t> numbers;
  for (const auto& insn : programs[0].insns) numbers.push_back(insn.imm);
  EXPECT_EQ(numbers, (std::vector<int32_t>{4, 4, 45, 45, 1, 113, 113, 113}));
  EXPECT_TRUE(programs[0].functions.empty());
  EXPECT_TRUE(programs[0].lines.empty());
  EXPECT_EQ(maps[0].flags, 0u);
  EXPECT_EQ(maps[1].flags, 1u << 10);
}

}  // namespace
}  // namespace btfkit::test
