#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

// Each as a typedef, where the declaration is all there is.
class DumpCDeclarations : public testing::Test {
 protected:
  std::string typedef_of(TypeId type) { return types.c({types.add("t", Typedef{type})}); }

  Types types;
  TypeId integer = types.integer("int", 4);
};

TEST_F(DumpCDeclarations, QualifiersStandLeftOfATypeAndRightOfAStar) {
  TypeId inner = types.add("", Const{types.add("", Volatile{integer})});
  TypeId outer = types.add("", Const{types.add("", Restrict{types.pointer(inner)})});
  EXPECT_EQ(typedef_of(outer), "typedef volatile const int * restrict const t;\n\n");
}

TEST_F(DumpCDeclarations, StarsStandTogether) {
  EXPECT_EQ(typedef_of(types.pointer(types.pointer(kVoid))), "typedef void **t;\n\n");
  EXPECT_EQ(typedef_of(types.pointer(types.add("", Const{kVoid}))), "typedef const void *t;\n\n");
}

TEST_F(DumpCDeclarations, DimensionsFollowTheNameFromOutermostOn) {
  TypeId inner = types.add("", Array{integer, integer, 3});
  EXPECT_EQ(typedef_of(types.add("", Array{inner, integer, 2})), "typedef int t[2][3];\n\n");
  EXPECT_EQ(typedef_of(types.pointer(inner)), "typedef int (*t)[3];\n\n");
  EXPECT_EQ(typedef_of(types.add("", Array{types.pointer(inner), integer, 0})),
            "typedef int (*t[0])[3];\n\n");
}

TEST_F(DumpCDeclarations, FunctionsNeedParenthesesAroundAStar) {
  TypeId plain = types.function(kVoid, {integer, kVoid});
  EXPECT_EQ(typedef_of(plain), "typedef void t(int, ...);\n\n");
  EXPECT_EQ(typedef_of(types.pointer(plain)), "typedef void (*t)(int, ...);\n\n");
  TypeId returns_function = types.function(types.pointer(plain), {});
  EXPECT_EQ(typedef_of(types.pointer(returns_function)),
            "typedef void (* (*t)(void))(int, ...);\n\n");
  TypeId takes_function = types.function(integer, {types.pointer(plain)});
  EXPECT_EQ(typedef_of(types.add("", Array{types.pointer(takes_function), integer, 4})),
            "typedef int (*t[4])(void (*)(int, ...));\n\n");
}

TEST_F(DumpCDeclarations, NoParametersIsVoidWhicheverWayItIsWritten) {
  EXPECT_EQ(typedef_of(types.function(integer, {})), "typedef int t(void);\n\n");
  EXPECT_EQ(typedef_of(types.function(integer, {kVoid})), "typedef int t(void);\n\n");
}

TEST_F(DumpCDeclarations, QualifiersOfArraysAndFunctionsAreDropped) {
  TypeId array = types.add("", Array{integer, integer, 2});
  EXPECT_EQ(typedef_of(types.add("", Const{array})), "typedef int t[2];\n\n");
  TypeId function = types.add("", Volatile{types.function(kVoid, {})});
  EXPECT_EQ(typedef_of(types.pointer(function)), "typedef void (*t)(void);\n\n");
}

TEST_F(DumpCDeclarations, TagsAreAttributesOfWhatIsPointedTo) {
  TypeId user = types.add("user", TypeTag{types.add("", Const{integer}), false});
  EXPECT_EQ(typedef_of(types.pointer(user)),
            "typedef const int __attribute__((btf_type_tag(\"user\"))) *t;\n\n");
  TypeId outside = types.add("", Const{types.add("rcu", TypeTag{integer, false})});
  EXPECT_EQ(typedef_of(types.pointer(outside)),
            "typedef int __attribute__((btf_type_tag(\"rcu\"))) const *t;\n\n");
  TypeId space = types.add("address_space(1)", TypeTag{kVoid, true});
  EXPECT_EQ(typedef_of(types.pointer(space)),
            "typedef void __attribute__((address_space(1))) *t;\n\n");
}

