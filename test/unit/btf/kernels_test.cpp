// The BTF of real kernels comes out as it went in.
#include <gtest/gtest.h>

#include <algorithm>

#include "btf/reader.h"
#include "btf/writer.h"
#include "message.h"
#include "support/decompress.h"
#include "support/file.h"

namespace btfkit::test {
namespace {

class Kernel : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Btf, Kernel,
                         testing::Values("6.1.0-56-amd64", "6.12.107+deb13-amd64",
                                         "6.12.107+deb13-cloud-arm64", "6.12.107+deb13-s390x"),
                         [](const auto& release) {
                           std::string name = release.param;
                           for (char& c : name) {
                             if (!isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name;
                         });

TEST_P(Kernel, IsWrittenAsItWasRead) {
  auto file = read_file(BTFKIT_TESTDATA "/" + GetParam() + ".btf.xz");
  ASSERT_EQ(message(file), "");
  auto content = decompress(file->bytes(), Compression::kXz);
  ASSERT_EQ(message(content), "");
  auto btf = btf::read(content->bytes());
  ASSERT_EQ(message(btf), "");
  auto written = btf::write(*btf);
  ASSERT_EQ(message(written), "");
  // Not EXPECT_EQ, which would print megabytes.
  EXPECT_TRUE(std::ranges::equal(*written, content->bytes()));
}

TEST_P(Kernel, HasPointersOfEightBytes) {
  auto file = read_file(BTFKIT_TESTDATA "/" + GetParam() + ".btf.xz");
  auto content = decompress(file->bytes(), Compression::kXz);
  EXPECT_EQ(btf::pointer_size(*btf::read(content->bytes())), 8u);
}

}  // namespace
}  // namespace btfkit::test
