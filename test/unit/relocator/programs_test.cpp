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
  auto programs = relocator::plan_programs(
      {linked("first", "fentry/do_exit"), linked("second", "xdp")}, kernel_of(types.btf), modules);
  ASSERT_TRUE(programs);
  ASSERT_EQ(programs->size(), 2u);
  EXPECT_EQ((*programs)[0].linked.name, "first");
  EXPECT_EQ((*programs)[0].attach_id, function);
  EXPECT_EQ((*programs)[1].kind.program_type, 6u);
  EXPECT_EQ((*programs)[1].attach_id, kVoid);
}

TEST(Programs, AreAllReported) {
  std::vector<std::string> modules;
  auto programs = relocator::plan_programs(
      {linked("first", "fentry/none"), linked("second", "xdp"), linked("third", "what")},
      kernel_of(Types().btf), modules);
  ASSERT_FALSE(programs);
  ASSERT_EQ(programs.error().size(), 2u);
  EXPECT_EQ(programs.error()[0].message(),
            "program 'first': the target has no FUNC 'none' to attach to");
  EXPECT_EQ(programs.error()[1].message(),
            "program 'third': section 'what': programs of this name are not supported");
}

}  // namespace
}  // namespace btfkit::test
