#include "btf/diff.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

// The same few scalars on either side, so that ids differ only where a test makes them.
struct Side : Types {
  TypeId character = integer("char", 1);
  TypeId number = integer("int", 4);
  TypeId long_number = integer("long", 8);
  Member a = member("a", number, 0);

  TypeId array(TypeId element, uint32_t count) { return add("", Array{element, number, count}); }
  TypeId alias(std::string_view name, TypeId type) { return add(name, Typedef{type}); }
  TypeId enumeration(std::string_view name, std::vector<std::pair<std::string, uint32_t>> values,
                     bool is_signed = false, uint32_t size = 4) {
    std::vector<Enumerator> list;
    for (const auto& [text, value] : values) list.push_back({btf.add_string(text), value});
    return add(name, Enum{size, is_signed, list});
  }
  TypeId func(std::string_view name, TypeId result,
              std::vector<std::pair<std::string, TypeId>> parameters) {
    std::vector<Parameter> list;
    for (const auto& [text, type] : parameters) list.push_back({btf.add_string(text), type});
    TypeId prototype = add("", FuncProto{result, list});
    return add(name, Func{prototype, Linkage::kStatic});
  }
};

class Diff : public testing::Test {
 protected:
  std::string diff() {
    Result<Difference> found = btf::diff(before.btf, after.btf);
    return found ? diff_text(*found) : "error: " + found.error().message();
  }

  Side before, after;
};

TEST_F(Diff, EqualTypesUnderOtherIdsAreNoDifference) {
  before.structure("s", 8, {before.a, before.member("p", before.pointer(before.number), 32)});
  after.pointer(after.long_number);
  after.structure("s", 8, {after.a, after.member("p", after.pointer(after.number), 32)});
  EXPECT_EQ(diff(), "");
}

TEST_F(Diff, TypesComeAndGo) {
  before.structure("old", 4, {before.a});
  before.alias("old_t", before.number);
  after.structure("fresh", 4, {after.a});
  after.enumeration("e", {{"A", 1}, {"B", 2}});
  after.func("f", after.number, {{"x", after.long_number}});
  after.add("v", Var{after.number, Linkage::kGlobal});
  after.integer("short", 2);
  EXPECT_EQ(diff(),
            "+ struct fresh (size 4, 1 members)\n"
            "- struct old (size 4, 1 members)\n"
            "+ enum e (2 enumerators)\n"
            "- typedef int old_t\n"
            "+ function int f(long x)\n"
            "+ variable int v\n"
            "+ scalar short (size 2)\n");
}

TEST_F(Diff, FieldsMoveGrowAndChangeTheirType) {
  before.structure("s", 24,
                   {before.a, before.member("gone", before.number, 32),
                    before.member("moved", before.long_number, 64),
                    before.member("text", before.array(before.character, 4), 128),
                    before.member("kind", before.number, 160)});
  after.structure(
      "s", 32,
      {after.a, after.member("moved", after.long_number, 128),
       after.member("text", after.array(after.character, 8), 192),
       after.member("kind", after.character, 160), after.member("fresh", after.number, 32)});
  EXPECT_EQ(diff(),
            "~ struct s\n"
            "    size: 24 -> 32\n"
            "    - gone: int, offset 4, size 4\n"
            "    + fresh: int, offset 4, size 4\n"
            "    ~ moved: offset 8 -> 16\n"
            "    ~ kind: size 4 -> 1, type int -> char\n"
            "    ~ text: offset 16 -> 24, size 4 -> 8, type char[4] -> char[8]\n");
}

TEST_F(Diff, BitFields) {
  before.structure(
      "s", 4,
      {before.member("a", before.number, 0, 3), before.member("b", before.number, 3, 1),
       before.member("c", before.number, 16, 16)});
  after.structure("s", 4,
                  {after.member("a", after.number, 0, 4), after.member("b", after.number, 10, 1),
                   after.member("c", after.number, 16)});
  EXPECT_EQ(diff(),
            "~ struct s\n"
            "    ~ a: size 3 bits -> 4 bits\n"
            "    ~ b: offset 0:3 -> 1:2\n"
            "    ~ c: size 16 bits -> 4\n");
}

