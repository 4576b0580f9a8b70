#include "record_type.h"

#include <gtest/gtest.h>

namespace btfkit::show {
namespace {

using namespace btf;

// Maps of the names given, whose `max_entries` point to arrays of the element given.
struct Maps {
  explicit Maps(std::vector<std::pair<std::string_view, TypeId>> maps) {
    std::vector<SectionVar> vars;
    for (auto [name, element] : maps) {
      TypeId array = btf.add_type({kNoName, Array{element, integer, 4096}});
      TypeId pointer = btf.add_type({kNoName, Ptr{array}});
      const Member members[] = {{btf.add_string("max_entries"), pointer, 0}};
      TypeId definition = btf.add_type({kNoName, Struct{{8, false, members}}});
      TypeId var = btf.add_type({btf.add_string(name), Var{definition, Linkage::kGlobal}});
      vars.push_back({var, 0, 8});
    }
    btf.add_type({btf.add_string(".maps"), Datasec{8, vars}});
  }

  Btf btf;
  TypeId integer = btf.add_type({btf.add_string("int"), Int{4, Int::kSigned, 0, 32}});
  TypeId event = btf.add_type({btf.add_string("ns_event"), Struct{{4, false, {}}}});
  TypeId other = btf.add_type({btf.add_string("other"), Struct{{8, false, {}}}});
};

constexpr TypeId kInt{1}, kEvent{2}, kOther{3};

TEST(RecordType, IsTheElementThatIsNotInt) {
  Maps maps({{"typed", kEvent}, {"plain", kInt}});
  EXPECT_EQ(record_type(maps.btf, "typed"), kEvent);
  EXPECT_EQ(record_type(maps.btf, "plain"), std::nullopt);
  EXPECT_EQ(record_type(maps.btf, "type"), std::nullopt);
}

TEST(RecordType, KnowsNamesThatTheKernelHasCut) {
  Maps maps({{"a_name_of_many_letters", kEvent}, {"with$dollar", kOther}});
  EXPECT_EQ(record_type(maps.btf, "a_name_of_many_"), kEvent);
  EXPECT_EQ(record_type(maps.btf, "with_dollar"), kOther);
}

TEST(RecordType, IsNothingWhereTwoDiffer) {
  Maps maps({{"a_name_of_many_letters", kEvent}, {"a_name_of_many_words", kOther}});
  EXPECT_EQ(record_type(maps.btf, "a_name_of_many_"), std::nullopt);
}

TEST(RecordType, ByName) {
  Maps maps({});
  EXPECT_EQ(*type_by_name(maps.btf, "ns_event"), kEvent);
  EXPECT_EQ(*type_by_name(maps.btf, "struct ns_event"), kEvent);
  EXPECT_EQ(*type_by_name(maps.btf, "ns::event"), kEvent);
  EXPECT_EQ(*type_by_name(maps.btf, "::ns::event"), kEvent);
  EXPECT_EQ(type_by_name(maps.btf, "ns_evnt").error().message(),
            "no type is named 'ns_evnt'; the nearest: 'ns_event'");
  TypeId proto = maps.btf.add_type({kNoName, FuncProto{kVoid, {}}});
  maps.btf.add_type({maps.btf.add_string("call"), Func{proto, Linkage::kGlobal}});
  EXPECT_EQ(type_by_name(maps.btf, "call").error().message(),
            "'call' is not a type of which there are values");
}

}  // namespace
}  // namespace btfkit::show
