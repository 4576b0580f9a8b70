#include "support/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "message.h"

namespace btfkit::test {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, gone behind it.
class Files : public testing::Test {
 protected:
  Files() {
    std::string name = (fs::temp_directory_path() / "btfkit-file-test-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Files() override { fs::remove_all(folder_); }

  std::string path(std::string_view name) const { return (folder_ / name).string(); }
  std::string content(std::string_view name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(std::string_view name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  size_t entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  mode_t permissions(std::string_view name) const {
    struct stat status;
    EXPECT_EQ(stat(path(name).c_str(), &status), 0);
    return status.st_mode & 0777;
  }

  fs::path folder_;
};

class ReadFile : public Files {};
class WriteFile : public Files {};

TEST_F(ReadFile, ReadsAll) {
  std::string text(100'000, 'x');
  put("f", text);
  EXPECT_EQ(text_of(read_file(path("f"))->bytes()), text);
}

TEST_F(ReadFile, OfNoBytesIsEmpty) {
  put("f", "");
  EXPECT_TRUE(read_file(path("f"))->bytes().empty());
}

TEST_F(ReadFile, RefusesFolder) {
  EXPECT_EQ(message(read_file(folder_.string())), folder_.string() + ": is a directory");
}

TEST_F(ReadFile, NamesTheMissingFile) {
  EXPECT_EQ(message(read_file(path("f"))), path("f") + ": No such file or directory");
}

// A file of sysfs or procfs says that it has no bytes, or 4096, whatever it has.
TEST_F(ReadFile, DoesNotTrustTheSizeOfSpecialFiles) {
  EXPECT_FALSE(read_file("/proc/self/status")->bytes().empty());
}

TEST_F(ReadFile, ReadsPipe) {
  ASSERT_EQ(mkfifo(path("p").c_str(), 0600), 0);
  std::thread writer([&] { put("p", "through a pipe"); });
  auto content = read_file(path("p"));
  writer.join();
  EXPECT_EQ(text_of(content->bytes()), "through a pipe");
}

TEST_F(ReadFile, KeepsBytesInPlaceWhenMoved) {
  put("f", "text");
  Content first = std::move(*read_file(path("f")));
  const std::byte* bytes = first.bytes().data();
  Content second = std::move(first);
  Content third;
  third = std::move(second);
  EXPECT_EQ(third.bytes().data(), bytes);
  EXPECT_EQ(text_of(third.bytes()), "text");
}

TEST_F(WriteFile, WritesNewFile) {
  EXPECT_EQ(message(write_file(path("f"), as_bytes("text"))), "");
  EXPECT_EQ(content("f"), "text");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(WriteFile, ReplacesFile) {
  put("f", "a longer text than the new one");
  EXPECT_EQ(message(write_file(path("f"), as_bytes("text"))), "");
  EXPECT_EQ(content("f"), "text");
  EXPECT_EQ(entries(), 1u);
}

// Whoever has the old file open keeps the old content.
TEST_F(WriteFile, LeavesOpenFileAlone) {
  put("f", "old");
  auto old = read_file(path("f"));
  EXPECT_EQ(message(write_file(path("f"), as_bytes("new"))), "");
  EXPECT_EQ(text_of(old->bytes()), "old");
}

TEST_F(WriteFile, HasThePermissionsOfTheUmask) {
  mode_t before = umask(0027);
  EXPECT_EQ(message(write_file(path("f"), as_bytes("text"))), "");
  EXPECT_EQ(umask(before), 0027u);
  EXPECT_EQ(permissions("f"), 0640u);
}

TEST_F(WriteFile, NamesTheMissingFolder) {
  EXPECT_EQ(message(write_file(path("none/f"), as_bytes("text"))),
            path("none/f") + ": No such file or directory");
}

TEST_F(WriteFile, RefusesFolder) {
  EXPECT_EQ(message(write_file(folder_.string(), as_bytes("text"))),
            folder_.string() + ": Is a directory");
  EXPECT_EQ(entries(), 0u);
}

// A limit on the file's size is a write error that needs no full disk.
TEST_F(WriteFile, FailureLeavesWhatWasThere) {
  put("f", "old");
  auto write_over_limit = [&] {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{.rlim_cur = 4096, .rlim_max = 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto written = write_file(path("f"), std::vector<std::byte>(1 << 20));
    fputs(message(written).c_str(), stderr);
    _exit(written ? 0 : 1);
  };
  EXPECT_EXIT(write_over_limit(), testing::ExitedWithCode(1), "f: File too large");
  EXPECT_EQ(content("f"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(WriteFile, WritesToPipeInPlace) {
  ASSERT_EQ(mkfifo(path("p").c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = content("p"); });
  EXPECT_EQ(message(write_file(path("p"), as_bytes("text"))), "");
  reader.join();
  EXPECT_EQ(read, "text");
  EXPECT_TRUE(fs::is_fifo(path("p")));
}

TEST_F(WriteFile, WritesThroughLinkToDevice) {
  fs::create_symlink("/dev/null", path("l"));
  EXPECT_EQ(message(write_file(path("l"), as_bytes("text"))), "");
  EXPECT_TRUE(fs::is_symlink(path("l")));
}

// A link stays one; what it leads to is replaced.
TEST_F(WriteFile, FollowsLinkToFile) {
  put("target", "old");
  fs::create_symlink("target", path("l"));
  EXPECT_EQ(message(write_file(path("l"), as_bytes("new"))), "");
  EXPECT_TRUE(fs::is_symlink(path("l")));
  EXPECT_EQ(content("target"), "new");
}

}  // namespace
}  // namespace btfkit::test
