#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <filesystem>
#include <fstream>

#include "containers.h"
#include "elf/btf_input.h"

namespace btfkit::test {
namespace {

namespace fs = std::filesystem;
using elf::open_btf;

// A folder of its own for each test, gone behind it.
class OpenBtf : public testing::Test {
 protected:
  OpenBtf() {
    std::string name = (fs::temp_directory_path() / "btfkit-open-test-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~OpenBtf() override { fs::remove_all(folder_); }

  std::string put(std::string_view name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }

  fs::path folder_;
};

TEST_F(OpenBtf, LeavesWhatIsNotCompressedInTheFile) {
  std::string btf = small_btf(Endian::kLittle, 5000);
  for (const std::string& bytes : {btf, vmlinux_parts(btf).bytes() + std::string(50'000, 'x'),
                                   arm64_image(btf) + std::string(50'000, 'x')}) {
    auto input = open_btf(put("f", bytes));
    ASSERT_TRUE(input) << message(input);
    EXPECT_TRUE(input->content.is_mapped());
    EXPECT_EQ(input->btf.data() - input->content.bytes().data(),
              static_cast<ptrdiff_t>(bytes.find(btf)));
  }
}

TEST_F(OpenBtf, TakesAMemberOfAnArchive) {
  std::string path = put("a.tar", tar({{"x.btf", small_btf()}, {"y:z.btf", small_btf()}}));
  for (const char* member : {"x.btf", "y:z.btf"}) {
    auto input = open_btf(fmt::format("{}:{}", path, member));
    ASSERT_TRUE(input) << message(input);
    EXPECT_EQ(input->containers.at(1), member);
    EXPECT_EQ(input->path, fmt::format("{}:{}", path, member));
  }
  EXPECT_EQ(message(open_btf(path + ":w.btf")),
            path + ":w.btf: tar: it has no member 'w.btf', but 'x.btf', 'y:z.btf'");
}

TEST_F(OpenBtf, TakesAFileWithAColon) {
  put("6.1", tar({{"x.btf", small_btf()}}));
  EXPECT_EQ(open_btf(put("6.1:x.btf", small_btf()))->containers.front(), "BTF");
  std::string missing = (folder_ / "no:file").string();
  EXPECT_EQ(message(open_btf(missing)), missing + ": No such file or directory");
}

TEST_F(OpenBtf, NamesFileAndContainers) {
  std::string path = put("f", x86_image(payload(Compression::kZstd, "text")));
  EXPECT_EQ(message(open_btf(path)),
            path +
                ": x86 bzImage: zstd payload: it is neither BTF nor an ELF file, nor a known "
                "kernel image or archive");
}

TEST_F(OpenBtf, KnowsTheRunningKernel) {
  const std::string path = "/sys/kernel/btf/vmlinux";
  if (!fs::exists(path)) GTEST_SKIP() << path << " is not there: this kernel has no BTF";
  auto input = open_btf(path);
  ASSERT_TRUE(input) << message(input);
  utsname names;
  ASSERT_EQ(uname(&names), 0);
  EXPECT_EQ(input->release, names.release);
  EXPECT_EQ(input->btf.size(), fs::file_size(path));
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(text_of(input->btf), std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace
}  // namespace btfkit::test
