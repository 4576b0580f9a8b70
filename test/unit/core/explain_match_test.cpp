#include "core/explain_match.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::test {
namespace {

using core::Mismatch;
using Reason = core::Mismatch::Reason;

struct World {
  Types local, target;
  TypeId local_int = local.integer("int", 4);
  TypeId target_int = target.integer("int", 4);

  std::optional<Mismatch> explain(CoreKind kind, TypeId type, std::string_view access,
                                  TypeId candidate) {
    auto parsed = core::parse_access(local.btf, local.relocation(kind, type, access), 8);
    EXPECT_EQ(message(parsed), "");
    auto result = core::explain_match(local.btf, *parsed, kind, target.btf, candidate, 8);
    EXPECT_EQ(message(result), "");
    return result ? *result : std::nullopt;
  }
  std::optional<Mismatch> field(TypeId type, std::string_view access, TypeId candidate) {
    return explain(CoreKind::kFieldByteOffset, type, access, candidate);
  }
};

TEST(ExplainMatch, HasNothingToSayOfWhatFits) {
  World world;
  TypeId local = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  TypeId target = world.target.structure("s", 4, {{"x", world.target_int, 0}});
  EXPECT_FALSE(world.field(local, "0:0", target));
  EXPECT_FALSE(world.explain(CoreKind::kTypeExists, local, "0", target));
  EXPECT_FALSE(world.explain(CoreKind::kTypeMatches, local, "0", target));
}

// s.inner.x: the step that is missing, and where.
TEST(ExplainMatch, NamesTheStep) {
  World world;
  TypeId local_inner = world.local.structure("inner", 4, {{"x", world.local_int, 0}});
  TypeId local = world.local.structure("s", 4, {{"inner", local_inner, 0}});
  TypeId inner = world.target.structure("inner", 4, {{"y", world.target_int, 0}});
  TypeId target = world.target.structure("s", 4, {{"inner", inner, 0}});
  auto mismatch = world.field(local, "0:0:0", target);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, Reason::kNoMember);
  EXPECT_EQ(mismatch->step, 2u);
  EXPECT_EQ(mismatch->in, inner);
  EXPECT_EQ(mismatch->name, "x");
}

TEST(ExplainMatch, NamesBothTypesOfAnIncompatibleMember) {
  World world;
  TypeId local = world.local.structure("s", 8, {{"x", world.local_int, 0}});
  TypeId pointer = world.target.pointer(world.target_int);
  TypeId inside = world.target.structure("", 8, {{"x", pointer, 0}});
  TypeId target = world.target.structure("s", 8, {{"", inside, 0}});
  auto mismatch = world.field(local, "0:0", target);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, Reason::kIncompatibleMember);
  EXPECT_EQ(mismatch->in, inside);
  EXPECT_EQ(mismatch->local_type, world.local_int);
  EXPECT_EQ(mismatch->target_type, pointer);
}

TEST(ExplainMatch, SaysThatArrayIsTooShort) {
  World world;
  TypeId local = world.local.structure(
      "s", 40, {{"a", world.local.array(world.local_int, 8), 0}, {"b", world.local_int, 256}});
  TypeId array = world.target.array(world.target_int, 4);
  TypeId target = world.target.structure("s", 40, {{"a", array, 0}, {"b", world.target_int, 256}});
  EXPECT_FALSE(world.field(local, "0:0:3", target));
  auto mismatch = world.field(local, "0:0:4", target);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, Reason::kBeyondArray);
  EXPECT_EQ(mismatch->in, array);
  EXPECT_EQ(mismatch->count, 4u);
}

TEST(ExplainMatch, SaysThatEnumeratorIsMissing) {
  World world;
  TypeId local = world.local.enumeration("e", {{"A___mine", 0}});
  TypeId target = world.target.enumeration("e", {{"B", 0}});
  auto mismatch = world.explain(CoreKind::kEnumvalValue, local, "0", target);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, Reason::kNoEnumerator);
  EXPECT_EQ(mismatch->in, target);
  EXPECT_EQ(mismatch->name, "A");
}

TEST(ExplainMatch, SaysThatTypesAreApart) {
  World world;
  TypeId local = world.local.alias("t", world.local_int);
  TypeId target = world.target.alias("t", world.target.pointer(world.target_int));
  auto mismatch = world.explain(CoreKind::kTypeSize, local, "0", target);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, Reason::kIncompatibleType);
  EXPECT_EQ(mismatch->local_type, local);
  EXPECT_EQ(mismatch->target_type, target);
}

TEST(ExplainMatch, NamesWhatKeepsTypesFromMatching) {
  World world;
  TypeId wide = world.target.integer("long", 8);
  TypeId local = world.local.structure("s", 8, {{"x", world.local_int, 0}});
  auto of = [&](const std::vector<Field>& fields) {
    return world.explain(CoreKind::kTypeMatches, local, "0",
                         world.target.structure("s", 8, fields));
  };
  auto missing = of({{"y", world.target_int, 0}});
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->reason, Reason::kNoMember);
  EXPECT_EQ(missing->name, "x");
  auto other = of({{"x", wide, 0}});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->reason, Reason::kMemberIsNotMatched);
  EXPECT_EQ(other->target_type, wide);
}

}  // namespace
}  // namespace btfkit::test
