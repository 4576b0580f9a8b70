#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

// Which names C++ makes others of, one rule a test.
class DumpCxxNames : public testing::Test {
 protected:
  StringOffset name(std::string_view text) { return types.btf.add_string(text); }
  TypeId alias(std::string_view name, TypeId type) { return types.add(name, Typedef{type}); }

  Types types;
  TypeId integer = types.integer("int", 4);
};

TEST_F(DumpCxxNames, KeywordsAndAlternativeTokensAreRenamed) {
  for (std::string_view word : {"alignas",
                                "alignof",
                                "and",
                                "and_eq",
                                "asm",
                                "bitand",
                                "bitor",
                                "bool",
                                "catch",
                                "char16_t",
                                "char32_t",
                                "char8_t",
                                "class",
                                "co_await",
                                "co_return",
                                "co_yield",
                                "compl",
                                "concept",
                                "const_cast",
                                "consteval",
                                "constexpr",
                                "constinit",
                                "decltype",
                                "delete",
                                "dynamic_cast",
                                "explicit",
                                "export",
                                "false",
                                "friend",
                                "mutable",
                                "namespace",
                                "new",
                                "noexcept",
                                "not",
                                "not_eq",
                                "nullptr",
                                "operator",
                                "or",
                                "or_eq",
                                "private",
                                "protected",
                                "public",
                                "reinterpret_cast",
                                "requires",
                                "static_assert",
                                "static_cast",
                                "template",
                                "this",
                                "thread_local",
                                "throw",
                                "true",
                                "try",
                                "typeid",
                                "typename",
                                "using",
                                "virtual",
                                "wchar_t",
                                "xor",
                                "xor_eq"}) {
    Types own;
    TypeId number = own.integer("int", 4);
    TypeId type = own.structure("s", 4, {own.member(word, number, 0)});
    EXPECT_EQ(own.cxx({type}),
              fmt::format("struct s {{\n\tint {0}_ [[btf::name(\"{0}\")]];\n}};\n\n", word));
  }
}

TEST_F(DumpCxxNames, OtherWordsAreLeftAlone) {
  TypeId type = types.structure(
      "final", 8, {types.member("override", integer, 0), types.member("class_", integer, 32)});
  EXPECT_EQ(types.cxx({type}), "struct final {\n\tint override;\n\tint class_;\n};\n\n");
}

TEST_F(DumpCxxNames, ATypeSaysItsNameWhereItIsDeclared) {
  TypeId type = types.structure("class", 16, {});
  TypeId pointer = types.pointer(type);
  TypeId user = types.structure("s", 8, {types.member("p", pointer, 0)});
  types.set_members(type, {types.member("a", pointer, 0), types.member("b", pointer, 64)});
  EXPECT_EQ(types.cxx({user, type}),
            "struct [[btf::name(\"class\")]] class_;\n\nstruct s {\n\tstruct class_ *p;\n};\n\n"
            "struct [[btf::name(\"class\")]] class_ {\n\tstruct class_ *a;\n\tstruct class_ *b;\n};"
            "\n\n");
}

TEST_F(DumpCxxNames, EnumsAndEnumerators) {
  TypeId type = types.add(
      "export", Enum{4, true, std::vector<Enumerator>{{name("false"), 0}, {name("true"), 1}}});
  EXPECT_EQ(types.cxx({type}),
            "enum [[btf::name(\"export\")]] export_ : signed int {\n"
            "\tfalse_ [[btf::name(\"false\")]] = 0,\n\ttrue_ [[btf::name(\"true\")]] = 1,\n};\n\n");
}

TEST_F(DumpCxxNames, TypedefsOfBuiltInTypes) {
  TypeId truth = types.add("_Bool", Int{1, Int::kBool, 0, 8});
  EXPECT_EQ(types.cxx({alias("bool", truth)}), "typedef bool bool_ [[btf::name(\"bool\")]];\n\n");
  EXPECT_EQ(types.cxx({alias("wchar_t", integer)}),
            "typedef int wchar_t_ [[btf::name(\"wchar_t\")]];\n\n");
}

