#include "core/access.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::test {
namespace {

using core::Access;

// struct outer { int first; struct { int a; union { int b; }; } ; struct inner in[3]; char tail[];
// }
struct Local : Types {
  TypeId int32 = integer("int", 4, Int::kSigned);
  TypeId inner = structure("inner", 8, {{"x", int32, 0}, {"y", int32, 32}});
  TypeId inners = array(inner, 3);
  TypeId nested = either("", 4, {{"b", int32, 0}});
  TypeId anonymous = structure("", 8, {{"a", int32, 0}, {"", nested, 32}});
  TypeId tail = array(int32, 0);
  TypeId outer = structure(
      "outer", 36,
      {{"first", int32, 0}, {"", anonymous, 32}, {"in", inners, 96}, {"tail", tail, 288}});
  TypeId alias_of_outer = alias("outer_t", outer);
  TypeId colors = enumeration("colors", {{"RED", 0}, {"BLUE", 1}});

  // The access in words and its bit offset, or the error.
  std::string parsed(CoreKind kind, TypeId type, std::string_view text) {
    auto access = core::parse_access(btf, relocation(kind, type, text), 8);
    if (!access) return access.error().message();
    return fmt::format("{} @{}", core::describe(btf, *access, kind), access->bit_offset);
  }
  std::string field(std::string_view text) { return field(outer, text); }
  std::string field(TypeId type, std::string_view text) {
    return parsed(CoreKind::kFieldByteOffset, type, text);
  }
};

TEST(ParseAccess, NamesEachField) {
  Local local;
  EXPECT_EQ(local.field("0"), "struct outer @0");
  EXPECT_EQ(local.field("0:0"), "struct outer.first @0");
  EXPECT_EQ(local.field("0:1:0"), "struct outer.a @32");
  EXPECT_EQ(local.field("0:1:1:0"), "struct outer.b @64");
  EXPECT_EQ(local.field("0:2"), "struct outer.in @96");
  EXPECT_EQ(local.field("0:2:2:1"), "struct outer.in[2].y @256");
  EXPECT_EQ(local.field("0:3:5"), "struct outer.tail[5] @448");
}

TEST(ParseAccess, MultipliesTheFirstNumberBySize) {
  Local local;
  EXPECT_EQ(local.field("2:0"), "struct outer[2].first @576");
}

TEST(ParseAccess, GoesThroughModifiers) {
  Local local;
  EXPECT_EQ(local.field(local.alias_of_outer, "0:0"), "outer_t.first @0");
}

TEST(ParseAccess, RefusesWhatIsNoListOfNumbers) {
  Local local;
  for (std::string text :
       {"", ":", "0:", ":0", "0::1", "0:-1", "0: 1", "+0", "0x0", "0:a", "4294967296", "0,1"}) {
    EXPECT_EQ(local.field(text), "accessor string '" + text + "' is not a list of numbers");
  }
}

TEST(ParseAccess, RefusesMoreThan64Numbers) {
  Local local;
  std::string text = "0";
  for (int i = 1; i < 65; ++i) text += ":0";
  EXPECT_EQ(local.field(text), "accessor string '" + text + "' has more than 64 numbers");
}

TEST(ParseAccess, RefusesNumbersOutOfRange) {
  Local local;
  EXPECT_EQ(local.field("0:4"),
            "accessor string '0:4': number 1 is 4, but [7] STRUCT 'outer' has 4 members");
  EXPECT_EQ(local.field("0:2:3"),
            "accessor string '0:2:3': number 2 is 3, but [3] ARRAY '(anon)' has 3 elements");
  EXPECT_EQ(local.field("0:0:0"), "accessor string '0:0:0': number 2 goes into [1] INT 'int'");
}

// struct outer[4294967295].first of an array of huge structs would wrap a 64-bit bit offset.
TEST(ParseAccess, RefusesElementsOutOfReach) {
  Types types;
  TypeId huge = types.structure("huge", UINT32_MAX, {});
  auto relocation = types.relocation(CoreKind::kFieldByteOffset, huge, "4294967295");
  EXPECT_EQ(message(core::parse_access(types.btf, relocation, 8)),
            "element 4294967295 of type [1] STRUCT 'huge' is out of reach");
}

// Only the last member of a struct is a flexible array; "[0]" elsewhere has no elements.
TEST(ParseAccess, RefusesElementOfEmptyArray) {
  Types types;
  TypeId int32 = types.integer("int", 4);
  TypeId none = types.array(int32, 0);
  TypeId type = types.structure("s", 4, {{"none", none, 0}, {"last", int32, 0}});
  auto relocation = types.relocation(CoreKind::kFieldByteOffset, type, "0:0:0");
  EXPECT_EQ(message(core::parse_access(types.btf, relocation, 8)),
            "accessor string '0:0:0': number 2 is 0, but [2] ARRAY '(anon)' has 0 elements");
}

TEST(ParseAccess, RefusesRootsWithoutSize) {
  Local local;
  TypeId declaration = local.add("hidden", Fwd{false});
  EXPECT_EQ(local.field(kVoid, "0"), "its root type is void");
  EXPECT_EQ(local.field(local.alias("nothing", kVoid), "0"), "its root type stands for void");
  EXPECT_EQ(local.field(declaration, "0"),
            fmt::format("type [{}] FWD 'hidden' has no size", number(declaration)));
}

TEST(ParseAccess, RefusesElementOfVoidArray) {
  Types types;
  TypeId array = types.array(kVoid, 1);
  TypeId type = types.structure("s", 8, {{"voids", array, 0}});
  auto relocation = types.relocation(CoreKind::kFieldByteOffset, type, "0:0:0");
  EXPECT_EQ(message(core::parse_access(types.btf, relocation, 8)), "void has no size");
}

TEST(ParseAccess, NamesEnumerators) {
  Local local;
  EXPECT_EQ(local.parsed(CoreKind::kEnumvalValue, local.colors, "1"), "enum colors::BLUE @0");
  EXPECT_EQ(local.parsed(CoreKind::kEnumvalExists, local.colors, "2"),
            "accessor string '2' names no enumerator of [9] ENUM 'colors'");
  EXPECT_EQ(local.parsed(CoreKind::kEnumvalExists, local.colors, "1:0"),
            "accessor string '1:0' names no enumerator of [9] ENUM 'colors'");
  EXPECT_EQ(local.parsed(CoreKind::kEnumvalValue, local.outer, "0"),
            "accessor string '0' names no enumerator of [7] STRUCT 'outer'");
}

TEST(ParseAccess, TakesZeroOnlyForTypes) {
  Local local;
  EXPECT_EQ(local.parsed(CoreKind::kTypeSize, local.outer, "0"), "struct outer @0");
  EXPECT_EQ(local.parsed(CoreKind::kTypeMatches, local.outer, "0:0"),
            "accessor string of a type is '0:0', not '0'");
  EXPECT_EQ(local.parsed(CoreKind::kTypeIdLocal, local.outer, ""),
            "accessor string of a type is '', not '0'");
}

// Looks for a local access in another BTF's type. "none", or as Local::parsed.
std::string matched(Local& local, std::string_view text, Types& target, TypeId candidate) {
  CoreKind kind = CoreKind::kFieldByteOffset;
  auto access = core::parse_access(local.btf, local.relocation(kind, local.outer, text), 8);
  if (!access) return access.error().message();
  auto found = core::match_access(local.btf, *access, kind, target.btf, candidate, 8);
  if (!found) return found.error().message();
  if (!*found) return "none";
  return fmt::format("{} @{}", core::describe(target.btf, **found, kind), (*found)->bit_offset);
}

TEST(MatchAccess, FindsMovedField) {
  Local local;
  Types target;
  TypeId int64 = target.integer("long", 8);
  TypeId type = target.structure("outer", 16, {{"new", int64, 0}, {"first", int64, 64}});
  EXPECT_EQ(matched(local, "0:0", target, type), "struct outer.first @64");
  EXPECT_EQ(matched(local, "2:0", target, type), "struct outer[2].first @320");
}

TEST(MatchAccess, LooksThroughAnonymousMembers) {
  Local local;
  Types target;
  TypeId int32 = target.integer("int", 4);
  TypeId deepest = target.structure("", 8, {{"other", int32, 0}, {"first", int32, 32}});
  TypeId middle = target.either("", 8, {{"", deepest, 0}});
  TypeId type = target.structure("outer", 16, {{"pad", int32, 0}, {"", middle, 64}});
  EXPECT_EQ(matched(local, "0:0", target, type), "struct outer.first @96");
}

TEST(MatchAccess, LosesAnonymousMembersOfItsOwn) {
  Local local;
  Types target;
  TypeId int32 = target.integer("int", 4);
  TypeId type = target.structure("outer", 8, {{"b", int32, 32}});
  EXPECT_EQ(matched(local, "0:1:1:0", target, type), "struct outer.b @32");
}

// The offset added on the way into an anonymous member that lacks the field is taken back.
TEST(MatchAccess, LeavesNoOffsetOfAMemberWithoutTheField) {
  Local local;
  Types target;
  TypeId int32 = target.integer("int", 4);
  TypeId wrong = target.structure("", 4, {{"other", int32, 0}});
  TypeId type = target.structure("outer", 8, {{"", wrong, 32}, {"first", int32, 0}});
  EXPECT_EQ(matched(local, "0:0", target, type), "struct outer.first @0");
}

TEST(MatchAccess, FindsNoIncompatibleField) {
  Local local;
  Types target;
  TypeId pointer = target.pointer(kVoid);
  TypeId type = target.structure("outer", 8, {{"first", pointer, 0}});
  EXPECT_EQ(matched(local, "0:0", target, type), "none");
}

TEST(MatchAccess, FindsNothingInOtherTypes) {
  Local local;
  Types target;
  TypeId int32 = target.integer("int", 4);
  EXPECT_EQ(matched(local, "0:0", target, int32), "none");
  EXPECT_EQ(matched(local, "0:0", target, target.structure("outer", 0, {})), "none");
}

TEST(MatchAccess, ChecksTheLengthOfArrays) {
  Local local;
  Types target;
  TypeId int32 = target.integer("int", 4);
  TypeId inner = target.structure("inner", 4, {{"y", int32, 0}});
  auto outer_with = [&](uint32_t count, bool is_last) {
    std::vector<Field> fields{{"in", target.array(inner, count), 32}};
    if (!is_last) fields.push_back({"behind", int32, 512});
    return target.structure("outer", 100, fields);
  };
  EXPECT_EQ(matched(local, "0:2:2:1", target, outer_with(3, false)), "struct outer.in[2].y @96");
  EXPECT_EQ(matched(local, "0:2:2:1", target, outer_with(2, false)), "none");
  EXPECT_EQ(matched(local, "0:2:2:1", target, outer_with(0, false)), "none");
  EXPECT_EQ(matched(local, "0:2:2:1", target, outer_with(0, true)), "struct outer.in[2].y @96");
}

TEST(MatchAccess, EndsInAnonymousStructsThatHoldThemselves) {
  Local local;
  Types target;
  TypeId self{2};
  target.integer("int", 4);
  target.structure("", 8, {{"", self, 0}});
  TypeId type = target.structure("outer", 8, {{"", self, 0}});
  EXPECT_EQ(matched(local, "0:0", target, type),
            "type [2] STRUCT '(anon)': anonymous members nest too deeply");
}

TEST(MatchAccess, EndsInAnonymousStructsThatBranch) {
  Local local;
  Types target;
  TypeId previous = target.integer("int", 4);
  for (int i = 0; i < 60; ++i) {
    previous = target.structure("", 8, {{"", previous, 0}, {"", previous, 0}});
  }
  TypeId type = target.structure("outer", 8, {{"", previous, 0}});
  EXPECT_TRUE(matched(local, "0:0", target, type).ends_with("the search for 'first' doesn't end"));
}

TEST(MatchAccess, EndsInLoopOfTypedefs) {
  Local local;
  Types target;
  target.alias("a", TypeId{2});
  target.alias("b", TypeId{1});
  EXPECT_EQ(matched(local, "0:0", target, TypeId{1}),
            "type [1] TYPEDEF 'a': the chain of modifiers doesn't end");
}

}  // namespace
}  // namespace btfkit::test