TEST_F(DumpCDeclarations, TypesWithoutANameAreWrittenWhereTheyAreUsed) {
  TypeId inner = types.structure("", 4, {types.member("a", integer, 0)});
  TypeId outer = types.union_of(
      "u", 8, {types.member("", inner, 0), types.member("p", types.pointer(inner), 0)});
  EXPECT_EQ(types.c({outer}),
            "union u {\n\tstruct {\n\t\tint a;\n\t};\n\tstruct {\n\t\tint a;\n\t} *p;\n};\n\n");
}

TEST_F(DumpCDeclarations, VaListIsTheCompilersOwn) {
  TypeId builtin = types.add("__builtin_va_list", Typedef{types.pointer(kVoid)});
  TypeId list = types.add("va_list", Typedef{builtin});
  EXPECT_EQ(types.c({list}), "typedef __builtin_va_list va_list;\n\n");
  EXPECT_EQ(types.c({types.add("__gnuc_va_list", Typedef{kVoid})}),
            "typedef __builtin_va_list __gnuc_va_list;\n\n");
}

TEST_F(DumpCDeclarations, ArmsBuiltInTypesGetATypedef) {
  TypeId poly = types.add("__Poly64_t", Int{8, 0, 0, 64});
  EXPECT_EQ(typedef_of(poly),
            "typedef unsigned long long __Poly64_t;\n\ntypedef __Poly64_t t;\n\n");
}

TEST_F(DumpCDeclarations, EnumsKeepTheirValuesAndSizes) {
  auto name = [&](std::string_view text) { return types.btf.add_string(text); };
  TypeId small = types.add(
      "e", Enum{1, true, std::vector<Enumerator>{{name("A"), 0xffffffff}, {name("B"), 1}}});
  EXPECT_EQ(types.c({small}), "enum e {\n\tA = -1,\n\tB = 1,\n} __attribute__((mode(byte)));\n\n");
  TypeId medium = types.add("m", Enum{2, false, std::vector<Enumerator>{{name("C"), 0xffff}}});
  EXPECT_EQ(types.c({medium}), "enum m {\n\tC = 65535,\n} __attribute__((mode(HI)));\n\n");
  TypeId plain = types.add("p", Enum{4, false, std::vector<Enumerator>{{name("D"), 0xffffffff}}});
  EXPECT_EQ(types.c({plain}), "enum p {\n\tD = 4294967295,\n};\n\n");
  TypeId wide = types.add("w", Enum64{8, false, std::vector{enumerator64(name("E"), 7)}});
  EXPECT_EQ(types.c({wide}), "enum w {\n\tE = 7ULL,\n} __attribute__((mode(word)));\n\n");
  TypeId wider =
      types.add("x", Enum64{8, true, std::vector{enumerator64(name("F"), uint64_t{1} << 63)}});
  EXPECT_EQ(types.c({wider}), "enum x {\n\tF = -9223372036854775807LL - 1,\n};\n\n");
  TypeId forward = types.add("f", Enum{4, false, {}});
  EXPECT_EQ(types.c({forward}), "enum f;\n\n");
}

TEST_F(DumpCDeclarations, OneNameForSeveralTypesBecomesFlavors) {
  auto name = [&](std::string_view text) { return types.btf.add_string(text); };
  types.structure("s", 0, {});
  types.structure("s", 4, {types.member("a", integer, 0)});
  types.add("s", Typedef{integer});  // typedefs have a scope of their own...
  types.add("e",
            Enum{4, false, std::vector<Enumerator>{{name("s"), 0}}});  // ...which enumerators share
  EXPECT_EQ(types.c(),
            "struct s {};\n\nstruct s___2 {\n\tint a;\n};\n\ntypedef int s;\n\n"
            "enum e {\n\ts___2 = 0,\n};\n\n");
}

TEST_F(DumpCDeclarations, AStringSectionMayHaveANameTwice) {
  Types twice;
  twice.btf.set_own_strings(std::string("\0s\0s\0", 5));
  twice.btf.add_type({StringOffset{1}, Struct{{0, false, {}}}});
  twice.btf.add_type({StringOffset{3}, Struct{{0, false, {}}}});
  EXPECT_EQ(twice.c(), "struct s {};\n\nstruct s___2 {};\n\n");
}

}  // namespace
}  // namespace btfkit::btf
