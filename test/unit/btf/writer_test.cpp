#include "btf/writer.h"

#include <gtest/gtest.h>

#include "btf/reader.h"
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

// More than the 16 bits of vlen before Linux 6.19.
TEST(Writer, WritesManyEntries) {
  Btf btf;
  btf.add_type({kNoName, Enum{4, false, std::vector<Enumerator>(65'536)}});
  auto read_back = read(*write(btf));
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(get_if<Enum>(*read_back, TypeId{1})->enumerators.size(), 65'536u);
}

}  // namespace
}  // namespace btfkit::test
