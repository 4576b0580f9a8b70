#include "btf/dedup.h"

#include <gtest/gtest.h>

#include "btf/dump.h"
#include "every_kind.h"

namespace btfkit::test {
namespace {

TEST(Deduplicate, LeavesOneOfEachType) {
  Btf btf = every_kind(Endian::kLittle);
  std::string alone = dump_raw(btf);
  Btf twice = every_kind(Endian::kLittle);
  // All but the VAR and the DATASEC, which are themselves even where they look like others.
  for (uint32_t id = 1; id <= 13; ++id) twice.add_type(twice.type(TypeId{id}));
  EXPECT_EQ(dump_raw(deduplicate(twice).value()), alone);
}

TEST(Deduplicate, TakesDeclarationForTheOneDefinition) {
  Btf btf;
  StringOffset name = btf.add_string("node");
  btf.add_type({name, Fwd{false}});
  btf.add_type({kNoName, Ptr{TypeId{1}}});
  btf.add_type(
      {name, Struct{{8, false, std::vector<Member>{{btf.add_string("next"), TypeId{2}, 0}}}}});
  EXPECT_EQ(dump_raw(deduplicate(btf).value()),
            "[1] PTR '(anon)' type_id=2\n"
            "[2] STRUCT 'node' size=8 vlen=1\n\t'next' type_id=1 bits_offset=0\n");
}

// Any zero byte of the string section is an empty name, not only the first one.
TEST(Deduplicate, TakesEmptyNameOfAnyOffsetForNone) {
  Btf btf;
  StringOffset empty{number(btf.add_string("x")) + 1};
  btf.add_type({empty, Fwd{true}});
  btf.add_type({kNoName, Fwd{true}});
  btf.add_type({btf.add_string("a"), Typedef{TypeId{1}}});
  btf.add_type({btf.add_string("b"), Typedef{TypeId{2}}});
  EXPECT_EQ(dump_raw(deduplicate(btf).value()),
            "[1] FWD '(anon)' fwd_kind=union\n[2] TYPEDEF 'a' type_id=1\n"
            "[3] TYPEDEF 'b' type_id=1\n");
}

}  // namespace
}  // namespace btfkit::test
