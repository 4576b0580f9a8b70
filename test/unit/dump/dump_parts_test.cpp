#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

// Dumps that are long enough for two threads.
class DumpParts : public testing::Test {
 protected:
  // Types that a header has on their own, and their lines in it.
  std::string add_typedefs() {
    std::string lines;
    for (int i = 0; i < 6000; ++i) {
      std::string name = "t" + std::to_string(i);
      types.add(name, Typedef{integer});
      lines += "typedef int " + name + ";\n\n";
    }
    return lines;
  }

  Types types;
  TypeId integer = types.integer("int", 4);
};

TEST_F(DumpParts, LinesComeInTheOrderOfTheTypes) {
  add_typedefs();
  std::string raw;
  for (TypeId id : all_types(types.btf)) {
    dump_raw(types.btf, {{id}}, [&](std::string_view piece) { raw += piece; });
  }
  EXPECT_EQ(dump_raw(types.btf), raw);
}

TEST_F(DumpParts, JsonIsOneDocument) {
  add_typedefs();
  auto json = [&](const std::vector<TypeId>& ids) {
    std::string text;
    dump_json(types.btf, ids, JsonStyle::kCompact, [&](std::string_view piece) { text += piece; });
    return text;
  };
  std::string_view head = "{\"types\":[", tail = "]}\n";
  std::string expected(head);
  for (TypeId id : all_types(types.btf)) {
    std::string one = json({id});
    if (id != TypeId{1}) expected += ',';
    expected += one.substr(head.size(), one.size() - head.size() - tail.size());
  }
  expected += tail;
  EXPECT_EQ(json(all_types(types.btf)), expected);
}

TEST_F(DumpParts, NamesHaveTheVersionsOfAHeaderWrittenInOneGo) {
  TypeId state =
      types.add("", Enum{4, false, std::vector{Enumerator{types.btf.add_string("on"), 1}}});
  TypeId early = types.structure("s", 4, {types.member("a", state, 0)});
  std::string typedefs = add_typedefs();
  TypeId late = types.structure("s", 4, {types.member("b", state, 0)});
  types.structure("user", 16,
                  {types.member("late", late, 0), types.member("early", types.pointer(early), 64)});
  EXPECT_EQ(types.c(), "struct s {\n\tenum {\n\t\ton = 1,\n\t} a;\n};\n\n" + typedefs +
                           "struct s___2 {\n\tenum {\n\t\ton___2 = 1,\n\t} b;\n};\n\n"
                           "struct user {\n\tstruct s___2 late;\n\tstruct s *early;\n};\n\n");
}

TEST_F(DumpParts, EnumeratorsInAStructWithoutANameCountOnceForEachPlace) {
  TypeId state =
      types.add("", Enum{4, false, std::vector{Enumerator{types.btf.add_string("on"), 1}}});
  TypeId inner = types.structure("", 4, {types.member("s", state, 0)});
  types.structure("a", 8, {types.member("x", inner, 0), types.member("y", inner, 32)});
  EXPECT_EQ(types.c(),
            "struct a {\n"
            "\tstruct {\n\t\tenum {\n\t\t\ton = 1,\n\t\t} s;\n\t} x;\n"
            "\tstruct {\n\t\tenum {\n\t\t\ton___2 = 1,\n\t\t} s;\n\t} y;\n};\n\n");
}

TEST_F(DumpParts, AFaultInTheSecondPartLeavesNothing) {
  add_typedefs();
  TypeId variable = types.add("v", Var{integer, Linkage::kStatic});
  types.add("wrong", Typedef{variable});
  size_t pieces = 0;
  Result<void> done = dump_c(types.btf, all_types(types.btf), [&](std::string_view) { ++pieces; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message(), "type [6002] VAR 'v': it is used as the type of something");
  EXPECT_EQ(pieces, 0u);
}

}  // namespace
}  // namespace btfkit::btf
