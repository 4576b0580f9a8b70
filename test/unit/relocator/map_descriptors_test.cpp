#include "map_descriptors.h"

#include <gtest/gtest.h>

#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

// The patches of a program that refers to two maps, for a target with these types.
std::string patches(const Types& types) {
  std::vector<relocator::LinkedProgram> programs(1);
  programs[0].insns = {
      {core::kLdImm64, 1, core::kPseudoMapIdx, 0, 4},      {}, {core::kLdImm64, 1, 0, 0, 4}, {},
      {core::kLdImm64, 1, core::kPseudoMapIdxValue, 0, 2}, {}};
  programs[0].patches.push_back({2, relocator::Patch::Kind::kSymbol, false, 0});
  relocator::patch_map_descriptors(kernel_of(types.btf), programs);
  std::string text;
  for (const relocator::Patch& patch : programs[0].patches) {
    text += fmt::format("{}{}:{} ", patch.kind == relocator::Patch::Kind::kMap ? "map" : "symbol",
                        patch.insn, patch.index);
  }
  return text;
}

TEST(MapDescriptors, ArePatchesForTargetsWithoutFdArray) {
  Types old;
  TypeId number = old.integer("int", 4);
  TypeId load = old.structure("", 8, {{"insns", number, 0}, {"log_buf", number, 32}});
  old.either("bpf_attr", 8, {{"map_type", number, 0}, {"", load, 0}});
  EXPECT_EQ(patches(old), "map0:4 symbol2:0 map4:2 ");
}

TEST(MapDescriptors, AreNotForOthers) {
  Types recent;
  TypeId number = recent.integer("int", 4);
  TypeId load = recent.structure("", 8, {{"insns", number, 0}, {"fd_array", number, 32}});
  recent.either("bpf_attr", 8, {{"map_type", number, 0}, {"", load, 0}});
  EXPECT_EQ(patches(recent), "symbol2:0 ");
  EXPECT_EQ(patches(Types()), "symbol2:0 ");
}

}  // namespace
}  // namespace btfkit::test
