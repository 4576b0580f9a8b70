#include "btf/show.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

class Show : public testing::Test {
 protected:
  // With each run of white space as one blank, and what is below the members apart.
  std::string show(TypeId id, ShowOptions options = {}) {
    Result<std::string> text = btf::show(types.btf, id, options);
    if (!text) return "error: " + text.error().message();
    std::string squeezed;
    for (char c : *text) {
      if (c == '\t' || c == '\n') c = ' ';
      if (c != ' ' || !squeezed.ends_with(' ')) squeezed += c;
    }
    return squeezed;
  }
  // The comments of a struct of this size.
  std::string structure(uint32_t size, const std::vector<Member>& members) {
    return show(types.structure("s", size, members));
  }

  Types types;
  TypeId character = types.integer("char", 1);
  TypeId integer = types.integer("int", 4);
  TypeId long_integer = types.integer("long", 8);
  Member a = types.member("a", integer, 0);
};

TEST_F(Show, OffsetsAndSizesAreInColumns) {
  TypeId id = types.structure("s", 8, {a, types.member("b", integer, 32)});
  EXPECT_EQ(*btf::show(types.btf, id, {}),
            "struct s {\n"
            "\tint                        a;                    /*     0     4 */\n"
            "\tint                        b;                    /*     4     4 */\n"
            "\n"
            "\t/* size: 8, cachelines: 1, members: 2 */\n"
            "\t/* last cacheline: 8 bytes */\n"
            "};\n");
}

TEST_F(Show, AHoleIsBehindTheMemberBeforeIt) {
  EXPECT_EQ(structure(16, {a, types.member("b", long_integer, 64)}),
            "struct s { int a; /* 0 4 */ /* XXX 4 bytes hole, try to pack */ long b; /* 8 8 */ "
            "/* size: 16, cachelines: 1, members: 2 */ "
            "/* sum members: 12, holes: 1, sum holes: 4 */ /* last cacheline: 16 bytes */ }; ");
  EXPECT_NE(structure(8, {types.member("c", character, 0), types.member("d", character, 16),
                          types.member("b", integer, 32)})
                .find("c; /* 0 1 */ /* XXX 1 byte hole, try to pack */ char d; /* 2 1 */ "
                      "/* XXX 1 byte hole, try to pack */ int b;"),
            std::string::npos);
}

TEST_F(Show, PaddingIsAtTheEnd) {
  EXPECT_EQ(structure(24, {types.member("b", long_integer, 0), types.member("c", integer, 64)}),
            "struct s { long b; /* 0 8 */ int c; /* 8 4 */ "
            "/* size: 24, cachelines: 1, members: 2 */ /* padding: 12 */ "
            "/* last cacheline: 24 bytes */ }; ");
}

TEST_F(Show, BitFieldsHaveTheirUnitsOffset) {
  EXPECT_EQ(structure(8, {types.member("a", integer, 0, 3), types.member("b", integer, 7, 9),
                          types.member("c", integer, 32, 8)}),
            "struct s { int a:3; /* 0: 0 4 */ /* XXX 4 bits hole, try to pack */ "
            "int b:9; /* 0: 7 4 */ /* XXX 16 bits hole, try to pack */ int c:8; /* 4: 0 4 */ "
            "/* size: 8, cachelines: 1, members: 3 */ "
            "/* sum bitfield members: 20 bits, bit holes: 2, sum bit holes: 20 bits */ "
            "/* bit_padding: 24 bits */ /* last cacheline: 8 bytes */ }; ");
}

