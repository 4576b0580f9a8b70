#include "cxx_rust/tagged_unions.h"

#include <gtest/gtest.h>

namespace btfkit::btfgen {
namespace {

using dwarf::DieOffset;
using dwarf::Tag;

// "union 12 { tag, First, Second }": sizes in bytes, offsets in bits where they aren't 0.
std::string text(const FlatMember& member) {
  std::string result = member.name;
  if (member.made_up) {
    result += member.made_up->is_union ? "union" : "struct";
    if (member.made_up->size) result += fmt::format(" {}", *member.made_up->size);
    result += " {";
    for (const FlatMember& part : member.made_up->members) result += ' ' + text(part);
    result += " }";
  }
  if (member.bit_offset != 0) result += fmt::format("@{}", member.bit_offset);
  return result;
}

Field field(std::string_view name, uint64_t bit_offset = 0) {
  return {name, DieOffset{1}, bit_offset, 0};
}

Composite enumeration(std::optional<Field> discriminant, std::vector<std::vector<Field>> variants) {
  Composite result{false, false, 16, {}, {}, {}, {}, {}, {}};
  result.part = VariantPart{{}, discriminant, std::move(variants)};
  return result;
}

TEST(VariantUnion, HasTheDiscriminantFirst) {
  EXPECT_EQ(text(variant_union(enumeration(field("tag"), {{field("A")}, {field("B")}}))),
            "union 16 { tag A B }");
}

TEST(VariantUnion, HoldsADiscriminantThatIsElsewhereInAStruct) {
  EXPECT_EQ(text(variant_union(enumeration(field("tag", 64), {{field("A")}}))),
            "union 16 { struct 16 { tag@64 } A }");
}

TEST(VariantUnion, NeedsNoDiscriminant) {
  EXPECT_EQ(text(variant_union(enumeration({}, {{field("A")}}))), "union 16 { A }");
  EXPECT_EQ(text(variant_union(enumeration({}, {}))), "union 16 { }");
}

TEST(VariantUnion, JoinsTheMembersOfAVariant) {
  EXPECT_EQ(text(variant_union(enumeration(
                field("tag"), {{field("b", 64), field("a", 32)}, {}, {field("alone", 32)}}))),
            "union 16 { tag struct 16 { a@32 b@64 } struct 16 { alone@32 } }");
}

// A graph with namespace std and an integer, DIE 1, in the first nodes.
class StandardUnion : public testing::Test {
 protected:
  StandardUnion() {
    graph_.units.push_back({DieOffset{0}, "test.cpp", false, true, std::nullopt});
    int_ = add("int", Tag::kBaseType, {}, BaseType{4, 32, dwarf::Encoding::kSigned});
    std_ = add("std", Tag::kNamespace, {}, Scope{});
    storage_ = add_class("storage", true, {field("rest")});
  }

  NodeId add(std::string_view name, Tag tag, std::optional<NodeId> scope, NodeKind kind) {
    graph_.nodes.push_back(
        {DieOffset{graph_.nodes.size() + 1}, tag, 0, scope, name, std::move(kind)});
    return NodeId{static_cast<uint32_t>(graph_.nodes.size() - 1)};
  }

  NodeId add_class(std::string_view name, bool is_union, std::vector<Field> fields,
                   std::vector<TypeRef> types = {}, std::optional<NodeId> scope = {}) {
    Composite kind{is_union, false, 12, {}, {}, std::move(fields), {}, {}, std::move(types)};
    return add(name, is_union ? Tag::kUnionType : Tag::kStructureType, scope, std::move(kind));
  }

  // What an instance consists of: a union of alternatives and an integer.
  std::vector<Field> parts(uint64_t storage, uint64_t tag) {
    return {{"u", graph_.node(storage_).die, storage, 0}, {"i", graph_.node(int_).die, tag, 0}};
  }

  std::string run(NodeId id) {
    Names names(graph_);
    Definitions definitions(graph_, names);
    auto found = standard_union(graph_, id, names, definitions);
    return found ? text(*found) : "none";
  }

