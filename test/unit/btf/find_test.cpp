#include "btf/find.h"

#include <gtest/gtest.h>

#include "every_kind.h"

namespace btfkit::test {
namespace {

class Find : public testing::TestWithParam<Endian> {
 protected:
  Find() : btf_(every_kind(GetParam())), bytes_(*write(btf_)) {}

  // "[ID] KIND", "none", or the error.
  std::string find(std::string_view name) const { return find_in(bytes_, name); }
  static std::string find_in(Bytes bytes, std::string_view name) {
    auto found = find_type(bytes, name);
    if (!found) return found.error().message();
    if (!*found) return "none";
    return fmt::format("[{}] {}", number((*found)->id), kind_name((*found)->type().kind));
  }
  std::string after_type(uint32_t id, size_t word, uint32_t value, std::string_view name) {
    auto changed = bytes_;
    set_word(changed, place_of(btf_, id, word), value, GetParam());
    return find_in(changed, name);
  }

  Btf btf_;
  std::vector<std::byte> bytes_;
};

INSTANTIATE_TEST_SUITE_P(Btf, Find, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

TEST_P(Find, FindsEveryNamedType) {
  for (uint32_t id = 1; id < number(btf_.end_id()); ++id) {
    std::string_view name = btf_.name(TypeId{id});
    if (name.empty()) continue;
    EXPECT_EQ(find(name), fmt::format("[{}] {}", id, kind_name(btf_.type(TypeId{id}).kind)));
  }
}

TEST_P(Find, FindsWholeNamesOnly) {
  EXPECT_EQ(find("in"), "none");
  EXPECT_EQ(find("int_"), "none");
  EXPECT_EQ(find("nt"), "none");
  EXPECT_EQ(find("a"), "none");  // a member's
}

TEST_P(Find, FindsTheFirstOne) {
  btf_.add_type({btf_.add_string("int"), Float{8}});
  EXPECT_EQ(find_in(*write(btf_), "int"), "[1] INT");
}

TEST_P(Find, GivesTheTypeInTheHostsByteOrder) {
  auto found = *find_type(bytes_, "bits");
  Type type = found->type();
  auto* kind = std::get_if<Struct>(&type.kind);
  ASSERT_TRUE(kind);
  ASSERT_EQ(kind->members.size(), 2u);
  EXPECT_EQ(kind->bit_width(kind->members[0]), 3);
  EXPECT_EQ(kind->bit_offset(kind->members[1]), 32u);
}

TEST_P(Find, WorksAtAnyPlaceInMemory) {
  std::vector<std::byte> moved(1);
  moved.insert(moved.end(), bytes_.begin(), bytes_.end());
  EXPECT_EQ(find_in(Bytes(moved).subspan(1), "wide"), "[19] ENUM64");
}

TEST_P(Find, LooksAtNothingBehindTheType) {
  EXPECT_EQ(after_type(19, 1, 99u << 24, "bits"), "[4] STRUCT");
  EXPECT_EQ(after_type(19, 1, 99u << 24, "nothing"), "type [19]: kind 99 is not known");
}

TEST_P(Find, RefusesFaultsOnTheWay) {
  EXPECT_EQ(after_type(1, 0, 9999, "bits"),
            fmt::format("type [1]: its name is at string offset 9999, but the strings end at {}",
                        btf_.end_string()));
  EXPECT_EQ(after_type(4, 1, 4u << 24 | 0xffffff, "wide").substr(0, 30),
            "type [4]: 16777215 entries of ");
  EXPECT_EQ(find_in(Bytes(bytes_).first(9), "int"),
            "header: its length is 24, the section has 9 bytes");
}

}  // namespace
}  // namespace btfkit::test
