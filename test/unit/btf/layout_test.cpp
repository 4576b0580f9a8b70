// The layout section of Linux 6.19, which says how long the kinds are that a reader doesn't know.
#include <gtest/gtest.h>

#include "btf/dump.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "message.h"

namespace btfkit::test {
namespace {

using namespace btf;

// struct btf_layout.
struct Layout {
  uint8_t info_size;
  uint8_t entry_size;
  uint16_t flags = 0;
};

// Three types of which the middle one is of kind 20, with a word and two entries of two words.
class LayoutSection : public testing::TestWithParam<Endian> {
 protected:
  LayoutSection() : kinds_(21) {
    for (size_t kind : {1, 14, 17}) kinds_[kind].info_size = 4;
    kinds_[3].info_size = 12;
    for (size_t kind : {4, 5, 15, 19}) kinds_[kind].entry_size = 12;
    for (size_t kind : {6, 13}) kinds_[kind].entry_size = 8;
    kinds_[20] = {4, 8, 0x1234};
  }

  std::vector<std::byte> bytes(size_t layout_size = SIZE_MAX) const {
    ByteWriter layout(GetParam());
    for (const Layout& kind : kinds_) {
      layout.u8(kind.info_size);
      layout.u8(kind.entry_size);
      layout.u16(kind.flags);
    }
    auto layout_bytes = std::move(layout).take();
    layout_bytes.resize(std::min(layout_bytes.size(), layout_size));
    ByteWriter types(GetParam());
    for (uint32_t word : {0u, 1u << 24, 4u, 32u,                                                  //
                          1u, 1u << 31 | 20u << 24 | 2u, 99u, 0x11u, 0x22u, 0x33u, 0x44u, 0x55u,  //
                          0u, 2u << 24, 1u}) {
      types.u32(word);
    }
    auto type_bytes = std::move(types).take();
    auto types_length = static_cast<uint32_t>(type_bytes.size());
    auto layout_length = static_cast<uint32_t>(layout_bytes.size());
    ByteWriter writer(GetParam());
    writer.u16(0xeb9f);
    writer.u8(1);
    writer.u8(0);
    for (uint32_t word :
         {32u, 0u, types_length, types_length + layout_length, 5u, types_length, layout_length}) {
      writer.u32(word);
    }
    writer.bytes(type_bytes);
    writer.bytes(layout_bytes);
    writer.bytes(as_bytes(std::string_view("\0new\0", 5)));
    return std::move(writer).take();
  }

  std::vector<Layout> kinds_;  // by number
};

INSTANTIATE_TEST_SUITE_P(Btf, LayoutSection, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

TEST_P(LayoutSection, CarriesUnknownKindsThrough) {
  auto btf = read(bytes());
  ASSERT_EQ(message(btf), "");
  EXPECT_EQ(dump_raw(*btf),
            "[1] INT '(anon)' size=4 bits_offset=0 nr_bits=32 encoding=(none)\n"
            "[2] UNKNOWN 'new' kind=20 vlen=2\n"
            "[3] PTR '(anon)' type_id=1\n");
  auto kind = *get_if<Unknown>(*btf, TypeId{2});
  EXPECT_TRUE(kind.kind_flag);
  EXPECT_EQ(kind.size_or_type, 99u);
  EXPECT_TRUE(std::ranges::equal(kind.words, std::vector<uint32_t>{0x11, 0x22, 0x33, 0x44, 0x55}));
  EXPECT_EQ(*write(*btf), bytes());
}

TEST_P(LayoutSection, AddsUnknownKindsAgain) {
  auto btf = read(bytes());
  btf->add_type(btf->type(TypeId{2}));
  EXPECT_TRUE(std::ranges::equal(btf->words(TypeId{2}), btf->words(TypeId{4})));
}

TEST_P(LayoutSection, SplitBtfSharesThatOfItsBase) {
  auto base = read(bytes());
  Btf split(*base, GetParam());
  split.add_type(base->type(TypeId{2}));
  auto read_back = read(*write(split), &*base);
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(get_if<Unknown>(*read_back, TypeId{4})->kind, 20u);
}

TEST_P(LayoutSection, RefusesKindsThatItDoesNotName) {
  kinds_.pop_back();
  EXPECT_EQ(message(read(bytes())), "type [2]: kind 20 is not known");
}

TEST_P(LayoutSection, RefusesTypesThatItMakesTooLong) {
  kinds_[20].info_size = 252;
  EXPECT_EQ(message(read(bytes())), "type [2]: 252 bytes needed, 32 left");
  kinds_[20] = {4, 252};
  EXPECT_EQ(message(read(bytes())), "type [2]: 2 entries of 252 bytes, but 28 bytes are left");
}

TEST_P(LayoutSection, RefusesPartsOfWords) {
  kinds_[20].info_size = 5;
  EXPECT_EQ(message(read(bytes())),
            "layout section: kind 20: 5 bytes and 8 an entry, not multiples of 4");
  kinds_[20] = {4, 7};
  EXPECT_EQ(message(read(bytes())),
            "layout section: kind 20: 4 bytes and 7 an entry, not multiples of 4");
}

TEST_P(LayoutSection, RefusesOtherSizesOfKnownKinds) {
  kinds_[4].entry_size = 16;
  EXPECT_EQ(message(read(bytes())),
            "layout section: kind 4: 0 bytes and 16 an entry, but it has 0 and 12");
  kinds_[4].entry_size = 12;
  kinds_[1].info_size = 8;
  EXPECT_EQ(message(read(bytes())),
            "layout section: kind 1: 8 bytes and 0 an entry, but it has 4 and 0");
}

TEST_P(LayoutSection, RefusesToBeCutOff) {
  EXPECT_EQ(message(read(bytes(82))), "layout section: 82 bytes, not a multiple of 4");
}

}  // namespace
}  // namespace btfkit::test
