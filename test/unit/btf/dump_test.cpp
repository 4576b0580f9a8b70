#include "btf/dump.h"

#include <gtest/gtest.h>

#include "every_kind.h"

namespace btfkit::test {
namespace {

TEST(DumpRaw, PrintsEveryKindAsBpftoolDoes) {
  EXPECT_EQ(dump_raw(every_kind(Endian::kBig)),
            R"([1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
[2] PTR '(anon)' type_id=1
[3] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=7
[4] STRUCT 'bits' size=8 vlen=2
	'a' type_id=1 bits_offset=0 bitfield_size=3
	'b' type_id=1 bits_offset=32
[5] UNION 'either' size=4 vlen=1
	'a' type_id=1 bits_offset=0
[6] ENUM 'sign' encoding=SIGNED size=4 vlen=2
	'MINUS' val=-1
	'PLUS' val=1
[7] FWD 'unknown' fwd_kind=union
[8] TYPEDEF 'int_t' type_id=1
[9] VOLATILE '(anon)' type_id=1
[10] CONST '(anon)' type_id=0
[11] RESTRICT '(anon)' type_id=2
[12] FUNC 'call' type_id=13 linkage=global
[13] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2
	'x' type_id=1
	'(anon)' type_id=0
[14] VAR 'counter' type_id=1, linkage=extern
[15] DATASEC '.data' size=4 vlen=1
	type_id=14 offset=0 size=4 (VAR 'counter')
[16] FLOAT 'double' size=8
[17] DECL_TAG 'tag' type_id=4 component_idx=1
[18] TYPE_TAG 'user' type_id=1
[19] ENUM64 'wide' encoding=UNSIGNED size=8 vlen=1
	'HUGE' val=1099511627776ULL
)");
}

std::string dump_of(Kind kind) {
  Btf btf;
  btf.add_type({kNoName, std::move(kind)});
  return dump_raw(btf);
}

TEST(DumpRaw, NamesEncodings) {
  auto encoding = [](uint8_t bits) {
    std::string text = dump_of(Int{1, bits, 0, 8});
    return text.substr(text.rfind('=') + 1);
  };
  EXPECT_EQ(encoding(0), "(none)\n");
  EXPECT_EQ(encoding(Int::kChar), "CHAR\n");
  EXPECT_EQ(encoding(Int::kBool), "BOOL\n");
  EXPECT_EQ(encoding(Int::kSigned | Int::kChar), "(unknown)\n");
}

TEST(DumpRaw, PrintsSignedEnum64) {
  EXPECT_EQ(dump_of(Enum64{8, true, std::vector{enumerator64(kNoName, UINT64_MAX)}}),
            "[1] ENUM64 '(anon)' encoding=SIGNED size=8 vlen=1\n\t'(anon)' val=-1LL\n");
}

TEST(DumpRaw, PrintsUnsignedEnum) {
  EXPECT_EQ(dump_of(Enum{4, false, std::vector<Enumerator>{{kNoName, UINT32_MAX}}}),
            "[1] ENUM '(anon)' encoding=UNSIGNED size=4 vlen=1\n\t'(anon)' val=4294967295\n");
}

TEST(DumpRaw, PrintsTagOfTheTypeItself) {
  EXPECT_EQ(dump_of(DeclTag{TypeId{1}, DeclTag::kWhole, false}),
            "[1] DECL_TAG '(anon)' type_id=1 component_idx=-1\n");
}

// A crafted section may list anything; only variables have a name to print.
TEST(DumpRaw, PrintsSectionEntryThatIsNoVariable) {
  EXPECT_EQ(dump_of(Datasec{4, std::vector<SectionVar>{{TypeId{1}, 0, 4}, {kVoid, 4, 4}}}),
            "[1] DATASEC '(anon)' size=4 vlen=2\n\ttype_id=1 offset=0 size=4\n"
            "\ttype_id=0 offset=4 size=4\n");
}

}  // namespace
}  // namespace btfkit::test
