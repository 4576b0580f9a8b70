#include "cxx_rust/flatten.h"

#include <gtest/gtest.h>

namespace btfkit::btfgen {
namespace {

using dwarf::DieOffset;
using dwarf::Tag;

// A graph of classes whose members are all of one integer type, DIE 1.
class Classes {
 public:
  Classes() {
    graph.units.push_back({DieOffset{0}, "test.cpp", false, true, std::nullopt});
    graph.nodes.push_back({DieOffset{1}, Tag::kBaseType, 0, std::nullopt, "int",
                           BaseType{4, 32, dwarf::Encoding::kSigned}});
  }

  struct Base {
    NodeId type;
    std::optional<uint64_t> offset;
  };

  NodeId add(std::string_view name, std::vector<Base> bases,
             std::vector<std::pair<std::string_view, uint64_t>> members) {
    Composite kind{false, false, 64, {}, {}, {}, {}, {}, {}};
    for (const Base& base : bases) {
      kind.bases.push_back({DieOffset{0}, graph.node(base.type).die, base.offset});
    }
    for (auto& [member, offset] : members) {
      kind.fields.push_back({member, DieOffset{1}, 8 * offset, 0});
    }
    graph.nodes.push_back({DieOffset{graph.nodes.size() + 1}, Tag::kStructureType, 0, std::nullopt,
                           name, std::move(kind)});
    return NodeId{static_cast<uint32_t>(graph.nodes.size() - 1)};
  }

  // "a@0 {x@0}@4": names and byte offsets, nested ones in braces.
  std::string flat(NodeId id) {
    Names names(graph);
    Definitions definitions(graph, names);
    return text(flatten(graph, id, names, definitions, warnings));
  }

  static std::string text(const std::vector<FlatMember>& members) {
    std::string result;
    for (const FlatMember& member : members) {
      if (!result.empty()) result += ' ';
      result += member.made_up ? '{' + text(member.made_up->members) + '}' : member.name;
      result += fmt::format("@{}", member.bit_offset / 8);
    }
    return result;
  }

  Graph graph;
  std::vector<std::string> warnings;
};

TEST(Flatten, BasesComeInTheOrderOfTheirOffsets) {
  Classes c;
  NodeId a = c.add("A", {}, {{"a", 0}});
  NodeId b = c.add("B", {}, {{"b", 0}});
  NodeId d = c.add("D", {{b, 4}, {a, 0}}, {{"d", 8}});
  EXPECT_EQ(c.flat(d), "a@0 b@4 d@8");
  NodeId e = c.add("E", {{d, 16}}, {{"e", 8}});
  EXPECT_EQ(c.flat(e), "e@8 a@16 b@20 d@24");
  EXPECT_TRUE(c.warnings.empty());
}

TEST(Flatten, ABaseWithATakenNameIsNested) {
  Classes c;
  NodeId a = c.add("A", {}, {{"x", 0}});
  NodeId b = c.add("B", {}, {{"x", 0}, {"y", 4}});
  EXPECT_EQ(c.flat(c.add("Own", {{a, 0}}, {{"x", 4}})), "{x@0}@0 x@4");
  EXPECT_EQ(c.flat(c.add("Two", {{a, 0}, {b, 4}}, {{"z", 12}})), "x@0 {x@0 y@4}@4 z@12");
}

// As of a tuple, each of whose bases has a member of one name: nothing nests deeper.
TEST(Flatten, WhatIsAnonymousStaysBesideTheNamed) {
  Classes c;
  NodeId a = c.add("A", {}, {{"x", 0}});
  NodeId b = c.add("B", {{a, 4}}, {{"x", 0}});
  NodeId d = c.add("D", {{b, 4}}, {{"x", 0}});
  EXPECT_EQ(c.flat(b), "x@0 {x@0}@4");
  EXPECT_EQ(c.flat(d), "x@0 {x@0}@4 {x@0}@8");
}

TEST(Flatten, NamesInsideNestedBasesAreTaken) {
  Classes c;
  NodeId a = c.add("A", {}, {{"x", 0}});
  NodeId b = c.add("B", {{a, 0}}, {{"x", 4}});  // {x}, x
  NodeId other = c.add("O", {}, {{"x", 0}});
  EXPECT_EQ(c.flat(c.add("D", {{b, 0}, {other, 8}}, {})), "{x@0}@0 x@4 {x@0}@8");
}

TEST(Flatten, EmptyBasesLeaveNothing) {
  Classes c;
  NodeId empty = c.add("Empty", {}, {});
  EXPECT_EQ(c.flat(c.add("D", {{empty, 0}}, {{"d", 0}})), "d@0");
}

TEST(Flatten, VirtualBasesAreTold) {
  Classes c;
  NodeId a = c.add("A", {}, {{"a", 0}});
  NodeId d = c.add("D", {{a, std::nullopt}}, {{"d", 8}});
  EXPECT_EQ(c.flat(d), "d@8");
  ASSERT_EQ(c.warnings.size(), 1u);
  EXPECT_EQ(c.warnings[0],
            "unit 'test.cpp': DIE 0x3 (structure_type D): the place of virtual base class 'A' is "
            "known at run time only");
}

TEST(Flatten, ADeclaredBaseIsLookedUpByName) {
  Classes c;
  NodeId declared = c.add("A", {}, {});
  std::get<Composite>(c.graph.nodes[number(declared)].kind).is_declaration = true;
  NodeId d = c.add("D", {{declared, 0}}, {{"d", 4}});
  EXPECT_EQ(c.flat(d), "d@4");
  ASSERT_EQ(c.warnings.size(), 1u);
  EXPECT_NE(c.warnings[0].find("base class 'A' is not defined in this file"), std::string::npos);

  c.add("A", {}, {{"a", 0}});
  EXPECT_EQ(c.flat(d), "a@0 d@4");
  EXPECT_EQ(c.warnings.size(), 1u);

  NodeId other = c.add("A", {}, {{"a", 0}});
  std::get<Composite>(c.graph.nodes[number(other)].kind).size = 8;
  EXPECT_EQ(c.flat(d), "d@4") << "two definitions";
}

TEST(Flatten, ALoopOfBasesEnds) {
  Classes c;
  NodeId a = c.add("A", {}, {{"a", 0}});
  std::get<Composite>(c.graph.nodes[number(a)].kind)
      .bases.push_back({DieOffset{0}, c.graph.node(a).die, 0});
  EXPECT_EQ(c.flat(a), "a@0");
}

// A damaged file: 2^40 ways to the first class.
TEST(Flatten, ManyWaysToOneBaseEnd) {
  Classes c;
  NodeId last = c.add("A", {}, {{"a", 0}});
  for (int level = 0; level < 40; ++level) last = c.add("D", {{last, 0}, {last, 4}}, {});
  c.flat(last);
  EXPECT_FALSE(c.warnings.empty());
}

}  // namespace
}  // namespace btfkit::btfgen
