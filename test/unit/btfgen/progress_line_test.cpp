#include "progress_line.h"

#include <gtest/gtest.h>

namespace btfkit::btfgen {
namespace {

using std::chrono::milliseconds;

TEST(ProgressText, SaysWhatIsDoneAndHowLongTheRestTakes) {
  EXPECT_EQ(progress_text({"units", 500, 2000, 123456}, milliseconds(400)),
            "500 of 2000 units, 123456 types, 1.2 s left");
  EXPECT_EQ(progress_text({"files", 3, 4, 0}, milliseconds(300)), "3 of 4 files, 0.1 s left");
  EXPECT_EQ(progress_text({"units", 0, 4, 0}, milliseconds(300)), "0 of 4 units");
}

TEST(ProgressLine, IsSilentWhereThereIsNoTerminal) {
  std::FILE* file = std::tmpfile();
  {
    ProgressLine line(file);
    EXPECT_FALSE(line.listener());
  }
  EXPECT_EQ(std::ftell(file), 0);
  std::fclose(file);
}

TEST(ProgressCount, AddsUpForTheListener) {
  std::vector<uint64_t> done;
  ProgressListener listener = [&](const Progress& progress) { done.push_back(progress.done); };
  ProgressCount count(listener, "units", 10);
  count.add(3, 7);
  count.add(4, 1);
  EXPECT_EQ(done, (std::vector<uint64_t>{3, 7}));
}

}  // namespace
}  // namespace btfkit::btfgen