TEST_F(Show, BitsAndBytesOfAHoleAreApart) {
  std::string text =
      structure(16, {types.member("a", character, 0, 3), types.member("b", long_integer, 64)});
  EXPECT_NE(text.find("/* XXX 5 bits hole, try to pack */ /* XXX 7 bytes hole, try to pack */"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("/* sum members: 8, holes: 1, sum holes: 7 */ "
                      "/* sum bitfield members: 3 bits, bit holes: 1, sum bit holes: 5 bits */"),
            std::string::npos)
      << text;
}

TEST_F(Show, ABitFieldInTheOldWayKnowsItsWidthByItsType) {
  TypeId three_bits = types.add("unsigned int", Int{4, 0, 2, 3});
  TypeId id = types.add("s", Struct{{4, false, std::vector{types.member("a", three_bits, 8)}}});
  EXPECT_NE(show(id).find("unsigned int a:3; /* 0:10 4 */"), std::string::npos) << show(id);
}

TEST_F(Show, CacheLinesAreMarked) {
  TypeId big = types.add("", Array{character, integer, 60});
  std::vector<Member> members = {types.member("a", big, 0), types.member("b", integer, 480),
                                 types.member("c", integer, 512), types.member("d", big, 544),
                                 types.member("e", integer, 1056)};
  EXPECT_EQ(structure(136, members),
            "struct s { char a[60]; /* 0 60 */ int b; /* 60 4 */ "
            "/* --- cacheline 1 boundary (64 bytes) --- */ int c; /* 64 4 */ char d[60]; /* 68 60 "
            "*/ /* XXX 4 bytes hole, try to pack */ "
            "/* --- cacheline 2 boundary (128 bytes) was 4 bytes ago --- */ int e; /* 132 4 */ "
            "/* size: 136, cachelines: 3, members: 5 */ "
            "/* sum members: 132, holes: 1, sum holes: 4 */ /* last cacheline: 8 bytes */ }; ");
  EXPECT_NE(show(types.structure("t", 136, members), {false, 128})
                .find("/* --- cacheline 1 boundary (128 bytes) was 4 bytes ago --- */ int e;"),
            std::string::npos);
}

TEST_F(Show, PaddingInsideIsToldOf) {
  TypeId inner = types.structure("inner", 16, {types.member("l", long_integer, 0), a});
  EXPECT_NE(structure(16, {types.member("i", inner, 0)})
                .find("struct inner i; /* 0 16 */ /* XXX last struct has 8 bytes of padding */"),
            std::string::npos);
}

TEST_F(Show, WhatHasNoNameIsWrittenInItsPlace) {
  TypeId inner =
      types.structure("", 8, {types.member("x", integer, 0), types.member("y", integer, 32)});
  TypeId either =
      types.union_of("", 8, {types.member("l", long_integer, 0), types.member("", inner, 0)});
  TypeId four = types.add("", Array{inner, integer, 4});
  EXPECT_EQ(structure(48, {types.member("l", long_integer, 0), types.member("", either, 64),
                           types.member("four", four, 128)}),
            "struct s { long l; /* 0 8 */ union { long l; /* 8 8 */ struct { int x; /* 8 4 */ "
            "int y; /* 12 4 */ }; /* 8 8 */ }; /* 8 8 */ "
            "struct { int x; /* 16 4 */ int y; /* 20 4 */ } four[4]; /* 16 32 */ "
            "/* size: 48, cachelines: 1, members: 3 */ /* last cacheline: 48 bytes */ }; ");
}

TEST_F(Show, WhatAPointerLeadsToHasOffsetsOfItsOwn) {
  TypeId inner = types.structure("", 4, {a});
  TypeId id = types.structure(
      "s", 16, {types.member("l", long_integer, 0), types.member("p", types.pointer(inner), 64)});
  EXPECT_NE(show(id).find("struct { int a; /* 0 4 */ } *p; /* 8 8 */"), std::string::npos)
      << show(id);
}

TEST_F(Show, DeclarationsAreC) {
  TypeId node = types.add("node", Fwd{false});
  TypeId callback = types.pointer(types.function(types.pointer(node), {integer}));
  TypeId callbacks = types.add("", Array{callback, integer, 2});
  TypeId constant = types.add("", Const{types.pointer(types.add("", Const{character}))});
  TypeId rows = types.pointer(types.add("", Array{integer, integer, 3}));
  EXPECT_EQ(
      structure(40, {types.member("f", callbacks, 0), types.member("c", constant, 128),
                     types.member("r", rows, 192), types.member("n", types.pointer(node), 256)}),
      "struct s { struct node * (*f[2])(int); /* 0 16 */ const char *const c; /* 16 8 */ "
      "int (*r)[3]; /* 24 8 */ struct node * n; /* 32 8 */ "
      "/* size: 40, cachelines: 1, members: 4 */ /* last cacheline: 40 bytes */ }; ");
}

TEST_F(Show, OnRequestMembersAreExpanded) {
  TypeId inner = types.structure("inner", 8, {a, types.member("b", integer, 32)});
  TypeId alias = types.add("inner_t", Typedef{types.add("other_t", Typedef{inner})});
  TypeId number = types.add("u64", Typedef{long_integer});
  TypeId id = types.structure("s", 24,
                              {types.member("n", number, 0), types.member("i", alias, 64),
                               types.member("p", types.pointer(inner), 128)});
  EXPECT_EQ(show(id, {true, 64}),
            "struct s { /* typedef u64 */ long n; /* 0 8 */ "
            "/* typedef inner_t -> other_t */ struct inner { int a; /* 8 4 */ int b; /* 12 4 */ } "
            "i; /* 8 8 */ struct inner * p; /* 16 8 */ "
            "/* size: 24, cachelines: 1, members: 3 */ /* last cacheline: 24 bytes */ }; ");
}

TEST_F(Show, EveryKindThatCHas) {
  std::vector<Enumerator> few = {{types.btf.add_string("A"), 1},
                                 {types.btf.add_string("LONG"), static_cast<uint32_t>(-2)}};
  EXPECT_EQ(show(types.add("e", Enum{4, true, few})), "enum e { A = 1, LONG = -2, }; ");
  EXPECT_EQ(show(types.add("b", Enum{1, false, few})),
            "enum b { A = 1, LONG = 4294967294, } __attribute__((__packed__)); ");
  std::vector<Enumerator64> wide = {enumerator64(types.btf.add_string("W"), uint64_t{1} << 40)};
  EXPECT_EQ(show(types.add("w", Enum64{8, false, wide})), "enum w { W = 1099511627776, }; ");
  EXPECT_EQ(show(types.union_of("u", 4, {a})), "union u { int a; /* 0 4 */ }; ");
  EXPECT_EQ(show(types.add("t", Typedef{types.pointer(kVoid)})), "typedef void *t; ");
  EXPECT_EQ(show(types.add("st", Typedef{types.structure("", 4, {a})})),
            "typedef struct { int a; /* 0 4 */ /* size: 4, cachelines: 1, members: 1 */ "
            "/* last cacheline: 4 bytes */ } st; ");
  TypeId prototype =
      types.add("", FuncProto{integer, std::vector<Parameter>{{types.btf.add_string("x"), integer},
                                                              {kNoName, kVoid}}});
  EXPECT_EQ(show(types.add("f", Func{prototype, Linkage::kGlobal})), "int f(int x, ...); ");
  EXPECT_EQ(show(types.add("v", Var{integer, Linkage::kGlobal})), "int v; ");
  EXPECT_EQ(show(types.add("fwd", Fwd{true})), "union fwd; /* not defined */ ");
  EXPECT_EQ(show(integer), "int; /* size: 4 */ ");
  EXPECT_EQ(show(types.add("double", Float{8})), "double; /* size: 8 */ ");
  EXPECT_EQ(show(types.add("", Const{integer})), "const int; ");
}

TEST_F(Show, WhatCDoesNotHaveIsRefused) {
  TypeId section = types.add(".data", Datasec{0, {}});
  EXPECT_EQ(show(section), "error: type [4] DATASEC '.data': C has nothing of that kind");
}

TEST_F(Show, TypesWithoutEndAreRefusedOrCutOff) {
  // [5] is inside itself.
  TypeId loop{number(types.btf.end_id())};
  types.structure("", 8, {types.member("m", loop, 0)});
  EXPECT_EQ(structure(8, {types.member("m", loop, 0)}),
            "error: type [4] STRUCT '(anon)': types are nested too deeply, or in a loop");
  TypeId pointer{number(types.btf.end_id())};
  types.pointer(pointer);
  EXPECT_NE(show(types.add("t", Typedef{pointer})).find("typedef ... ****"), std::string::npos);
}

TEST_F(Show, ATextThatIsTooLongIsRefused) {
  // Each is twice inside the next.
  TypeId id = types.structure("", 4, {a});
  for (int i = 0; i < 24; ++i) {
    id = types.structure("", 4, {types.member("x", id, 0), types.member("y", id, 0)});
  }
  EXPECT_TRUE(structure(4, {types.member("m", id, 0)}).ends_with("it is longer than 32 MB"));
}

TEST_F(Show, ADeclarationThatIsTooLongIsCutOff) {
  TypeId id = integer;
  for (int i = 0; i < 7; ++i) {
    id = types.pointer(types.function(id, std::vector<TypeId>(10, id)));
  }
  std::string text = show(types.add("t", Typedef{id}));
  EXPECT_LT(text.size(), 200'000);
  EXPECT_NE(text.find("..."), std::string::npos);
}

TEST_F(Show, NamesKeepToTheirLine) {
  EXPECT_EQ(show(types.structure("a\nb", 4, {types.member("c\033[m", integer, 0)})),
            "struct a\\x0ab { int c\\x1b[m; /* 0 4 */ /* size: 4, cachelines: 1, members: 1 */ "
            "/* last cacheline: 4 bytes */ }; ");
}

}  // namespace
}  // namespace btfkit::btf