TEST_F(DumpCxxNames, TheAttributeFollowsTheNameWhereverThatIs) {
  TypeId array = types.add("", Array{integer, integer, 2});
  TypeId function = types.pointer(types.function(integer, {integer}));
  TypeId type = types.structure("s", 24,
                                {types.member("new", array, 0), types.member("this", function, 64),
                                 types.member("or", integer, 128, 3)});
  EXPECT_EQ(types.cxx({type}),
            "struct s {\n\tint new_ [[btf::name(\"new\")]][2];\n"
            "\tint (*this_ [[btf::name(\"this\")]])(int);\n"
            "\tint or_ [[btf::name(\"or\")]]: 3;\n};\n\n");
}

TEST_F(DumpCxxNames, Parameters) {
  std::vector<Parameter> parameters = {{name("new"), integer}, {name("new_"), integer}};
  FuncProto proto{integer, parameters};
  EXPECT_EQ(types.cxx({alias("f", types.add("", proto))}),
            "typedef int f(int new__ [[btf::name(\"new\")]], int new_);\n\n");
}

TEST_F(DumpCxxNames, ANameInUseIsNotTakenAgain) {
  TypeId inner = types.structure("", 4, {types.member("class__", integer, 0)});
  TypeId type = types.structure("s", 12,
                                {types.member("class", integer, 0),
                                 types.member("class_", integer, 32), types.member("", inner, 64)});
  EXPECT_EQ(types.cxx({type}),
            "struct s {\n\tint class___ [[btf::name(\"class\")]];\n\tint class_;\n"
            "\tstruct {\n\t\tint class__;\n\t};\n};\n\n");
}

TEST_F(DumpCxxNames, ATypesNewNameIsNotAnothersOne) {
  types.structure("class", 4, {types.member("a", integer, 0)});
  alias("class", integer);
  types.add("e", Enum{4, false, std::vector<Enumerator>{{name("class_"), 0}}});
  EXPECT_EQ(types.cxx(),
            "struct [[btf::name(\"class\")]] class__ {\n\tint a;\n};\n\n"
            "typedef int class___ [[btf::name(\"class\")]];\n\n"
            "enum e : unsigned int {\n\tclass_ = 0,\n};\n\n");
}

TEST_F(DumpCxxNames, AFlavorIsNoKeyword) {
  types.structure("class", 4, {types.member("a", integer, 0)});
  types.structure("class", 4, {types.member("b", integer, 0)});
  EXPECT_EQ(types.cxx(),
            "struct [[btf::name(\"class\")]] class_ {\n\tint a;\n};\n\n"
            "struct class___2 {\n\tint b;\n};\n\n");
}

TEST_F(DumpCxxNames, ATypedefOfAStructsNameIsRenamedUnlessItIsThatStruct) {
  TypeId own = types.structure("own", 4, {types.member("a", integer, 0)});
  alias("own", own);
  types.structure("other", 4, {types.member("a", integer, 0)});
  alias("other", types.pointer(own));
  EXPECT_EQ(types.cxx(),
            "struct own {\n\tint a;\n};\n\ntypedef struct own own;\n\n"
            "struct other {\n\tint a;\n};\n\n"
            "typedef struct own *other_ [[btf::name(\"other\")]];\n\n");
}

TEST_F(DumpCxxNames, ATypedefOfAQualifiedStructIsNotTheStruct) {
  TypeId type = types.structure("s", 4, {types.member("a", integer, 0)});
  alias("s", types.add("", Const{type}));
  EXPECT_EQ(types.cxx(),
            "struct s {\n\tint a;\n};\n\ntypedef const struct s s_ [[btf::name(\"s\")]];\n\n");
}

TEST_F(DumpCxxNames, ATypedefOfTheNameOfADeclaredStruct) {
  types.add("s", Fwd{false});
  alias("s", integer);
  EXPECT_EQ(types.cxx(), "struct s;\n\ntypedef int s_ [[btf::name(\"s\")]];\n\n");
}

TEST_F(DumpCxxNames, AnEnumeratorMayBeCalledAsAStruct) {
  types.structure("s", 4, {types.member("a", integer, 0)});
  types.add("", Enum{4, false, std::vector<Enumerator>{{name("s"), 0}}});
  EXPECT_EQ(types.cxx(), "struct s {\n\tint a;\n};\n\nenum : unsigned int {\n\ts = 0,\n};\n\n");
}

TEST_F(DumpCxxNames, AMemberThatHidesATypeOfItsClassIsRenamed) {
  TypeId id = alias("port_id", integer);
  TypeId direct =
      types.structure("s", 8, {types.member("port_id", id, 0), types.member("other", integer, 32)});
  EXPECT_EQ(types.cxx({direct}),
            "typedef int port_id;\n\nstruct s {\n"
            "\tport_id port_id_ [[btf::name(\"port_id\")]];\n\tint other;\n};\n\n");
}

