#include "replaces.h"

#include <gtest/gtest.h>

#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

// A BTF with function `f`.
struct Side : Types {
  TypeId int32 = integer("int", 4, Int::kSigned);
  TypeId int64 = integer("long", 8, Int::kSigned);
  TypeId context = pointer(structure("xdp_md", 4, {{"data", int32, 0}}));
  TypeId other = pointer(structure("__sk_buff", 4, {{"data", int32, 0}}));

  TypeId function(std::string_view name, TypeId result, std::vector<TypeId> parameters) {
    return add(name, Func{prototype(result, std::move(parameters)), Linkage::kGlobal});
  }
};

std::string check(TypeId result, std::vector<TypeId> parameters) {
  Side local, target;
  TypeId mine = local.function("mine", result, std::move(parameters));
  TypeId theirs = target.function("theirs", target.int32, {target.context, target.int64});
  auto checked = relocator::check_same_prototype(local.btf, mine, target.btf, theirs);
  return checked ? "" : checked.error().message();
}

const Side ids;

TEST(Replaces, TakesEqualPrototypes) {
  EXPECT_EQ(check(ids.int32, {ids.context, ids.int64}), "");
}

TEST(Replaces, TakesTheSameBehindModifiers) {
  Side local, target;
  TypeId constant = local.add("", Const{local.int32});
  TypeId mine = local.function("mine", local.alias("number", constant), {});
  TypeId theirs = target.function("theirs", target.int32, {});
  EXPECT_TRUE(relocator::check_same_prototype(local.btf, mine, target.btf, theirs));
}

TEST(Replaces, RefusesOtherPrototypes) {
  EXPECT_EQ(check(ids.int32, {ids.context}), "it has 1 parameters, 'theirs' has 2");
  EXPECT_EQ(check(kVoid, {ids.context, ids.int64}),
            "its result is [0] void, that of 'theirs' is [1] INT 'int'");
  EXPECT_EQ(check(ids.int64, {ids.context, ids.int64}),
            "its result is [2] INT 'long', that of 'theirs' is [1] INT 'int'");
  EXPECT_EQ(
      check(ids.int32, {ids.context, ids.context}),
      "its parameter 2 is a pointer to [3] STRUCT 'xdp_md', that of 'theirs' is [2] INT 'long'");
  EXPECT_EQ(
      check(ids.int32, {ids.other, ids.int64}),
      "its parameter 1 is a pointer to [5] STRUCT '__sk_buff', that of 'theirs' is a pointer to "
      "[3] STRUCT 'xdp_md'");
}

}  // namespace
}  // namespace btfkit::test
