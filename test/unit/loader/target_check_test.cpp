#include "target_check.h"

#include <elf.h>
#include <gtest/gtest.h>

#include "plan_builder.h"

namespace loader::test {
namespace {

std::string note(uint32_t type, const std::string& name, const std::string& content) {
  const auto padded = [](std::string bytes) {
    bytes.resize((bytes.size() + 3) / 4 * 4);
    return bytes;
  };
  const Elf64_Nhdr header = {static_cast<uint32_t>(name.size()),
                             static_cast<uint32_t>(content.size()), type};
  return bytes_of(header) + padded(name) + padded(content);
}

const std::string gnu("GNU\0", 4);

std::string build_id(const std::string& notes) {
  const std::vector<std::byte> heap = exact(notes);
  const Bytes found = find_build_id(heap);
  return {reinterpret_cast<const char*>(found.data()), found.size()};
}

TEST(BuildId, IsFoundBehindOtherNotes) {
  EXPECT_EQ(build_id(note(3, std::string("Xen\0", 4), "other") + note(1, gnu, "abi") +
                     note(3, gnu, "the id") + note(3, gnu, "second")),
            "the id");
}

TEST(BuildId, IsNotThere) {
  EXPECT_EQ(build_id(""), "");
  EXPECT_EQ(build_id(note(1, gnu, "abi")), "");
  EXPECT_EQ(build_id(note(3, "Xen", "other")), "");
}

TEST(BuildId, IsCutOff) {
  const std::string notes = note(1, gnu, "abi tag") + note(3, gnu, "identity");
  for (size_t size = 0; size < notes.size(); size++) {
    EXPECT_EQ(build_id(notes.substr(0, size)), "") << size;
  }
  std::string huge = note(3, gnu, "identity");
  for (const size_t field : {0, 4}) {
    std::string changed = huge;
    memset(&changed[field], 0xff, 4);
    EXPECT_EQ(build_id(changed), "");
  }
}

}  // namespace
}  // namespace loader::test
