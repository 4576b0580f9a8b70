// Types that no C compiler could have made: each is an error, at once.
#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

class DumpCRejects : public testing::Test {
 protected:
  Types types;
};

TEST_F(DumpCRejects, AStructInsideItself) {
  types.structure("s", 4, {types.member("a", TypeId{1}, 0)});
  EXPECT_EQ(types.c(), "error: type [1] STRUCT 's': it is inside itself");
}

TEST_F(DumpCRejects, AStructWithoutANameBehindAPointerInItself) {
  types.structure("", 8, {types.member("a", TypeId{2}, 0)});
  types.pointer(TypeId{1});
  EXPECT_EQ(types.c(), "error: type [1] STRUCT '(anon)': it is inside itself");
}

TEST_F(DumpCRejects, APointerToItself) {
  types.pointer(TypeId{1});
  EXPECT_EQ(types.c(), "error: type [1] PTR '(anon)': types are nested too deeply, or in a loop");
}

TEST_F(DumpCRejects, ATypedefOfItself) {
  types.add("t", Typedef{TypeId{1}});
  EXPECT_EQ(types.c(), "error: type [1] TYPEDEF 't': types are nested too deeply, or in a loop");
}

TEST_F(DumpCRejects, AFunctionThatTakesItself) {
  types.function(kVoid, {TypeId{1}});
  EXPECT_EQ(types.c(),
            "error: type [1] FUNC_PROTO '(anon)': types are nested too deeply, or in a loop");
}

TEST_F(DumpCRejects, NestingTooDeep) {
  TypeId type = types.integer("int", 4);
  for (int i = 0; i < 1000; ++i) type = types.pointer(type);
  EXPECT_EQ(types.c({type}).substr(0, 37), "error: type [489] PTR '(anon)': types");
}

// Thirty levels of two make 2^30 members.
TEST_F(DumpCRejects, AStructWithoutANameTwiceInTheNextAndSoOn) {
  TypeId type = types.structure("", 0, {});
  for (int i = 0; i < 30; ++i) {
    type = types.structure("", 0, {types.member("a", type, 0), types.member("b", type, 0)});
  }
  TypeId root = types.structure("root", 0, {types.member("a", type, 0)});
  EXPECT_EQ(types.c({root}).substr(0, 12), "error: type ");
}

TEST_F(DumpCRejects, AFunctionTwiceInTheParametersOfTheNextAndSoOn) {
  TypeId type = types.function(kVoid, {});
  for (int i = 0; i < 30; ++i) type = types.function(kVoid, {type, type});
  EXPECT_EQ(types.c({types.add("t", Typedef{type})}).substr(0, 12), "error: type ");
}

TEST_F(DumpCRejects, FourGigabytesOfPadding) {
  types.structure("s", 0xffffffff, {});
  EXPECT_EQ(types.c(),
            "error: type [1] STRUCT 's': its declaration has no end, or one too far away");
}

TEST_F(DumpCRejects, AMemberWithoutASize) {
  TypeId function = types.function(kVoid, {});
  types.structure("s", 8, {types.member("a", function, 0)});
  EXPECT_EQ(types.c(), "error: type [1] FUNC_PROTO '(anon)': a member can't have this type");
}

TEST_F(DumpCRejects, AMemberOfTypeVoid) {
  types.structure("s", 8, {types.member("a", kVoid, 0)});
  EXPECT_EQ(types.c(), "error: type [0] void: void has no size");
}

TEST_F(DumpCRejects, AMemberThatIsOnlyDeclared) {
  TypeId forward = types.add("f", Fwd{false});
  types.structure("s", 8, {types.member("a", forward, 0)});
  EXPECT_EQ(types.c(), "error: type [1] FWD 'f': a member can't have this type");
}

TEST_F(DumpCRejects, AVariableAsAType) {
  TypeId variable = types.add("v", Var{types.integer("int", 4), Linkage::kGlobal});
  types.add("t", Typedef{variable});
  EXPECT_EQ(types.c(), "error: type [2] VAR 'v': it is used as the type of something");
}

TEST_F(DumpCRejects, AForwardDeclarationOfNothing) {
  TypeId forward = types.add("", Fwd{false});
  types.add("t", Typedef{forward});
  EXPECT_EQ(types.c(), "error: type [1] FWD '(anon)': it has no name");
}

TEST_F(DumpCRejects, AnArrayTooLarge) {
  TypeId type = types.integer("int", 4);
  for (int i = 0; i < 3; ++i) type = types.add("", Array{type, TypeId{1}, 0xffffffff});
  types.structure("s", 8, {types.member("a", type, 0)});
  EXPECT_EQ(types.c().substr(0, 31), "error: type [4] ARRAY '(anon)':");
}

}  // namespace
}  // namespace btfkit::btf