  std::vector<TypeRef> two_ints() { return {graph_.node(int_).die, graph_.node(int_).die}; }

  Graph graph_;
  NodeId int_{}, std_{}, storage_{};
};

TEST_F(StandardUnion, NamesAlternativesByTheirTypes) {
  EXPECT_EQ(run(add_class("variant<int, int>", false, parts(0, 64), two_ints(), std_)),
            "union 12 { struct 12 { @64 } int int_1 }");
}

TEST_F(StandardUnion, OptionalAndExpectedHaveWordsOfTheirOwn) {
  TypeRef one = graph_.node(int_).die;
  EXPECT_EQ(run(add_class("optional<int>", false, parts(0, 32), {one}, std_)),
            "union 12 { struct 12 { @32 } nulloptstruct 12 { } value }");
  EXPECT_EQ(run(add_class("expected<void, int>", false, parts(0, 32), {TypeRef(), one}, std_)),
            "union 12 { struct 12 { @32 } error valuestruct 12 { } }");
}

TEST_F(StandardUnion, IsFoundInBasesAndInVersionedNamespaces) {
  NodeId version = add("__1", Tag::kNamespace, std_, Scope{});
  NodeId base = add_class("base", false, parts(0, 64));
  NodeId id = add_class("variant<int, int>", false, {}, two_ints(), version);
  std::get<Composite>(graph_.nodes[number(id)].kind).bases = {
      {DieOffset{0}, graph_.node(base).die, 0}};
  EXPECT_EQ(run(id), "union 12 { struct 12 { @64 } int int_1 }");
}

TEST_F(StandardUnion, BeginsWhereTheStorageIs) {
  EXPECT_EQ(run(add_class("variant<int, int>", false, parts(32, 64), two_ints(), std_)),
            "union 8 { struct 8 { @32 } int int_1 }@32");
}

TEST_F(StandardUnion, IsNoneOutsideOfStd) {
  NodeId other = add("other", Tag::kNamespace, {}, Scope{});
  NodeId inner = add("experimental", Tag::kNamespace, std_, Scope{});
  EXPECT_EQ(run(add_class("variant<int, int>", false, parts(0, 64), two_ints(), other)), "none");
  EXPECT_EQ(run(add_class("variant<int, int>", false, parts(0, 64), two_ints(), inner)), "none");
  EXPECT_EQ(run(add_class("variant<int, int>", false, parts(0, 64), two_ints())), "none");
}

TEST_F(StandardUnion, IsNoneThatConsistsOfSomethingElse) {
  auto with = [&](std::vector<Field> fields) {
    return run(add_class("variant<int, int>", false, std::move(fields), two_ints(), std_));
  };
  auto two_tags = parts(0, 64);
  two_tags.push_back(field("more", 32));
  EXPECT_EQ(with(two_tags), "none");
  EXPECT_EQ(with({parts(0, 64)[0]}), "none");
  EXPECT_EQ(with({parts(0, 64)[1]}), "none");
  EXPECT_EQ(with(parts(64, 0)), "none") << "the tag in front";
  EXPECT_EQ(with(parts(960, 1024)), "none") << "behind the class's end";
  EXPECT_EQ(run(add_class("variant<>", false, parts(0, 64), {}, std_)), "none");
}

TEST_F(StandardUnion, IsNoneWithABaseThatIsOnlyDeclared) {
  NodeId base = add_class("base", false, {});
  std::get<Composite>(graph_.nodes[number(base)].kind).is_declaration = true;
  NodeId id = add_class("variant<int, int>", false, parts(0, 64), two_ints(), std_);
  auto& bases = std::get<Composite>(graph_.nodes[number(id)].kind).bases;
  bases = {{DieOffset{0}, graph_.node(base).die, 0}};
  EXPECT_EQ(run(id), "none");
  // A damaged file: a class that is its own base.
  bases = {{DieOffset{0}, graph_.node(id).die, 0}};
  EXPECT_EQ(run(id), "none");
}

}  // namespace
}  // namespace btfkit::btfgen
