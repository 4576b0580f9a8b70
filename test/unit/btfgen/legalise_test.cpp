#include "legalise.h"

#include <gtest/gtest.h>

#include <map>

#include "join_sections.h"

namespace btfkit::btfgen {
namespace {

using btf::TypeId;

class Legalise : public testing::Test {
 protected:
  TypeId add(std::string_view name, const btf::Kind& kind) {
    return btf_.add_type({btf_.add_string(name), kind});
  }
  btf::Member member(std::string_view name, TypeId type, uint32_t offset) {
    return {btf_.add_string(name), type, offset};
  }

  // Each type's name and what is asked of it, in the order of the result.
  template <typename Kind>
  std::vector<std::pair<std::string, Kind>> all(const btf::Btf& btf) {
    std::vector<std::pair<std::string, Kind>> result;
    for (const btf::Type& type : btf.own_types()) {
      if (auto* kind = std::get_if<Kind>(&type.kind)) {
        result.emplace_back(btf.name(type), *kind);
      }
    }
    return result;
  }

  btf::Btf run() {
    auto result = legalise(std::move(btf_), 8, warnings_);
    EXPECT_TRUE(result);
    return std::move(*result);
  }

  btf::Btf btf_;
  std::vector<std::string> warnings_;
};

TEST_F(Legalise, TagsMoveWithTheirMembers) {
  TypeId number = add("int", btf::Int{4, btf::Int::kSigned, 0, 32});
  TypeId declared = add("declared", btf::Fwd{false});
  std::vector<btf::Member> members = {member("a", number, 0), member("gone", declared, 32),
                                      member("b", number, 64)};
  TypeId whole = add("s", btf::Struct{{12, false, members}});
  add("on_a", btf::DeclTag{whole, 0, false});
  add("on_gone", btf::DeclTag{whole, 1, false});
  add("on_b", btf::DeclTag{whole, 2, false});
  add("on_all", btf::DeclTag{whole, btf::DeclTag::kWhole, false});
  std::map<std::string, int32_t> components;
  btf::Btf result = run();
  for (auto& [name, tag] : all<btf::DeclTag>(result)) components[name] = tag.component;
  EXPECT_EQ(components, (std::map<std::string, int32_t>{{"on_a", 0}, {"on_b", 1}, {"on_all", -1}}));
  EXPECT_EQ(warnings_.size(), 1u);
}

TEST_F(Legalise, VariablesWithoutSizeLeaveTheirSectionAndTakeTheirTags) {
  TypeId number = add("int", btf::Int{4, btf::Int::kSigned, 0, 32});
  TypeId declared = add("declared", btf::Fwd{false});
  TypeId good = add("good", btf::Var{number, btf::Linkage::kGlobal});
  TypeId bad = add("bad", btf::Var{declared, btf::Linkage::kGlobal});
  add("tag", btf::DeclTag{bad, btf::DeclTag::kWhole, false});
  std::vector<btf::SectionVar> data = {{bad, 0, 4}, {good, 4, 4}};
  add(".data", btf::Datasec{8, data});
  std::vector<btf::SectionVar> bss = {{bad, 0, 4}};
  add(".bss", btf::Datasec{4, bss});
  btf::Btf result = run();
  EXPECT_EQ(all<btf::Var>(result).size(), 1u);
  EXPECT_EQ(all<btf::DeclTag>(result).size(), 0u);
  auto sections = all<btf::Datasec>(result);
  ASSERT_EQ(sections.size(), 1u);
  EXPECT_EQ(sections[0].first, ".data");
  ASSERT_EQ(sections[0].second.vars.size(), 1u);
  EXPECT_EQ(sections[0].second.vars[0].offset, 4u);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(warnings_[0], "type [4] VAR 'bad': its type [2] FWD 'declared' has no size");
}

// struct { int bits : 3; enum : unsigned char { } narrow; }, as large as its members.
TEST_F(Legalise, ANarrowEnumAtTheEndOfAStructWithBitFieldsIsOne) {
  TypeId number = add("int", btf::Int{4, btf::Int::kSigned, 0, 32});
  TypeId narrow = add("narrow", btf::Enum{1, false, {}});
  std::vector<btf::Member> members = {member("bits", number, btf::member_offset(0, 3)),
                                      member("early", narrow, btf::member_offset(8, 0)),
                                      member("late", narrow, btf::member_offset(40, 0))};
  add("s", btf::Struct{{8, true, members}});
  btf::Btf result = run();
  auto structs = all<btf::Struct>(result);
  ASSERT_EQ(structs.size(), 1u);
  EXPECT_EQ(structs[0].second.members[1].offset, btf::member_offset(8, 0));
  EXPECT_EQ(structs[0].second.members[2].offset, btf::member_offset(40, 8));
}

TEST_F(Legalise, SectionsOfOneNameAreJoined) {
  TypeId number = add("int", btf::Int{4, btf::Int::kSigned, 0, 32});
  TypeId last = add("last", btf::Var{number, btf::Linkage::kGlobal});
  TypeId first = add("first", btf::Var{number, btf::Linkage::kGlobal});
  std::vector<btf::SectionVar> from_c = {{last, 8, 4}};
  std::vector<btf::SectionVar> from_cxx = {{first, 0, 4}};
  add(".data", btf::Datasec{12, from_c});
  add(".bss", btf::Datasec{12, from_c});
  add(".data", btf::Datasec{4, from_cxx});
  btf::Btf result = join_sections(std::move(btf_));
  auto sections = all<btf::Datasec>(result);
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0].first, ".data");
  EXPECT_EQ(sections[0].second.size, 12u);
  ASSERT_EQ(sections[0].second.vars.size(), 2u);
  EXPECT_EQ(sections[0].second.vars[0].var, first);
  EXPECT_EQ(sections[0].second.vars[1].var, last);
  EXPECT_EQ(sections[1].second.vars.size(), 1u);
}

}  // namespace
}  // namespace btfkit::btfgen