TEST_F(Diff, AFieldThatGrowsByItsTypeIsResizedNotRetyped) {
  TypeId small = before.structure("inner", 4, {before.a});
  before.structure("outer", 8,
                   {before.member("i", small, 0), before.member("p", before.pointer(small), 32)});
  TypeId large = after.structure("inner", 8, {after.a, after.member("b", after.number, 32)});
  after.structure("outer", 8,
                  {after.member("i", large, 0), after.member("p", after.pointer(large), 32)});
  EXPECT_EQ(diff(),
            "~ struct inner\n"
            "    size: 4 -> 8\n"
            "    + b: int, offset 4, size 4\n"
            "~ struct outer\n"
            "    ~ i: size 4 -> 8\n");
}

TEST_F(Diff, FieldsOfMembersWithoutANameAreTheStructsOwn) {
  before.structure(
      "s", 12,
      {before.a, before.member("b", before.number, 32), before.member("c", before.number, 64)});
  TypeId both = after.union_of(
      "", 4, {after.member("b", after.number, 0), after.member("d", after.number, 0)});
  after.structure("s", 12,
                  {after.a, after.member("", both, 32), after.member("c", after.number, 64)});
  EXPECT_EQ(diff(), "~ struct s\n    + d: int, offset 4, size 4\n");
}

TEST_F(Diff, TypesWithoutANameAreComparedInsideTheirField) {
  auto add = [](Side& side, uint32_t first, TypeId type) {
    TypeId inner =
        side.structure("", 8, {side.member("x", side.number, 0), side.member("y", type, 32)});
    side.structure(
        "s", 40,
        {side.member("one", inner, first), side.member("many", side.array(inner, 3), first + 64)});
  };
  add(before, 0, before.number);
  add(after, 64, after.character);
  EXPECT_EQ(diff(),
            "~ struct s\n"
            "    ~ one: offset 0 -> 8\n"
            "    ~ one.y: size 4 -> 1, type int -> char\n"
            "    ~ many: offset 8 -> 16\n"
            "    ~ many[].y: size 4 -> 1, type int -> char\n");
}

TEST_F(Diff, WhatGoesWithItsFieldIsNotToldOf) {
  TypeId inner = before.structure("", 4, {before.member("x", before.number, 0)});
  before.structure("s", 8, {before.a, before.member("in", inner, 32)});
  after.structure("s", 8, {after.a});
  EXPECT_EQ(diff(), "~ struct s\n    - in: struct {...}, offset 4, size 4\n");
}

TEST_F(Diff, BehindAPointerATypeWithoutANameHasChangedInside) {
  before.structure("s", 8,
                   {before.member("p", before.pointer(before.structure("", 4, {before.a})), 0)});
  after.structure(
      "s", 8,
      {after.member(
          "p", after.pointer(after.structure("", 4, {after.member("b", after.number, 0)})), 0)});
  EXPECT_EQ(diff(), "~ struct s\n    ~ p: struct {...} * has changed inside\n");
}

TEST_F(Diff, Enumerators) {
  before.enumeration("e", {{"SAME", 0}, {"GONE", 1}, {"OTHER", 2}});
  after.enumeration("e", {{"SAME", 0}, {"NEW", 1}, {"OTHER", 3}});
  EXPECT_EQ(diff(),
            "~ enum e\n"
            "    - GONE = 1\n"
            "    + NEW = 1\n"
            "    ~ OTHER = 2 -> 3\n");
}

TEST_F(Diff, TheSignAloneOfAnEnumIsNoDifference) {
  before.enumeration("e", {{"MINUS", UINT32_MAX}}, false);
  after.enumeration("e", {{"MINUS", UINT32_MAX}}, true);
  EXPECT_EQ(diff(), "");
}

TEST_F(Diff, AnEnumMayBecomeWide) {
  before.enumeration("e", {{"A", 1}, {"MINUS", UINT32_MAX}}, true);
  std::vector<Enumerator64> wide = {enumerator64(after.btf.add_string("A"), uint64_t{1} << 32),
                                    enumerator64(after.btf.add_string("MINUS"), UINT64_MAX)};
  after.add("e", Enum64{8, true, wide});
  EXPECT_EQ(diff(), "~ enum e\n    size: 4 -> 8\n    ~ A = 1 -> 4294967296\n");
}

