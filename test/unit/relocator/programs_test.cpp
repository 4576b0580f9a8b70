#include "programs.h"

#include <gtest/gtest.h>

#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

relocator::LinkedProgram linked(std::string name, std::string section) {
  return {std::move(name), std::move(section), {}, {}, {}};
}

TEST(Programs, GetTypeAndTarget) {
  Types types;
  TypeId function = types.add("do_exit", Func{types.prototype(kVoid, {}), Linkage::kStatic});
  std::vector<std::string> modules;
  auto programs =
      relocator::plan_programs({linked("first", "fentry/do_exit"), linked("second", "xdp")},
                               kernel_of(types.btf), {}, modules);
  ASSERT_TRUE(programs);
  ASSERT_EQ(programs->size(), 2u);
  EXPECT_EQ((*programs)[0].linked.name, "first");
  EXPECT_EQ((*programs)[0].attach_id, function);
  EXPECT_EQ((*programs)[1].kind.program_type, 6u);
  EXPECT_EQ((*programs)[1].attach_id, kVoid);
}

TEST(Programs, AttachToWhatOtherStagesKnow) {
  relocator::KnownTargets known;
  known.callbacks["called"] = {TypeId{7}, 2, 3};
  known.replacements["replacing"] = {TypeId{9}, {"f", 0x11}};
  std::vector<std::string> modules;
  auto programs = relocator::plan_programs(
      {linked("called", "struct_ops/init"), linked("replacing", "freplace")},
      kernel_of(Types().btf), known, modules);
  ASSERT_TRUE(programs);
  const relocator::PlannedProgram &called = (*programs)[0], &replacing = (*programs)[1];
  EXPECT_EQ(called.attach_id, TypeId{7});
  EXPECT_EQ(called.attach_module, 2u);
  EXPECT_EQ(called.kind.expected_attach_type, 3u);
  EXPECT_EQ(replacing.attach_id, TypeId{9});
  ASSERT_TRUE(replacing.replaces);
  EXPECT_EQ(replacing.replaces->function, "f");
  EXPECT_EQ(replacing.replaces->btf_hash, 0x11u);
}

TEST(Programs, AreAllReported) {
  std::vector<std::string> modules;
  auto programs = relocator::plan_programs(
      {linked("first", "fentry/none"), linked("second", "xdp"), linked("third", "what")},
      kernel_of(Types().btf), {}, modules);
  ASSERT_FALSE(programs);
  ASSERT_EQ(programs.error().size(), 2u);
  EXPECT_EQ(programs.error()[0].message(),
            "program 'first': the target has no FUNC 'none' to attach to");
  EXPECT_EQ(programs.error()[1].message(),
            "program 'third': section 'what': programs of this name are not supported");
}

}  // namespace
}  // namespace btfkit::test
