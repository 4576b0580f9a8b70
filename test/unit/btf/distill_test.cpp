// Split BTF that takes what it needs of its base along, and finds it again in another base.
#include "btf/distill.h"

#include <functional>

#include "btf/dedup.h"
#include "btf/dump.h"
#include "btf/reader.h"
#include "every_kind.h"

namespace btfkit::test {
namespace {

Kind struct_of(uint32_t size, std::span<const Member> members = {}) {
  return Struct{{size, false, members}};
}

// What a module refers to, between types that nobody needs.
Btf kernel(Endian endian) {
  Btf btf(endian);
  auto name = [&](std::string_view text) { return btf.add_string(text); };
  btf.add_type({name("unneeded"), Int{2, 0, 0, 16}});
  btf.add_type({name("int"), Int{4, Int::kSigned, 0, 32}});
  btf.add_type({name("double"), Float{8}});
  const Member x[] = {{name("x"), TypeId{2}, 0}};
  btf.add_type({name("inner"), struct_of(4, x)});
  btf.add_type({kNoName, Ptr{TypeId{6}}});
  const Member next[] = {{name("next"), TypeId{5}, 0}};
  btf.add_type({name("sock"), struct_of(8, next)});
  const Enumerator red[] = {{name("RED"), 1}};
  btf.add_type({name("color"), Enum{4, false, red}});
  const Enumerator64 huge[] = {enumerator64(name("HUGE"), uint64_t{1} << 40)};
  btf.add_type({name("wide"), Enum64{8, false, huge}});
  btf.add_type({name("id_t"), Typedef{TypeId{2}}});
  btf.add_type({kNoName, struct_of(4, x)});
  btf.add_type({kNoName, Array{TypeId{4}, TypeId{2}, 3}});
  const Parameter socket[] = {{name("socket"), TypeId{5}}};
  btf.add_type({kNoName, FuncProto{TypeId{2}, socket}});
  btf.add_type({name("opaque"), Fwd{false}});
  btf.add_type({name("either"), Union{{4, false, x}}});
  btf.add_type({kNoName, Enum{4, false, red}});
  btf.add_type({kNoName, Const{TypeId{9}}});
  btf.add_type({name("call"), Func{TypeId{12}, Linkage::kStatic}});
  return btf;
}

// The module refers to each of them but the first and the last, and to one by its name alone.
Btf module_on(const Btf& base) {
  Btf btf(base, base.endian());
  std::vector<Member> members;
  for (uint32_t id : {2, 3, 4, 5, 7, 8, 10, 11, 14, 15, 16}) {
    members.push_back({btf.add_string(fmt::format("m{}", id)), TypeId{id}, 0});
  }
  btf.add_type({btf.add_string("all"), struct_of(96, members)});
  btf.add_type({btf.add_string("handler"), Func{TypeId{12}, Linkage::kStatic}});
  btf.add_type({btf.add_string("tag"), DeclTag{TypeId{6}, 0, false}});
  btf.add_type({kNoName, Ptr{TypeId{13}}});
  btf.add_type({StringOffset{base.words(TypeId{4})[0]}, Typedef{TypeId{18}}});
  return btf;
}

class Distill : public testing::TestWithParam<Endian> {};

INSTANTIATE_TEST_SUITE_P(ByteOrders, Distill, testing::Values(Endian::kLittle, Endian::kBig));

TEST_P(Distill, SummarisesWhatHasAName) {
  Btf base = kernel(GetParam());
  Btf split = module_on(base);
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  EXPECT_EQ(distilled->base->endian(), GetParam());
  EXPECT_EQ(dump_raw(*distilled->base),
            "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
            "[2] FLOAT 'double' size=8\n"
            "[3] STRUCT 'inner' size=4 vlen=0\n"
            "[4] STRUCT 'sock' size=8 vlen=0\n"
            "[5] ENUM 'color' encoding=UNSIGNED size=4 vlen=0\n"
            "[6] ENUM 'wide' encoding=UNSIGNED size=8 vlen=0\n"
            "[7] FWD 'opaque' fwd_kind=struct\n"
            "[8] UNION 'either' size=4 vlen=0\n");
}

constexpr const char* kSplit =
    "[9] STRUCT 'all' size=96 vlen=11\n"
    "\t'm2' type_id=1 bits_offset=0\n"
    "\t'm3' type_id=2 bits_offset=0\n"
    "\t'm4' type_id=3 bits_offset=0\n"
    "\t'm5' type_id=14 bits_offset=0\n"
    "\t'm7' type_id=5 bits_offset=0\n"
    "\t'm8' type_id=6 bits_offset=0\n"
    "\t'm10' type_id=16 bits_offset=0\n"
    "\t'm11' type_id=17 bits_offset=0\n"
    "\t'm14' type_id=8 bits_offset=0\n"
    "\t'm15' type_id=19 bits_offset=0\n"
    "\t'm16' type_id=20 bits_offset=0\n"
    "[10] FUNC 'handler' type_id=18 linkage=static\n"
    "[11] DECL_TAG 'tag' type_id=4 component_idx=0\n"
    "[12] PTR '(anon)' type_id=7\n"
    "[13] TYPEDEF 'inner' type_id=9\n"
    "[14] PTR '(anon)' type_id=4\n"
    "[15] TYPEDEF 'id_t' type_id=1\n"
    "[16] STRUCT '(anon)' size=4 vlen=1\n"
    "\t'x' type_id=1 bits_offset=0\n"
    "[17] ARRAY '(anon)' type_id=3 index_type_id=1 nr_elems=3\n"
    "[18] FUNC_PROTO '(anon)' ret_type_id=1 vlen=1\n"
    "\t'socket' type_id=14\n"
    "[19] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=1\n"
    "\t'RED' val=1\n"
    "[20] CONST '(anon)' type_id=15\n";

TEST_P(Distill, MovesTheOthersBehindTheSplitTypes) {
  Btf base = kernel(GetParam());
  Btf split = module_on(base);
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  EXPECT_EQ(dump_raw(distilled->split), kSplit);
  // The base has this name already.
  EXPECT_EQ(distilled->split.own_strings().find("inner"), std::string_view::npos);
}

TEST_P(Distill, IsWrittenAndReadAsTwoSections) {
  Btf base = kernel(GetParam());
  Btf split = module_on(base);
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  auto base_bytes = *write(*distilled->base);
  auto split_bytes = *write(distilled->split);
  auto read_base = read(base_bytes);
  ASSERT_EQ(message(read_base), "");
  auto read_split = read(split_bytes, &*read_base);
  ASSERT_EQ(message(read_split), "");
  EXPECT_EQ(dump_raw(*read_split), kSplit);
}

// A kernel with the same types under other ids and strings at other offsets.
Btf next_kernel(Endian endian) {
  Btf btf(endian);
  auto name = [&](std::string_view text) { return btf.add_string(text); };
  btf.add_type({name("sock"), struct_of(16)});  // it grew, but is seen through pointers alone
  btf.add_type({name("either"), Union{{4, false, {}}}});
  btf.add_type({name("wide"), Enum64{8, false, {}}});
  btf.add_type({name("inner"), Fwd{false}});
  btf.add_type({name("inner"), Typedef{TypeId{7}}});
  btf.add_type({name("opaque"), struct_of(24)});  // it is known here
  btf.add_type({name("inner"), struct_of(4)});
  btf.add_type({name("color"), Enum{4, false, {}}});
  btf.add_type({name("double"), Float{8}});
  btf.add_type({name("int"), Int{4, Int::kSigned, 0, 32}});
  btf.add_type({name("int"), Int{4, 0, 0, 32}});
  return btf;
}

TEST_P(Distill, IsResolvedByName) {
  Btf base = kernel(GetParam());
  auto distilled = distill(module_on(base));
  ASSERT_EQ(message(distilled), "");
  Btf other = next_kernel(GetParam());
  auto resolved = resolve_base(distilled->split, other);
  ASSERT_EQ(message(resolved), "");
  EXPECT_EQ(resolved->base(), &other);
  // The base has this name already.
  EXPECT_EQ(resolved->own_strings().find("inner"), std::string_view::npos);
  EXPECT_EQ(dump_raw(*resolved),
            "[12] STRUCT 'all' size=96 vlen=11\n"
            "\t'm2' type_id=10 bits_offset=0\n"
            "\t'm3' type_id=9 bits_offset=0\n"
            "\t'm4' type_id=7 bits_offset=0\n"
            "\t'm5' type_id=17 bits_offset=0\n"
            "\t'm7' type_id=8 bits_offset=0\n"
            "\t'm8' type_id=3 bits_offset=0\n"
            "\t'm10' type_id=19 bits_offset=0\n"
            "\t'm11' type_id=20 bits_offset=0\n"
            "\t'm14' type_id=2 bits_offset=0\n"
            "\t'm15' type_id=22 bits_offset=0\n"
            "\t'm16' type_id=23 bits_offset=0\n"
            "[13] FUNC 'handler' type_id=21 linkage=static\n"
            "[14] DECL_TAG 'tag' type_id=1 component_idx=0\n"
            "[15] PTR '(anon)' type_id=6\n"
            "[16] TYPEDEF 'inner' type_id=12\n"
            "[17] PTR '(anon)' type_id=1\n"
            "[18] TYPEDEF 'id_t' type_id=10\n"
            "[19] STRUCT '(anon)' size=4 vlen=1\n"
            "\t'x' type_id=10 bits_offset=0\n"
            "[20] ARRAY '(anon)' type_id=7 index_type_id=10 nr_elems=3\n"
            "[21] FUNC_PROTO '(anon)' ret_type_id=10 vlen=1\n"
            "\t'socket' type_id=17\n"
            "[22] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=1\n"
            "\t'RED' val=1\n"
            "[23] CONST '(anon)' type_id=18\n");
  auto bytes = *write(*resolved);
  auto again = read(bytes, &other);
  ASSERT_EQ(message(again), "");
  EXPECT_EQ(dump_raw(*again), dump_raw(*resolved));
}

// The moved types are copies of what the base has, and so deduplication takes them out again.
TEST_P(Distill, LeavesNothingThatDeduplicationDoesNotFind) {
  Btf base = kernel(GetParam());
  Btf split = module_on(base);
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  auto resolved = resolve_base(distilled->split, base);
  ASSERT_EQ(message(resolved), "");
  auto once = deduplicate(*resolved);
  ASSERT_EQ(message(once), "");
  EXPECT_EQ(dump_raw(*once), dump_raw(split));
}

// Without any type that is moved the way there and back changes nothing at all.
TEST_P(Distill, ComesBackToItsOwnBaseAsItWas) {
  Btf base = kernel(GetParam());
  Btf split(base, GetParam());
  const Member members[] = {{split.add_string("a"), TypeId{4}, 0},
                            {split.add_string("b"), TypeId{14}, 32},
                            {split.add_string("c"), TypeId{19}, 64}};
  split.add_type({split.add_string("own"), struct_of(16, members)});
  split.add_type({kNoName, Ptr{TypeId{6}}});
  split.add_type({StringOffset{base.words(TypeId{6})[0]}, Typedef{TypeId{13}}});
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  auto resolved = resolve_base(distilled->split, base);
  ASSERT_EQ(message(resolved), "");
  EXPECT_EQ(dump_raw(*resolved), dump_raw(split));
}

TEST_P(Distill, TakesTypesOfAWholeChainOfBases) {
  Btf base = kernel(GetParam());
  Btf middle(base, GetParam());
  middle.add_type({middle.add_string("shared"), struct_of(12)});
  auto middle_bytes = *write(middle);
  auto read_middle = read(middle_bytes, &base);
  ASSERT_EQ(message(read_middle), "");
  Btf split(*read_middle, GetParam());
  split.add_type({kNoName, Ptr{TypeId{18}}});
  split.add_type({split.add_string("both"), Typedef{TypeId{2}}});
  auto bytes = *write(split);
  auto read_split = read(bytes, &*read_middle);
  ASSERT_EQ(message(read_split), "");
  EXPECT_EQ(read_split->name(TypeId{18}), "shared");
  EXPECT_EQ(read_split->name(TypeId{6}), "sock");
  EXPECT_EQ(dump_raw(*read_split), "[19] PTR '(anon)' type_id=18\n[20] TYPEDEF 'both' type_id=2\n");

  auto distilled = distill(*read_split);
  ASSERT_EQ(message(distilled), "");
  EXPECT_EQ(dump_raw(*distilled->base),
            "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
            "[2] STRUCT 'shared' size=12 vlen=0\n");
  auto resolved = resolve_base(distilled->split, *read_middle);
  ASSERT_EQ(message(resolved), "");
  EXPECT_EQ(dump_raw(*resolved), dump_raw(*read_split));
}

// A crafted base can refer to itself without end.
TEST_P(Distill, EndsOnLoops) {
  Btf base(GetParam());
  base.add_type({base.add_string("a"), Typedef{TypeId{2}}});
  base.add_type({kNoName, Const{TypeId{1}}});
  Btf split(base, GetParam());
  const Member members[] = {{kNoName, TypeId{1}, 0}};
  split.add_type({split.add_string("s"), struct_of(4, members)});
  auto distilled = distill(split);
  ASSERT_EQ(message(distilled), "");
  EXPECT_EQ(message(resolve_base(distilled->split, base)), "");
}

TEST(DistillRefuses, FunctionOfTheBase) {
  Btf base = kernel(kHostEndian);
  Btf split(base, kHostEndian);
  split.add_type({split.add_string("tag"), DeclTag{TypeId{17}, DeclTag::kWhole, false}});
  EXPECT_EQ(message(distill(split)),
            "type [18] DECL_TAG 'tag': it refers to [17] FUNC 'call', which a distilled base can't "
            "hold");
}

TEST(DistillRefuses, UnknownKind) {
  Btf base = kernel(kHostEndian);
  Btf split(base, kHostEndian);
  split.add_type({split.add_string("new"), Unknown{30, 0, false, 0, {}}});
  EXPECT_EQ(message(distill(split)),
            "type [18] UNKNOWN 'new': what it refers to isn't known, so it can't get a distilled "
            "base");
}

// What resolving says on the kernel after one change.
std::string resolve_on(const std::function<void(Btf&)>& change) {
  Btf base = kernel(kHostEndian);
  auto distilled = distill(module_on(base));
  if (!distilled) return message(distilled);
  Btf other = kernel(kHostEndian);
  change(other);
  return message(resolve_base(distilled->split, other));
}

std::string resolve_with(TypeId id, std::string_view name, const Kind& kind) {
  return resolve_on([&](Btf& base) { base.replace_type(id, {base.add_string(name), kind}); });
}

TEST(ResolveBase, TakesTheKernelItself) {
  EXPECT_EQ(resolve_on([](Btf&) {}), "");
}

TEST(ResolveBase, NamesMissingType) {
  auto none = [](std::string_view type) {
    return fmt::format("distilled base: type {}: the base has none", type);
  };
  Kind gone = Typedef{TypeId{2}};
  EXPECT_EQ(resolve_with(TypeId{2}, "int", Float{4}), none("[1] INT 'int'"));
  EXPECT_EQ(resolve_with(TypeId{3}, "double", gone), none("[2] FLOAT 'double'"));
  EXPECT_EQ(resolve_with(TypeId{4}, "other", struct_of(4)), none("[3] STRUCT 'inner'"));
  EXPECT_EQ(resolve_with(TypeId{6}, "sock", Union{{8, false, {}}}), none("[4] STRUCT 'sock'"));
  EXPECT_EQ(resolve_with(TypeId{6}, "sock", Fwd{true}), none("[4] STRUCT 'sock'"));
  EXPECT_EQ(resolve_with(TypeId{7}, "color", gone), none("[5] ENUM 'color'"));
  EXPECT_EQ(resolve_with(TypeId{8}, "wide", gone), none("[6] ENUM 'wide'"));
  EXPECT_EQ(resolve_with(TypeId{13}, "opaque", Fwd{true}), none("[7] FWD 'opaque'"));
  EXPECT_EQ(resolve_with(TypeId{13}, "opaque", Union{{4, false, {}}}), none("[7] FWD 'opaque'"));
  EXPECT_EQ(resolve_with(TypeId{14}, "either", struct_of(4)), none("[8] UNION 'either'"));
}

TEST(ResolveBase, TakesDeclarationWhereSizeDoesNotMatter) {
  EXPECT_EQ(resolve_with(TypeId{6}, "sock", Fwd{false}), "");
  EXPECT_EQ(resolve_with(TypeId{4}, "inner", Fwd{false}),
            "distilled base: type [3] STRUCT 'inner': the base has none");
}

TEST(ResolveBase, TakesEnumOfEitherKindByItsSize) {
  EXPECT_EQ(resolve_with(TypeId{8}, "wide", Enum{8, false, {}}), "");
  EXPECT_EQ(resolve_with(TypeId{8}, "wide", Enum{4, false, {}}),
            "distilled base: type [6] ENUM 'wide': 8 bytes, but in the base [8] ENUM 'wide' has 4");
}

TEST(ResolveBase, NamesTypeOfAnotherSize) {
  EXPECT_EQ(resolve_with(TypeId{4}, "inner", struct_of(8)),
            "distilled base: type [3] STRUCT 'inner': 4 bytes, but in the base [4] STRUCT 'inner' "
            "has 8");
  EXPECT_EQ(resolve_with(TypeId{3}, "double", Float{4}),
            "distilled base: type [2] FLOAT 'double': 8 bytes, but in the base [3] FLOAT 'double' "
            "has 4");
  EXPECT_EQ(resolve_with(TypeId{2}, "int", Int{4, 0, 0, 32}),
            "distilled base: type [1] INT 'int': in the base [2] INT 'int' has another encoding");
  EXPECT_EQ(resolve_with(TypeId{2}, "int", Int{2, Int::kSigned, 0, 16}),
            "distilled base: type [1] INT 'int': 4 bytes, but in the base [2] INT 'int' has 2");
}

// `const cell_t cells[3]` and `cell *cells[3]`, where the kernel's `cell` has grown.
TEST(ResolveBase, NeedsTheSizeOfWhatIsInAnArrayButNotBehindAPointer) {
  Btf base;
  base.add_type({base.add_string("cell"), struct_of(4)});
  Btf other;
  other.add_type({other.add_string("cell"), struct_of(8)});
  auto resolve = [&](const Kind& element) {
    Btf split(base, kHostEndian);
    split.add_type({split.add_string("cell_t"), Typedef{TypeId{1}}});
    split.add_type({kNoName, element});
    split.add_type({kNoName, Array{TypeId{3}, TypeId{3}, 3}});
    const Member cells[] = {{split.add_string("cells"), TypeId{4}, 0}};
    split.add_type({split.add_string("table"), struct_of(24, cells)});
    auto distilled = distill(split);
    return distilled ? message(resolve_base(distilled->split, other)) : message(distilled);
  };
  EXPECT_EQ(resolve(Const{TypeId{2}}),
            "distilled base: type [1] STRUCT 'cell': 4 bytes, but in the base [1] STRUCT 'cell' "
            "has 8");
  EXPECT_EQ(resolve(Ptr{TypeId{2}}), "");
}

TEST(ResolveBase, TellsStructsOfOneNameApartBySize) {
  EXPECT_EQ(resolve_on([](Btf& base) { base.add_type({base.add_string("sock"), struct_of(24)}); }),
            "");
  EXPECT_EQ(resolve_on([](Btf& base) { base.add_type({base.add_string("sock"), struct_of(8)}); }),
            "distilled base: type [4] STRUCT 'sock': the base has several, such as [6] and [18]");
  EXPECT_EQ(resolve_on([](Btf& base) {
              base.replace_type(TypeId{6}, {base.add_string("sock"), struct_of(12)});
              base.add_type({base.add_string("sock"), struct_of(24)});
            }),
            "distilled base: type [4] STRUCT 'sock': 8 bytes, but in the base [6] STRUCT 'sock' "
            "has 12");
}

TEST(ResolveBase, RefusesBaseOfAnotherByteOrder) {
  Btf base = kernel(Endian::kLittle);
  auto distilled = distill(module_on(base));
  ASSERT_EQ(message(distilled), "");
  EXPECT_EQ(message(resolve_base(distilled->split, kernel(Endian::kBig))),
            "it is little endian, its base is big endian");
}

TEST(ResolveBase, RefusesWhatIsNoDistilledBase) {
  Btf base = kernel(kHostEndian);
  EXPECT_EQ(message(resolve_base(module_on(base), base)),
            "distilled base: type [5] PTR '(anon)': not a kind of a distilled base");
  Btf anonymous;
  anonymous.add_type({kNoName, struct_of(4)});
  EXPECT_EQ(message(resolve_base(Btf(anonymous, kHostEndian), base)),
            "distilled base: type [1] STRUCT '(anon)': no type of a distilled base is without a "
            "name");
}

TEST(ResolveBase, RefusesUnknownKind) {
  Btf distilled;
  Btf split(distilled, kHostEndian);
  split.add_type({split.add_string("new"), Unknown{30, 0, false, 0, {}}});
  Btf base = kernel(kHostEndian);
  EXPECT_EQ(message(resolve_base(split, base)),
            "type [1] UNKNOWN 'new': what it refers to isn't known, so it can't get another base");
}

// A name that begins inside a string of the distilled base, or belongs to none of its types.
TEST(ResolveBase, KeepsNamesThatTheBaseDoesNotHave) {
  Btf distilled;
  distilled.add_type({distilled.add_string("int"), Int{4, Int::kSigned, 0, 32}});
  StringOffset spare = distilled.add_string("spare");
  Btf split(distilled, kHostEndian);
  split.add_string("own");
  split.add_type({StringOffset{number(spare) + 2}, Typedef{TypeId{1}}});
  split.add_type({spare, Typedef{TypeId{1}}});
  Btf base = kernel(kHostEndian);
  auto resolved = resolve_base(split, base);
  ASSERT_EQ(message(resolved), "");
  EXPECT_EQ(dump_raw(*resolved), "[18] TYPEDEF 'are' type_id=2\n[19] TYPEDEF 'spare' type_id=2\n");
}

}  // namespace
}  // namespace btfkit::test