TEST_F(Diff, ConstantsAreThoseOfAllEnumsWithoutAName) {
  before.enumeration("", {{"A", 1}, {"B", 2}});
  before.enumeration("", {{"C", 1}});
  after.enumeration("", {{"B", 3}, {"C", 1}, {"D", 4}});
  after.enumeration("", {{"A", 1}});
  EXPECT_EQ(diff(), "~ constants of enums without a name\n    ~ B = 2 -> 3\n    + D = 4\n");
}

TEST_F(Diff, Typedefs) {
  before.alias("number_t", before.number);
  before.alias("s_t", before.structure("", 4, {before.a}));
  before.alias("e_t", before.enumeration("", {{"A", 1}}));
  after.alias("number_t", after.long_number);
  after.alias("s_t", after.structure("", 8, {after.member("a", after.number, 32)}));
  after.alias("e_t", after.enumeration("", {{"A", 2}}));
  EXPECT_EQ(diff(),
            "~ typedef e_t\n    ~ A = 1 -> 2\n"
            "~ typedef number_t\n    type: int -> long\n"
            "~ typedef s_t\n    size: 4 -> 8\n    ~ a: offset 0 -> 4\n");
}

TEST_F(Diff, Functions) {
  before.func("result", before.number, {});
  before.func("grows", before.number, {{"x", before.number}});
  before.func("retyped", before.number, {{"x", before.number}});
  before.func("renamed", before.number, {{"x", before.number}});
  before.func("swapped", before.number, {{"x", before.number}, {"y", before.long_number}});
  after.func("result", after.long_number, {});
  after.func("grows", after.number, {{"x", after.number}, {"", kVoid}});
  after.func("retyped", after.number, {{"x", after.pointer(after.number)}});
  after.func("renamed", after.number, {{"z", after.number}});
  after.func("swapped", after.number, {{"y", after.long_number}, {"x", after.number}});
  EXPECT_EQ(
      diff(),
      "~ function grows\n    - int grows(int x)\n    + int grows(int x, ...)\n"
      "~ function result\n    returns: int -> long\n    - int result(void)\n    + long "
      "result(void)\n"
      "~ function retyped\n    - int retyped(int x)\n    + int retyped(int *x)\n"
      "~ function swapped\n    - int swapped(int x, long y)\n    + int swapped(long y, int x)\n");
}

TEST_F(Diff, VariablesAndScalars) {
  before.add("v", Var{before.number, Linkage::kStatic});
  after.add("v", Var{after.long_number, Linkage::kGlobal});
  before.add("wide", Int{8, 0, 0, 64});
  after.add("wide", Int{16, Int::kSigned, 0, 128});
  EXPECT_EQ(diff(),
            "~ variable v\n    linkage: static -> global\n    type: int -> long\n"
            "~ scalar wide\n    size: 8 -> 16\n"
            "    encoding: INT (none) 64 bits -> INT SIGNED 128 bits\n");
}

TEST_F(Diff, AForwardDeclarationStandsForItsStruct) {
  before.structure("s", 8, {before.member("p", before.pointer(before.add("x", Fwd{false})), 0)});
  after.structure("s", 8,
                  {after.member("p", after.pointer(after.structure("x", 4, {after.a})), 0)});
  EXPECT_EQ(diff(), "+ struct x (size 4, 1 members)\n");
}

TEST_F(Diff, OfSeveralTypesOfANameThoseAlikeAreCompared) {
  before.structure("s", 4, {before.a});
  before.structure("s", 8,
                   {before.member("x", before.number, 0), before.member("y", before.number, 32)});
  after.structure("s", 12,
                  {after.member("x", after.number, 0), after.member("y", after.number, 64)});
  after.structure("s", 4, {after.a});
  after.structure("s", 4, {after.member("z", after.number, 0)});
  EXPECT_EQ(diff(),
            "~ struct s\n    size: 8 -> 12\n    ~ y: offset 4 -> 8\n"
            "+ struct s (size 4, 1 members)\n");
}

