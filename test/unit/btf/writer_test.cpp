#include "btf/writer.h"

#include <gtest/gtest.h>

#include "every_kind.h"

namespace btfkit::test {
namespace {

TEST(Writer, WritesTheDocumentedLayout) {
  Btf btf(Endian::kBig);
  btf.add_type({btf.add_string("int"), Int{4, Int::kSigned, 0, 32}});
  using namespace std::string_view_literals;
  EXPECT_EQ(text_of(*write(btf)),
            "\xeb\x9f\1\0\0\0\0\x18"
            "\0\0\0\0\0\0\0\x10\0\0\0\x10\0\0\0\5"
            "\0\0\0\1\1\0\0\0\0\0\0\4\1\0\0\x20"
            "\0int\0"sv);
}

TEST(Writer, RefusesBitOffsetThatLeavesNoRoomForTheWidth) {
  Btf btf;
  btf.add_type({kNoName, Struct{{4, true, {{kNoName, kVoid, 1 << 24, 1}}}}});
  EXPECT_EQ(message(write(btf)),
            "type [1] STRUCT '(anon)': a member's bit offset 16777216 doesn't fit into 24 bits "
            "beside its width");
}

TEST(Writer, TakesLargeBitOffsetWithoutWidths) {
  Btf btf;
  btf.add_type({kNoName, Struct{{4, false, {{kNoName, kVoid, 1 << 24, 0}}}}});
  EXPECT_EQ(message(write(btf)), "");
}

TEST(Writer, RefusesMoreEntriesThanOldKernelsCount) {
  Btf btf;
  btf.add_type({kNoName, Enum{4, false, std::vector<Enumerator>(65'536)}});
  EXPECT_EQ(message(write(btf)),
            "type [1] ENUM '(anon)': 65536 entries, at most 65535 can be written");
}

}  // namespace
}  // namespace btfkit::test
