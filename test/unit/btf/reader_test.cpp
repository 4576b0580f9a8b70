#include "btf/reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "btf/dump.h"
#include "btf/name_filter.h"
#include "every_kind.h"

namespace btfkit::test {
namespace {

class Reader : public testing::TestWithParam<Endian> {
 protected:
  Reader() : btf_(every_kind(GetParam())), bytes_(*write(btf_)) {}

  // What the reader says of the valid section after one change.
  std::string after_word(size_t at, uint32_t value) {
    auto bytes = bytes_;
    set_word(bytes, at, value, GetParam());
    return message(read(bytes));
  }
  std::string after_type(uint32_t id, size_t word, uint32_t value) {
    return after_word(place_of(btf_, id, word), value);
  }
  std::string after_byte(size_t at, uint8_t value) {
    auto bytes = bytes_;
    bytes[at] = std::byte{value};
    return message(read(bytes));
  }
  // The section with `more` behind the 24 bytes of its header.
  std::vector<std::byte> with_longer_header(std::vector<uint32_t> more) {
    auto bytes = bytes_;
    bytes.insert(bytes.begin() + 24, more.size() * 4, std::byte{0});
    for (size_t i = 0; i < more.size(); ++i) set_word(bytes, 24 + 4 * i, more[i], GetParam());
    set_word(bytes, kHeaderLength, static_cast<uint32_t>(24 + 4 * more.size()), GetParam());
    return bytes;
  }