TEST_F(Diff, ABaseCountsWithItsSplitBtf) {
  after.structure("s", 4, {after.a});
  Btf split_before(before.btf, kHostEndian), split_after(after.btf, kHostEndian);
  split_after.add_type({split_after.add_string("t"), Typedef{after.number}});
  EXPECT_EQ(diff_text(*btf::diff(split_before, split_after)),
            "+ struct s (size 4, 1 members)\n+ typedef int t\n");
}

TEST_F(Diff, ASelectionKeepsWhatItHas) {
  TypeId old_one = before.structure("s", 8, {before.a, before.member("b", before.number, 32)});
  TypeId new_one = after.structure(
      "s", 12, {after.member("a", after.number, 32), after.member("b", after.number, 64)});
  before.structure("gone", 4, {before.a});
  TypeId fresh = after.structure("fresh", 4, {after.a});
  Difference all = *btf::diff(before.btf, after.btf);
  Selection nothing, field, size, whole, existence;
  field.members.emplace(old_one, 1);
  size.sizes.insert(new_one);
  whole.whole.insert(old_one);
  existence.existence.insert(fresh);
  EXPECT_EQ(diff_text(select(all, nothing, nothing)), "");
  EXPECT_EQ(diff_text(select(all, field, nothing)), "~ struct s\n    ~ b: offset 4 -> 8\n");
  EXPECT_EQ(diff_text(select(all, nothing, size)), "~ struct s\n    size: 8 -> 12\n");
  EXPECT_EQ(diff_text(select(all, nothing, existence)), "+ struct fresh (size 4, 1 members)\n");
  EXPECT_EQ(diff_text(select(all, whole, nothing)),
            "~ struct s\n    size: 8 -> 12\n    ~ a: offset 0 -> 4\n    ~ b: offset 4 -> 8\n");
}

TEST_F(Diff, Json) {
  before.structure("s\"", 4, {before.a});
  after.structure("s\"", 8, {after.member("a", after.long_number, 0)});
  before.enumeration("e", {{"A", 1}});
  after.enumeration("e", {{"A", UINT32_MAX}}, true);
  before.func("f", before.number, {{"x", before.number}});
  after.func("f", after.number, {});
  EXPECT_EQ(diff_json(*btf::diff(before.btf, after.btf)),
            R"j({"types":[)j"
            R"j({"family":"struct","name":"s\"","change":"changed","id_before":4,"id_after":4,)j"
            R"j("properties":[{"property":"size","before":"4","after":"8"}],)j"
            R"j("fields":[{"name":"a","change":"changed","how":["resized","retyped"],)j"
            R"j("before":{"bit_offset":0,"bit_size":32,"bit_field":false,"type":"int"},)j"
            R"j("after":{"bit_offset":0,"bit_size":64,"bit_field":false,"type":"long"}}]},)j"
            R"j({"family":"enum","name":"e","change":"changed","id_before":5,"id_after":5,)j"
            R"j("enumerators":[{"name":"A","change":"changed","before":1,"after":-1}]},)j"
            R"j({"family":"function","name":"f","change":"changed","id_before":7,"id_after":7,)j"
            R"j("declaration_before":"int f(int x)","declaration_after":"int f(void)",)j"
            R"j("parameters":[{"name":"x","change":"removed","index":0,"before":"int"}]}]})j"
            "\n");
}

TEST_F(Diff, TypesWithoutEndAreRefused) {
  for (Side* side : {&before, &after}) {
    TypeId loop{number(side->btf.end_id())};
    side->structure("", 8, {side->member("m", loop, 0)});
    side->structure("s", 8, {side->member("m", loop, 0)});
  }
  EXPECT_EQ(diff(), "error: type [4] STRUCT '(anon)': types are nested too deeply, or in a loop");
}

TEST_F(Diff, NamesKeepToTheirLine) {
  after.structure("a\nb", 4, {after.a});
  EXPECT_EQ(diff(), "+ struct a\\x0ab (size 4, 1 members)\n");
}

}  // namespace
}  // namespace btfkit::btf
