#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

class DumpCOrder : public testing::Test {
 protected:
  Types types;
};

// The example of docs/btfgen-dump.md.
TEST_F(DumpCOrder, AMemberIsDefinedBeforeAndAPointerOnlyDeclared) {
  // struct list { struct node *first; }; struct node { struct list siblings; node_t *parent; };
  TypeId list{1}, node{2}, to_node{3}, alias{4}, to_alias{5};
  types.structure("list", 8, {types.member("first", to_node, 0)});
  types.structure("node", 16,
                  {types.member("siblings", list, 0), types.member("parent", to_alias, 64)});
  types.pointer(node);
  types.add("node_t", Typedef{node});
  types.pointer(alias);
  EXPECT_EQ(types.c(),
            "struct node;\n\nstruct list {\n\tstruct node *first;\n};\n\n"
            "typedef struct node node_t;\n\n"
            "struct node {\n\tstruct list siblings;\n\tnode_t *parent;\n};\n\n");
}

TEST_F(DumpCOrder, AStructBehindAPointerInAnAnonymousOneIsNeededWhole) {
  // struct b { struct { struct a y; } *x; }; struct a {};
  TypeId a{4};
  TypeId anonymous{2}, pointer{3};
  types.structure("b", 8, {types.member("x", pointer, 0)});
  types.structure("", 0, {types.member("y", a, 0)});
  types.pointer(anonymous);
  types.structure("a", 0, {});
  EXPECT_EQ(types.c(), "struct a {};\n\nstruct b {\n\tstruct {\n\t\tstruct a y;\n\t} *x;\n};\n\n");
}

TEST_F(DumpCOrder, AStructPointsToItselfWithoutADeclaration) {
  types.structure("list_head", 8, {types.member("next", TypeId{2}, 0)});
  types.pointer(TypeId{1});
  EXPECT_EQ(types.c(), "struct list_head {\n\tstruct list_head *next;\n};\n\n");
}

TEST_F(DumpCOrder, ATypedefOfItsOwnStructIsWrittenBeforeIt) {
  // typedef struct work work_t; struct work { void (*run)(work_t *); };
  types.add("work_t", Typedef{TypeId{2}});
  types.structure("work", 8, {types.member("run", TypeId{4}, 0)});
  types.function(kVoid, {TypeId{5}});
  types.pointer(TypeId{3});
  types.pointer(TypeId{1});
  EXPECT_EQ(types.c(),
            "struct work;\n\ntypedef struct work work_t;\n\nstruct work {\n\tvoid (*run)(work_t "
            "*);\n};\n\n");
}

TEST_F(DumpCOrder, AnEnumOfConstantsStandsAlone) {
  StringOffset yes = types.btf.add_string("yes");
  types.add("", Enum{4, false, std::vector<Enumerator>{{yes, 1}}});
  EXPECT_EQ(types.c(), "enum {\n\tyes = 1,\n};\n\n");
  types.add("bool", Typedef{TypeId{1}});
  EXPECT_EQ(types.c(), "typedef enum {\n\tyes = 1,\n} bool;\n\n");
}

TEST_F(DumpCOrder, RootsBringWhatTheyNeedAndNoMore) {
  TypeId needed = types.structure("needed", 0, {});
  types.structure("other", 0, {});
  TypeId root = types.structure("root", 0, {types.member("a", needed, 0)});
  EXPECT_EQ(types.c({root}), "struct needed {};\n\nstruct root {\n\tstruct needed a;\n};\n\n");
}

TEST_F(DumpCOrder, ASplitBtfBringsItsBase) {
  TypeId in_base = types.structure("in_base", 0, {});
  Types split;
  split.btf = Btf(types.btf, types.btf.endian());
  split.structure("in_module", 0, {split.member("a", in_base, 0)});
  EXPECT_EQ(split.c(), "struct in_base {};\n\nstruct in_module {\n\tstruct in_base a;\n};\n\n");
}

}  // namespace
}  // namespace btfkit::btf