  Btf btf_;
  std::vector<std::byte> bytes_;
};

INSTANTIATE_TEST_SUITE_P(Btf, Reader, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

TEST_P(Reader, ReadsEveryKind) {
  auto read_back = read(bytes_);
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(read_back->endian(), GetParam());
  EXPECT_EQ(dump_raw(*read_back), dump_raw(btf_));
  EXPECT_EQ(*write(*read_back), bytes_);
}

TEST_P(Reader, TakesKindFlagOfTags) {
  auto read_back = read(bytes_);
  EXPECT_TRUE(std::get<DeclTag>(read_back->type(TypeId{17}).kind).kind_flag);
  EXPECT_FALSE(std::get<TypeTag>(read_back->type(TypeId{18}).kind).kind_flag);
}

TEST_P(Reader, RefusesForeignMagic) {
  EXPECT_EQ(after_byte(0, 0x7f).substr(0, 27),
            "header: magic number is 0x" + std::string(GetParam() == Endian::kLittle ? "e" : "9"));
  EXPECT_FALSE(is_btf(Bytes(bytes_).first(1)));
  EXPECT_TRUE(is_btf(bytes_));
}

TEST_P(Reader, RefusesVersion) {
  EXPECT_EQ(after_byte(2, 2), "header: version 2 is not known");
}

TEST_P(Reader, RefusesFlags) {
  EXPECT_EQ(after_byte(3, 0x10), "header: flags are 0x10, not 0");
}

TEST_P(Reader, RefusesEveryTruncation) {
  for (size_t size = 0; size < bytes_.size(); ++size) {
    auto text = message(read(exact(as_text(Bytes(bytes_).first(size)))));
    EXPECT_TRUE(text.starts_with("header: ")) << size << ": " << text;
  }
}

TEST_P(Reader, NamesTheHeaderThatIsCutOff) {
  EXPECT_EQ(message(read(Bytes(bytes_).first(0))),
            "header: the section is empty or cut off: 0 bytes");
  EXPECT_EQ(message(read(Bytes(bytes_).first(6))), "header: 4 bytes needed at offset 4, 2 left");
}

TEST_P(Reader, RefusesHeaderLengths) {
  EXPECT_EQ(after_word(kHeaderLength, 20), "header: its length is 20, at least 24 expected");
  EXPECT_EQ(
      after_word(kHeaderLength, 0xffffffff),
      fmt::format("header: its length is 4294967295, the section has {} bytes", bytes_.size()));
}

// Linux 6.19 has two more words: where the layout of the kinds is, and how long.
TEST_P(Reader, TakesHeaderWithoutLayout) {
  EXPECT_EQ(message(read(with_longer_header({0, 0}))), "");
}

TEST_P(Reader, TakesLongerHeaderOfZeros) {
  EXPECT_EQ(message(read(with_longer_header({0}))), "");
  EXPECT_EQ(message(read(with_longer_header({0, 0, 0, 0}))), "");
}

TEST_P(Reader, RefusesUnknownHeaderFields) {
  EXPECT_EQ(message(read(with_longer_header({0, 0, 0, 1}))),
            "header: unknown fields behind byte 32 are not zero");
}

TEST_P(Reader, RefusesSectionsOutsideTheBytes) {
  auto total = bytes_.size();
  auto types = word_at(bytes_, kTypesLength, GetParam());
  EXPECT_EQ(after_word(kTypesOffset, 0xffffffff),
            fmt::format("header: type section at 4294967319 with {} bytes is not inside the "
                        "section's {} bytes",
                        types, total));
  EXPECT_EQ(after_word(kTypesLength, 0xffffffff),
            fmt::format("header: type section at 24 with 4294967295 bytes is not inside the "
                        "section's {} bytes",
                        total));
  EXPECT_EQ(after_word(kStringsOffset, 0xfffffff0).substr(0, 39),
            "header: string section at 4294967304 wi");
  EXPECT_EQ(after_word(kStringsLength, 0xffffffff).substr(0, 25), "header: string section at");
}

TEST_P(Reader, RefusesStringsThatDontEnd) {
  EXPECT_EQ(after_word(kStringsLength, 0), "string section: it doesn't end in a zero byte");
  EXPECT_EQ(after_byte(bytes_.size() - 1, 'x'), "string section: it doesn't end in a zero byte");
}

TEST_P(Reader, RefusesStringsWithoutTheEmptyOne) {
  auto strings = bytes_.size() - word_at(bytes_, kStringsLength, GetParam());
  EXPECT_EQ(after_byte(strings, 'x'), "string section: it doesn't begin with a zero byte");
}

TEST_P(Reader, RefusesUnknownKinds) {
  EXPECT_EQ(after_type(1, 1, 0), "type [1]: kind 0 is not known");
  EXPECT_EQ(after_type(2, 1, 20u << 24), "type [2]: kind 20 is not known");
  EXPECT_EQ(after_type(3, 1, 0xffffffff), "type [3]: kind 127 is not known");
}

TEST_P(Reader, RefusesTypeSectionThatIsCutOff) {
  auto length = word_at(bytes_, kTypesLength, GetParam());
  EXPECT_EQ(after_word(kTypesLength, length - 4),
            "type [19]: 1 entries of 12 bytes, but 8 bytes are left");
  EXPECT_EQ(after_word(kTypesLength, length - 2),
            fmt::format("type section: {} bytes, not a multiple of 4", length - 2));
  EXPECT_EQ(after_word(kTypesLength, 8), "type [1]: 12 bytes needed, 8 left");
}

TEST_P(Reader, RefusesCountsThatTheSectionCantHold) {
  auto left = [&](uint32_t id) {
    return 24 + word_at(bytes_, kTypesLength, GetParam()) - place_of(btf_, id, 3);
  };
  for (auto [id, size] : {std::pair(4, 12), {5, 12}, {6, 8}, {13, 8}, {15, 12}, {19, 12}}) {
    auto number = static_cast<uint32_t>(id);
    EXPECT_EQ(after_type(number, 1, number << 24 | 0xffffff),
              fmt::format("type [{}]: 16777215 entries of {} bytes, but {} bytes are left", id,
                          size, left(number)));
  }
}

TEST_P(Reader, RefusesUnknownLinkage) {
  EXPECT_EQ(after_type(12, 1, 12u << 24 | 3), "type [12]: FUNC: linkage 3 is not known");
  EXPECT_EQ(after_type(14, 3, 4), "type [14]: VAR: linkage 4 is not known");
}

TEST_P(Reader, RefusesNamesBehindTheStrings) {
  std::string wrong =
      fmt::format(" is at string offset 9999, but the strings end at {}", btf_.end_string());
  EXPECT_EQ(after_type(1, 0, 9999), "type [1] INT '?': its name" + wrong);
  EXPECT_EQ(after_type(4, 6, 9999), "type [4] STRUCT 'bits': member 1: its name" + wrong);
  EXPECT_EQ(after_type(5, 3, 9999), "type [5] UNION 'either': member 0: its name" + wrong);
  EXPECT_EQ(after_type(6, 5, 9999), "type [6] ENUM 'sign': enumerator 1: its name" + wrong);
  EXPECT_EQ(after_type(13, 3, 9999),
            "type [13] FUNC_PROTO '(anon)': parameter 0: its name" + wrong);
  EXPECT_EQ(after_type(19, 3, 9999), "type [19] ENUM64 'wide': enumerator 0: its name" + wrong);
}

TEST_P(Reader, TakesNameInTheMiddleOfAString) {
  auto bytes = bytes_;
  set_word(bytes, place_of(btf_, 1, 0), number(btf_.type(TypeId{1}).name) + 1, GetParam());
  EXPECT_EQ(read(bytes)->name(TypeId{1}), "nt");
}

TEST_P(Reader, RefusesTypeIdsBehindTheLast) {
  std::string wrong = ": type id 20 is out of range (last is 19)";
  EXPECT_EQ(after_type(2, 2, 20), "type [2] PTR '(anon)': type" + wrong);
  EXPECT_EQ(after_type(3, 3, 20), "type [3] ARRAY '(anon)': element type" + wrong);
  EXPECT_EQ(after_type(3, 4, 20), "type [3] ARRAY '(anon)': index type" + wrong);
  EXPECT_EQ(after_type(4, 7, 20), "type [4] STRUCT 'bits': member 1" + wrong);
  EXPECT_EQ(after_type(5, 4, 20), "type [5] UNION 'either': member 0" + wrong);
  EXPECT_EQ(after_type(8, 2, 20), "type [8] TYPEDEF 'int_t': type" + wrong);
  EXPECT_EQ(after_type(9, 2, 20), "type [9] VOLATILE '(anon)': type" + wrong);
  EXPECT_EQ(after_type(10, 2, 20), "type [10] CONST '(anon)': type" + wrong);
  EXPECT_EQ(after_type(11, 2, 20), "type [11] RESTRICT '(anon)': type" + wrong);
  EXPECT_EQ(after_type(12, 2, 20), "type [12] FUNC 'call': prototype" + wrong);
  EXPECT_EQ(after_type(13, 2, 20), "type [13] FUNC_PROTO '(anon)': return type" + wrong);
  EXPECT_EQ(after_type(13, 4, 20), "type [13] FUNC_PROTO '(anon)': parameter 0" + wrong);
  EXPECT_EQ(after_type(14, 2, 20), "type [14] VAR 'counter': type" + wrong);
  EXPECT_EQ(after_type(15, 3, 20), "type [15] DATASEC '.data': variable 0" + wrong);
  EXPECT_EQ(after_type(17, 2, 20), "type [17] DECL_TAG 'tag': type" + wrong);
  EXPECT_EQ(after_type(18, 2, 20), "type [18] TYPE_TAG 'user': type" + wrong);
}

TEST_P(Reader, RefusesHugeTypeIds) {
  EXPECT_EQ(after_type(2, 2, 0xffffffff),
            "type [2] PTR '(anon)': type: type id 4294967295 is out of range (last is 19)");
}

// The newest info word has 24 bits for the count where older ones have 16.
TEST_P(Reader, TakesMoreMembersThanTheOldInfoWordHolds) {
  ByteWriter types(GetParam());
  constexpr uint32_t kCount = 70'000;
  types.u32(0);
  types.u32(4u << 24 | kCount);
  types.u32(0);
  for (uint32_t i = 0; i < kCount * 3; ++i) types.u32(0);
  auto body = std::move(types).take();
  ByteWriter section(GetParam());
  section.bytes(Bytes(bytes_).first(8));
  section.u32(0);
  section.u32(static_cast<uint32_t>(body.size()));
  section.u32(static_cast<uint32_t>(body.size()));
  section.u32(1);
  section.bytes(body);
  section.u8(0);
  auto read_back = read(std::move(section).take());
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(std::get<Struct>(read_back->type(TypeId{1}).kind).members.size(), kCount);
  EXPECT_EQ(read(*write(*read_back))->own_words().size(), 3 + 3 * kCount);
}

TEST_P(Reader, ChecksWhatIsUsedWhenItIsUsed) {
  auto bytes = bytes_;
  set_word(bytes, place_of(btf_, 2, 2), 20, GetParam());    // PTR: the type
  set_word(bytes, place_of(btf_, 4, 6), 9999, GetParam());  // STRUCT: a member's name
  Btf btf = read(bytes, nullptr, Check::kWhenUsed).value();
  EXPECT_TRUE(get_if<Int>(btf, TypeId{1}));
  EXPECT_EQ(btf.name(TypeId{4}), "bits");
  EXPECT_FALSE(btf.has_fault());
  EXPECT_TRUE(get_if<Struct>(btf, TypeId{4})->members.empty());
  EXPECT_TRUE(btf.has_fault());
}

// Its beginnings are those of each eighth type.
TEST_P(Reader, FindsTypesWhenTheyAreUsed) {
  const Btf at_once = read(bytes_).value();
  const Btf when_used = read(bytes_, nullptr, Check::kWhenUsed).value();
  ASSERT_EQ(when_used.end_id(), at_once.end_id());
  std::vector<TypeId> ids;
  when_used.for_each_own([&](TypeId id, const uint32_t* words) {
    EXPECT_EQ(words, when_used.words(id).data());
    ids.push_back(id);
  });
  ASSERT_EQ(ids.size(), at_once.own_types().size());
  for (TypeId id : ids) {
    EXPECT_EQ(when_used.start(id), at_once.start(id));
    EXPECT_TRUE(std::ranges::equal(when_used.words(id), at_once.words(id))) << number(id);
    EXPECT_EQ(when_used.name(id), at_once.name(id));
  }
}

TEST_P(Reader, LetsTypesChangeThatWereFoundWhenUsed) {
  Btf at_once = read(bytes_).value();
  Btf when_used = read(bytes_, nullptr, Check::kWhenUsed).value();
  for (Btf* btf : {&at_once, &when_used}) {
    btf->replace_type(TypeId{4}, {kNoName, Ptr{TypeId{1}}});
    btf->add_type({kNoName, Ptr{TypeId{4}}});
  }
  EXPECT_EQ(write(at_once).value(), write(when_used).value());
}

TEST_P(Reader, FiltersTypesWhileReading) {
  NameFilter filter;
  filter.add(static_cast<uint32_t>(wire::Kind::kStruct), "bits");
  filter.add(static_cast<uint32_t>(wire::Kind::kFloat), "double");
  filter.add(static_cast<uint32_t>(wire::Kind::kVar), "double");
  auto filtered = read_filtered(bytes_, filter);
  ASSERT_EQ(message(filtered), "");
  EXPECT_EQ(filtered->types, (std::vector{TypeId{4}, TypeId{16}}));
  EXPECT_EQ(filtered->types, filter.own_types(filtered->btf));
  // What is wrong is said as by read().
  set_word(bytes_, place_of(btf_, 2, 0), 9999, GetParam());
  EXPECT_EQ(message(read_filtered(bytes_, filter)), message(read(bytes_)));
  EXPECT_NE(message(read_filtered(bytes_, filter)), "");
}

// Whatever one byte becomes, there is an answer, its error is one line, and to check types when
// they are used finds no other faults in the end.
TEST_P(Reader, SurvivesEveryByteChange) {
  for (size_t at = 0; at < bytes_.size(); ++at) {
    for (uint8_t value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto text = after_byte(at, value);
      EXPECT_EQ(text.find('\n'), std::string::npos) << at;
      auto bytes = bytes_;
      bytes[at] = std::byte{value};
      auto late = read(bytes, nullptr, Check::kWhenUsed);
      if (late) {
        for (Type type : late->own_types()) static_cast<void>(type);
        EXPECT_EQ(late->has_fault(), !text.empty()) << at << ": " << text;
      } else {
        EXPECT_EQ(message(late), text);
      }
    }
  }
}

}  // namespace
}  // namespace btfkit::test
