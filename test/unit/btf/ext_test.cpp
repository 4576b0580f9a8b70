#include "btf/ext.h"

#include <gtest/gtest.h>

#include "btf/reader.h"
#include "btf/writer.h"
#include "every_kind.h"

namespace btfkit::test {
namespace {

// The words of the written section, by their offsets: a header of 32 bytes, then each table with
// its record size, section name, count and one record.
enum ExtField : size_t {
  kFuncOffset = 8,
  kFuncLength = 12,
  kFuncTable = 32,
  kFuncRecordSize = kFuncTable,
  kFuncSection = kFuncTable + 4,
  kFuncCount = kFuncTable + 8,
  kFuncType = kFuncTable + 16,
  kLineTable = kFuncTable + 20,
  kLineFile = kLineTable + 16,
  kLineText = kLineTable + 20,
  kCoreTable = kLineTable + 28,
  kCoreType = kCoreTable + 16,
  kCoreAccess = kCoreTable + 20,
  kCoreKind = kCoreTable + 24,
  kExtSize = kCoreTable + 28,
};

class ExtSections : public testing::TestWithParam<Endian> {
 protected:
  ExtSections() : btf_(every_kind(GetParam())) {
    StringOffset section = btf_.add_string("xdp");
    ext_.functions = {{section, {{8, TypeId{12}}}}};
    ext_.lines = {{section, {{16, btf_.add_string("a.c"), btf_.add_string("x = 1;"), 7 << 10}}}};
    ext_.relocations = {
        {section, {{24, TypeId{4}, btf_.add_string("0:1"), CoreKind::kEnumvalValue}}}};
    bytes_ = write_ext(ext_, GetParam());
  }

  std::string after_word(size_t at, uint32_t value) {
    auto bytes = bytes_;
    set_word(bytes, at, value, GetParam());
    return message(read_ext(bytes, btf_));
  }

