// Attributes of the kernel's messages.
#include "attach/netlink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace loader::test {
namespace {

using Message = std::vector<std::byte>;

// A row of two attributes: type 1 with 3 bytes and their padding, type 2 with 4.
Message two_attributes() {
  Message row;
  const auto add = [&](uint16_t type, const std::string& content) {
    const nlattr header = {static_cast<uint16_t>(sizeof(nlattr) + content.size()), type};
    const auto* bytes = reinterpret_cast<const std::byte*>(&header);
    row.insert(row.end(), bytes, bytes + sizeof header);
    for (const char c : content) row.push_back(static_cast<std::byte>(c));
    row.resize(NLMSG_ALIGN(row.size()));
  };
  add(1, "abc");
  add(2, "defg");
  return row;
}

std::string content(const Message& row, uint16_t type) {
  // Exactly as long as the row, so that a read behind it is seen.
  const auto copy = std::make_unique<std::byte[]>(row.size());
  std::copy(row.begin(), row.end(), copy.get());
  const Bytes found = find_attribute({copy.get(), row.size()}, type);
  return {reinterpret_cast<const char*>(found.data()), found.size()};
}

TEST(Netlink, FindsAnAttributeByItsType) {
  EXPECT_EQ(content(two_attributes(), 1), "abc");
  EXPECT_EQ(content(two_attributes(), 2), "defg");
  EXPECT_EQ(content(two_attributes(), 3), "");
}

TEST(Netlink, ANestedOneIsMarkedInItsType) {
  Message row = two_attributes();
  const uint16_t type = 2 | NLA_F_NESTED;
  memcpy(row.data() + 8 + offsetof(nlattr, nla_type), &type, sizeof type);
  EXPECT_EQ(content(row, 2), "defg");
}

TEST(Netlink, EndsWhereTheRowDoes) {
  for (size_t size = 0; size < two_attributes().size(); size++) {
    Message row = two_attributes();
    row.resize(size);
    EXPECT_EQ(content(row, 2), "") << size;
    EXPECT_EQ(content(row, 1), size < 7 ? "" : "abc") << size;
  }
}

TEST(Netlink, EndsAtALengthThatIsWrong) {
  for (const uint16_t length : {0, 3, 100}) {
    Message row = two_attributes();
    memcpy(row.data(), &length, sizeof length);
    EXPECT_EQ(content(row, 1), "") << length;
    EXPECT_EQ(content(row, 2), "") << length;
  }
}

}  // namespace
}  // namespace loader::test