TEST_F(DumpCxxNames, ATypeDeepInsideIsHiddenAsWell) {
  TypeId id = alias("port_id", integer);
  TypeId function = types.pointer(types.function(kVoid, {types.pointer(id)}));
  TypeId inner = types.structure("", 8, {types.member("f", function, 0)});
  TypeId type = types.structure(
      "s", 16, {types.member("inner", inner, 0), types.member("port_id", integer, 64)});
  EXPECT_EQ(types.cxx({type}),
            "typedef int port_id;\n\nstruct s {\n\tstruct {\n\t\tvoid (*f)(port_id *);\n"
            "\t} inner;\n\tint port_id_ [[btf::name(\"port_id\")]];\n};\n\n");
}

TEST_F(DumpCxxNames, AClassInsideHidesNothingOfTheOneAround) {
  TypeId id = alias("port_id", integer);
  TypeId inner = types.structure("", 4, {types.member("port_id", integer, 0)});
  TypeId type =
      types.structure("s", 8, {types.member("inner", inner, 0), types.member("a", id, 32)});
  EXPECT_EQ(types.cxx({type}),
            "typedef int port_id;\n\nstruct s {\n\tstruct {\n\t\tint port_id;\n\t} inner;\n"
            "\tport_id a;\n};\n\n");
}

TEST_F(DumpCxxNames, AMemberOfAnUnnamedMemberIsOneOfTheClassAround) {
  TypeId id = alias("port_id", integer);
  TypeId inner = types.union_of("", 4, {types.member("port_id", integer, 0)});
  TypeId type = types.structure("s", 8, {types.member("", inner, 0), types.member("a", id, 32)});
  EXPECT_EQ(types.cxx({type}),
            "typedef int port_id;\n\nstruct s {\n\tunion {\n"
            "\t\tint port_id_ [[btf::name(\"port_id\")]];\n\t};\n\tport_id a;\n};\n\n");
}

TEST_F(DumpCxxNames, StructsHideNothingAsTheyAreNamedWithTheirKind) {
  TypeId port = types.structure("port", 4, {types.member("port", integer, 0)});
  TypeId type =
      types.structure("s", 8, {types.member("port", port, 0), types.member("other", port, 32)});
  EXPECT_EQ(types.cxx({type}),
            "struct port {\n\tint port;\n};\n\nstruct s {\n\tstruct port port;\n"
            "\tstruct port other;\n};\n\n");
}

TEST_F(DumpCxxNames, AnUnnamedUnionHasNoMemberOfItsClassName) {
  TypeId inner = types.union_of("", 4, {types.member("kfifo", integer, 0)});
  TypeId type =
      types.structure("kfifo", 8, {types.member("", inner, 0), types.member("kfifo", integer, 32)});
  EXPECT_EQ(types.cxx({type}),
            "struct kfifo {\n\tunion {\n\t\tint kfifo_ [[btf::name(\"kfifo\")]];\n\t};\n"
            "\tint kfifo;\n};\n\n");
}

TEST_F(DumpCxxNames, AnEnumeratorInAClassIsAMemberOfIt) {
  TypeId inner = types.add("", Enum{4, false, std::vector<Enumerator>{{name("ready"), 1}}});
  TypeId type = types.structure(
      "s", 8, {types.member("state", inner, 0), types.member("ready", integer, 32)});
  EXPECT_EQ(types.cxx({type}),
            "struct s {\n\tenum : unsigned int {\n\t\tready = 1,\n\t} state;\n"
            "\tint ready_ [[btf::name(\"ready\")]];\n};\n\n");
}

TEST_F(DumpCxxNames, TwoRenamedMembersDontMeet) {
  TypeId one = alias("id", integer);
  TypeId two = alias("id_", integer);
  TypeId type = types.structure("s", 8, {types.member("id_", two, 0), types.member("id", one, 32)});
  EXPECT_EQ(types.cxx({type}),
            "typedef int id_;\n\ntypedef int id;\n\nstruct s {\n"
            "\tid_ id__ [[btf::name(\"id_\")]];\n\tid id___ [[btf::name(\"id\")]];\n};\n\n");
}

}  // namespace
}  // namespace btfkit::btf
