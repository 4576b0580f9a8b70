#include "btf/dedup.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "btf/append.h"
#include "btf/dump.h"
#include "btf/reader.h"
#include "every_kind.h"
#include "message.h"
#include "support/decompress.h"
#include "support/file.h"

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

// The kernel of testdata for that release.
Btf kernel(const std::string& release) {
  auto file = read_file(BTFKIT_TESTDATA "/" + release + ".btf.xz").value();
  Content content = decompress(file.bytes(), Compression::kXz).value();
  return btf::read(std::vector(content.bytes().begin(), content.bytes().end())).value();
}

// What is on a prepared base becomes what it does without: types of the base's own next release, of
// which most are the same, some changed and some declared here and defined there.
TEST(Deduplicate, GivesTheSameOnPreparedBase) {
  Btf base = kernel("6.1.0-56-amd64");
  Btf other = kernel("6.12.107+deb13-amd64");
  auto prepared = DedupBase::prepare(base).value();
  Btf split(base, base.endian());
  ASSERT_TRUE(append(split, other).has_value());
  std::string expected = dump_raw(deduplicate(split).value());
  EXPECT_LT(expected.size(), dump_raw(other).size());
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(dump_raw(deduplicate(split, prepared).value()) == expected) << time;
  }
}

// Lists of several types that look the same are the base's until something is added to them.
TEST(Deduplicate, AddsToListsOfPreparedBase) {
  auto add_versions = [](Btf& btf, uint32_t first, uint32_t end) {
    for (uint32_t i = first; i < end; ++i) {
      TypeId number = btf.add_type({btf.add_string("n" + std::to_string(i)), Int{4, 0, 0, 32}});
      TypeId pointer = btf.add_type({kNoName, Ptr{number}});
      btf.add_type({btf.add_string("s"),
                    Struct{{8, false, std::vector<Member>{{btf.add_string("m"), pointer, 0}}}}});
    }
  };
  Btf base;
  add_versions(base, 0, 5);
  auto prepared = DedupBase::prepare(base).value();
  Btf split(base, base.endian());
  add_versions(split, 3, 8);
  add_versions(split, 6, 8);
  Btf result = deduplicate(split, prepared).value();
  EXPECT_EQ(result.own_types().size(), 3u * 3);
  EXPECT_EQ(dump_raw(result), dump_raw(deduplicate(split).value()));
}

// An enum that the split BTF declares is looked up by its name, in the base as well.
TEST(Deduplicate, FindsDeclaredEnumInPreparedBase) {
  Btf base;
  std::vector<Enumerator> values = {{base.add_string("A"), 1}};
  base.add_type({base.add_string("e"), Enum{4, false, values}});
  auto prepared = DedupBase::prepare(base).value();
  Btf split(base, base.endian());
  split.add_type({split.add_string("e"), Enum{4, false, {}}});
  split.add_type({split.add_string("t"), Typedef{split.first_id()}});
  EXPECT_EQ(dump_raw(deduplicate(split, prepared).value()), "[2] TYPEDEF 't' type_id=1\n");
}

// Of several enums of one name in the base a declaration takes the one that it takes without a
// prepared base, and so does a definition.
TEST(Deduplicate, FindsDeclaredEnumAmongSeveralOfPreparedBase) {
  auto add_enum = [](Btf& btf, std::string_view enumerator) {
    std::vector<Enumerator> values = {{btf.add_string(enumerator), 1}};
    return btf.add_type({btf.add_string("e"), Enum{4, false, values}});
  };
  Btf base;
  add_enum(base, "A");
  add_enum(base, "B");
  auto prepared = DedupBase::prepare(base).value();
  for (const char* own : {"A", "B", "C"}) {
    Btf split(base, base.endian());
    TypeId declared = split.add_type({split.add_string("e"), Enum{4, false, {}}});
    TypeId defined = add_enum(split, own);
    split.add_type({split.add_string("t"), Typedef{declared}});
    split.add_type({split.add_string("u"), Typedef{defined}});
    EXPECT_EQ(dump_raw(deduplicate(split, prepared).value()), dump_raw(deduplicate(split).value()))
        << own;
  }
}

// Two definitions of x, each in an s, and an s of which x is only declared, which is like both:
// which one it becomes depends on how many other types are known. `others` of them come between
// these and are there only in the larger BTF.
TEST(FindDuplicates, CountsWhatTheLargerBtfHas) {
  auto add_struct = [](Btf& btf, std::string_view name, std::string_view member, TypeId type) {
    std::vector<Member> members = {{btf.add_string(member), type, 0}};
    return btf.add_type({btf.add_string(name), Struct{{8, false, members}}});
  };
  auto add_all = [&](Btf& btf, uint32_t others) {
    std::vector<TypeId> ids;
    for (const char* member : {"a", "b"}) {
      TypeId x = add_struct(btf, "x", member, kVoid);
      ids.push_back(add_struct(btf, "s", "p", btf.add_type({kNoName, Ptr{x}})));
    }
    for (uint32_t i = 0; i < others; ++i) {
      std::string name = "other" + std::to_string(i);
      if (i % 3 == 0) btf.add_type({btf.add_string(name), Int{4, 0, 0, 32}});
      if (i % 3 != 0) add_struct(btf, name, "m", kVoid);
    }
    TypeId x = btf.add_type({btf.add_string("x"), Fwd{false}});
    ids.push_back(add_struct(btf, "s", "p", btf.add_type({kNoName, Ptr{x}})));
    return ids;
  };
  // By number of others: whether the third s became the first one, in either way.
  std::vector<bool> larger_chose_first, part_chose_first;
  for (uint32_t others = 0; others < 40; ++others) {
    Btf larger, part;
    auto of_larger = add_all(larger, others);
    size_t count = larger.own_types().size();
    LargerBtf nothing{std::vector<uint32_t>(count), std::vector<uint32_t>(count), 0,
                      std::vector<bool>(count)};
    auto in_larger = find_duplicates(larger, nothing).value();
    auto of_part = add_all(part, 0);
    count = part.own_types().size();
    uint32_t primitives = (others + 2) / 3;
    LargerBtf rest{std::vector<uint32_t>(count), std::vector<uint32_t>(count), primitives,
                   std::vector<bool>(count)};
    rest.composites_before.back() = others - primitives;
    auto in_part = find_duplicates(part, rest).value();
    larger_chose_first.push_back(in_larger[number(of_larger[2]) - 1] == of_larger[0]);
    part_chose_first.push_back(in_part[number(of_part[2]) - 1] == of_part[0]);
  }
  EXPECT_EQ(part_chose_first, larger_chose_first);
  EXPECT_NE(std::ranges::count(larger_chose_first, true), 0);
  EXPECT_NE(std::ranges::count(larger_chose_first, false), 0);
}

TEST(Deduplicate, RefusesUnknownKindOfBase) {
  Btf base;
  base.add_words(std::vector<uint32_t>{0, 50u << 24, 0});
  EXPECT_EQ(message(DedupBase::prepare(base)),
            "type [1] is of kind 50, which can't be deduplicated (the last known is 19)");
}

}  // namespace
}  // namespace btfkit::test