  Btf btf_;
  Ext ext_;
  std::vector<std::byte> bytes_;
};

INSTANTIATE_TEST_SUITE_P(Btf, ExtSections, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

TEST_P(ExtSections, AreWrittenAsTheyWereRead) {
  ASSERT_EQ(bytes_.size(), kExtSize);
  auto read_back = read_ext(bytes_, btf_);
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(write_ext(*read_back, GetParam()), bytes_);
  const CoreRelocation& relocation = read_back->relocations.at(0).records.at(0);
  EXPECT_EQ(relocation.offset, 24u);
  EXPECT_EQ(relocation.type, TypeId{4});
  EXPECT_EQ(btf_.string(relocation.access), "0:1");
  EXPECT_EQ(relocation.kind, CoreKind::kEnumvalValue);
  EXPECT_EQ(read_back->functions.at(0).records.at(0).type, TypeId{12});
  EXPECT_EQ(read_back->lines.at(0).records.at(0).line_column, 7u << 10);
}

TEST_P(ExtSections, WithoutRelocationsHaveTheSameHeader) {
  ext_.relocations.clear();
  auto bytes = write_ext(ext_, GetParam());
  EXPECT_EQ(word_at(bytes, kHeaderLength, GetParam()), 32u);
  EXPECT_EQ(word_at(bytes, 28, GetParam()), 0u);  // core_relo_len
  auto read_back = read_ext(bytes, btf_);
  ASSERT_EQ(message(read_back), "");
  EXPECT_TRUE(read_back->relocations.empty());
  EXPECT_EQ(read_back->lines.size(), 1u);
}

TEST_P(ExtSections, MayHaveLongerRecords) {
  // One word more in the one record of func_info, which a newer compiler would know the use of.
  auto bytes = bytes_;
  bytes.insert(bytes.begin() + kFuncType + 4, 4, std::byte{0x55});
  set_word(bytes, kFuncRecordSize, 12, GetParam());
  set_word(bytes, kFuncLength, 24, GetParam());
  for (size_t offset : {16u, 24u}) {
    set_word(bytes, offset, word_at(bytes, offset, GetParam()) + 4, GetParam());
  }
  auto read_back = read_ext(bytes, btf_);
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(write_ext(*read_back, GetParam()), bytes_);
}

TEST_P(ExtSections, RefuseHeaders) {
  EXPECT_EQ(after_word(0, 0).substr(0, 23), "header: magic number is");
  EXPECT_EQ(after_word(kHeaderLength, 16), "header: its length is 16, at least 24 expected");
  EXPECT_EQ(after_word(kHeaderLength, 5000),
            fmt::format("header: its length is 5000, the section has {} bytes", bytes_.size()));
  EXPECT_EQ(after_word(kHeaderLength, 36), "header: unknown fields behind byte 32 are not zero");
  EXPECT_EQ(message(read_ext(Bytes(bytes_).first(5), btf_)),
            "header: 4 bytes needed at offset 4, 1 left");
}

TEST_P(ExtSections, RefuseTablesOutsideTheBytes) {
  EXPECT_EQ(after_word(kFuncOffset, 0xfffffff0),
            fmt::format("header: func_info at 4294967312 with 20 bytes is not inside the section's "
                        "{} bytes",
                        bytes_.size()));
  EXPECT_EQ(after_word(kFuncLength, 0xffffffff).substr(0, 22), "header: func_info at 3");
  EXPECT_EQ(after_word(16, 5000).substr(0, 20), "header: line_info at");
  EXPECT_EQ(after_word(28, 5000).substr(0, 20), "header: core_relo at");
}

TEST_P(ExtSections, RefuseRecordSizes) {
  EXPECT_EQ(after_word(kFuncRecordSize, 4), "func_info: record size is 4, at least 8 expected");
  EXPECT_EQ(after_word(kLineTable, 0), "line_info: record size is 0, at least 16 expected");
  EXPECT_EQ(after_word(kCoreTable, 18), "core_relo: record size is 18, not a multiple of 4 bytes");
}

TEST_P(ExtSections, RefuseCountsThatTheTableCantHold) {
  EXPECT_EQ(after_word(kFuncCount, 0xffffffff),
            "func_info: section 'xdp': 4294967295 records of 8 bytes, but 8 bytes are left");
}

TEST_P(ExtSections, RefuseReferencesOutOfRange) {
  auto end = btf_.end_string();
  EXPECT_EQ(after_word(kFuncSection, 9999), "func_info: section name is at string offset 9999");
  EXPECT_EQ(after_word(kFuncType, 20),
            "func_info: section 'xdp': record 0: type id 20 is out of range (last is 19)");
  EXPECT_EQ(after_word(kLineFile, 9999),
            fmt::format("line_info: section 'xdp': record 0: string offset 9999 is out of range "
                        "(end is {})",
                        end));
  EXPECT_EQ(after_word(kLineText, end).substr(0, 42), "line_info: section 'xdp': record 0: string");
  EXPECT_EQ(after_word(kCoreType, 0xffffffff).substr(0, 54),
            "core_relo: section 'xdp': record 0: type id 4294967295");
  EXPECT_EQ(after_word(kCoreAccess, 9999).substr(0, 42),
            "core_relo: section 'xdp': record 0: string");
}

TEST_P(ExtSections, RefuseUnknownRelocations) {
  EXPECT_EQ(after_word(kCoreKind, 13),
            "core_relo: section 'xdp': record 0: relocation kind 13 is not known");
}

TEST_P(ExtSections, HaveTheByteOrderOfTheBtf) {
  Btf other = every_kind(GetParam() == Endian::kLittle ? Endian::kBig : Endian::kLittle);
  EXPECT_EQ(
      message(read_ext(bytes_, other)),
      fmt::format("header: it is {}, its BTF is {}", name_of(GetParam()), name_of(other.endian())));
}

TEST_P(ExtSections, SurviveEveryByteChange) {
  for (size_t at = 0; at < bytes_.size(); ++at) {
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto bytes = bytes_;
      bytes[at] = std::byte{value};
      EXPECT_EQ(message(read_ext(bytes, btf_)).find('\n'), std::string::npos) << at;
    }
  }
}

TEST(CoreKindName, IsLibbpfs) {
  EXPECT_EQ(kind_name(CoreKind::kFieldByteOffset), "byte_off");
  EXPECT_EQ(kind_name(CoreKind::kTypeMatches), "type_matches");
}

}  // namespace
}  // namespace btfkit::test
