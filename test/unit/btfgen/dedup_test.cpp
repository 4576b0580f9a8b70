#include "btf/dedup.h"

#include <gtest/gtest.h>

#include "btf/dump.h"
#include "btf/writer.h"

namespace btfkit::btf {
namespace {

// Builds a BTF type by type. Ids are known in advance, as in the dump that a test expects.
class Builder {
 public:
  uint32_t add(std::string_view name, Kind kind) {
    return number(btf.add_type({btf.add_string(name), std::move(kind)}));
  }
  uint32_t integer(std::string_view name = "int") { return add(name, Int{4, Int::kSigned, 0, 32}); }
  uint32_t pointer(uint32_t to) { return add("", Ptr{TypeId{to}}); }
  uint32_t forward(std::string_view name) { return add(name, Fwd{false}); }
  uint32_t structure(std::string_view name,
                     std::vector<std::pair<std::string_view, uint32_t>> members) {
    std::vector<Member> list;
    uint32_t offset = 0;
    for (auto& [member, type] : members) {
      list.push_back({btf.add_string(member), TypeId{type}, offset});
      offset += 64;
    }
    return add(name, Struct{{static_cast<uint32_t>(8 * members.size()), false, list}});
  }

  Btf btf{Endian::kLittle};
};

// The example of docs/btf-dedup.md.
TEST(Dedup, WorkedExample) {
  Builder b;
  b.structure("node", {{"next", 2}});
  b.pointer(1);
  b.structure("list", {{"head", 2}});
  b.structure("node", {{"next", 5}});
  b.pointer(4);
  b.forward("node");
  b.pointer(6);
  b.structure("list", {{"head", 7}});
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()),
            "[1] STRUCT 'node' size=8 vlen=1\n"
            "\t'next' type_id=2 bits_offset=0\n"
            "[2] PTR '(anon)' type_id=1\n"
            "[3] STRUCT 'list' size=8 vlen=1\n"
            "\t'head' type_id=2 bits_offset=0\n");
}

// Two definitions of one name stay apart, and so does what leads to them. A declaration takes the
// one that it meets first, as in libbpf.
TEST(Dedup, DifferentDefinitionsStayApart) {
  Builder b;
  b.structure("node", {{"next", 2}});
  b.pointer(1);
  b.structure("list", {{"head", 2}});
  b.structure("node", {{"other", 5}});
  b.pointer(4);
  b.structure("list", {{"head", 5}});
  std::string without_declaration = dump_raw(b.btf);
  b.forward("node");
  b.pointer(7);
  b.structure("list", {{"head", 8}});
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()), without_declaration);
}

// A difference deep down keeps apart what looks the same above it, also through a cycle.
TEST(Dedup, DifferencesTravelUp) {
  Builder b;
  b.structure("", {{"a", 2}});  // [1] -> [2] -> [3] -> [1], and [3] -> int
  b.pointer(3);
  b.structure("", {{"up", 4}, {"value", 5}});
  b.pointer(1);
  b.integer("int");
  b.structure("", {{"a", 7}});  // the same with another integer
  b.pointer(8);
  b.structure("", {{"up", 9}, {"value", 10}});
  b.pointer(6);
  b.integer("other");
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()), dump_raw(b.btf));

  Builder same = std::move(b);
  same.btf.replace_type(TypeId{10}, same.btf.type(TypeId{5}));
  EXPECT_EQ(deduplicate(same.btf).value().own_types().size(), 5u);
}

TEST(Dedup, DeclarationsOfOneNameMerge) {
  Builder b;
  b.forward("x");
  b.forward("x");
  b.forward("y");
  b.add("x", Fwd{true});
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()),
            "[1] FWD 'x' fwd_kind=struct\n"
            "[2] FWD 'y' fwd_kind=struct\n"
            "[3] FWD 'x' fwd_kind=union\n");
}

TEST(Dedup, EnumDeclarationsBecomeTheirDefinition) {
  Builder b;
  b.add("e", Enum{4, false, {}});
  b.pointer(1);
  b.add("e", Enum{4, false, std::vector<Enumerator>{{b.btf.add_string("A"), 1}}});
  b.pointer(3);
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()),
            "[1] PTR '(anon)' type_id=2\n"
            "[2] ENUM 'e' encoding=UNSIGNED size=4 vlen=1\n"
            "\t'A' val=1\n");
}

TEST(Dedup, VariablesAreNeverMerged) {
  Builder b;
  b.integer();
  b.add("v", Var{TypeId{1}, Linkage::kStatic});
  b.add("v", Var{TypeId{1}, Linkage::kStatic});
  b.integer();
  EXPECT_EQ(deduplicate(b.btf).value().own_types().size(), 3u);
}

TEST(Dedup, ParameterNamesCount) {
  Builder b;
  b.integer();
  b.add("", FuncProto{kVoid, std::vector<Parameter>{{b.btf.add_string("a"), TypeId{1}}}});
  b.add("", FuncProto{kVoid, std::vector<Parameter>{{b.btf.add_string("b"), TypeId{1}}}});
  b.add("", FuncProto{kVoid, std::vector<Parameter>{{b.btf.add_string("a"), TypeId{1}}}});
  EXPECT_EQ(deduplicate(b.btf).value().own_types().size(), 3u);
}

TEST(Dedup, UnusedStringsGo) {
  Builder b;
  b.btf.add_string("unused");
  b.integer("int");
  EXPECT_EQ(deduplicate(b.btf).value().own_strings(), std::string_view("\0int\0", 5));
}

TEST(Dedup, SecondTimeChangesNothing) {
  Builder b;
  for (int unit = 0; unit < 3; ++unit) {
    uint32_t first = b.integer();
    b.structure("node", {{"next", first + 2}, {"value", first}});
    b.pointer(first + 1);
    b.forward(unit == 1 ? "only" : "node");
    b.pointer(first + 3);
    b.structure("user", {{"node", first + 4}});
  }
  Btf once = deduplicate(b.btf).value();
  EXPECT_LT(once.own_types().size(), b.btf.own_types().size());
  EXPECT_EQ(write(deduplicate(once).value()).value(), write(once).value());
}

// A chain of pointers that comes back has no type at its end.
TEST(Dedup, RejectsLoopOfPointers) {
  Builder b;
  b.pointer(2);
  b.pointer(1);
  EXPECT_EQ(deduplicate(b.btf).error().message(),
            "type [1] refers to itself by way of pointers and modifiers alone");
}

TEST(Dedup, RejectsReferenceToVariable) {
  Builder b;
  for (int unit = 0; unit < 2; ++unit) {
    uint32_t variable = b.add("v", Var{kVoid, Linkage::kStatic});
    b.structure("s", {{"member", variable}});
  }
  EXPECT_EQ(deduplicate(b.btf).error().message(),
            "type [3] is a variable, a section or a tag, and another type refers to it");
}

// Typedefs can be loops in Go, where they stay.
TEST(Dedup, TypedefsMayBeLoops) {
  Builder b;
  for (int unit = 0; unit < 2; ++unit) {
    uint32_t first = number(b.btf.end_id());
    b.add("list", Typedef{TypeId{first + 1}});
    b.pointer(first);
  }
  EXPECT_EQ(dump_raw(deduplicate(b.btf).value()),
            "[1] TYPEDEF 'list' type_id=2\n[2] PTR '(anon)' type_id=1\n");
}

// A split BTF's types give way to its base's, and its declarations to the base's definitions.
TEST(Dedup, SplitUsesItsBase) {
  Builder base;
  base.integer();
  base.structure("s", {{"a", 1}});
  Btf split(base.btf, Endian::kLittle);
  StringOffset a = split.add_string("a");
  split.add_type({split.add_string("int"), Int{4, Int::kSigned, 0, 32}});
  split.add_type({split.add_string("s"), Fwd{false}});
  split.add_type({kNoName, Ptr{TypeId{4}}});
  split.add_type({a, Typedef{TypeId{3}}});
  EXPECT_EQ(dump_raw(deduplicate(split).value()),
            "[3] PTR '(anon)' type_id=2\n[4] TYPEDEF 'a' type_id=1\n");
}

TEST(ReplaceTypes, RemovedOnesBecomeVoid) {
  Builder b;
  b.integer();
  b.pointer(1);
  b.pointer(2);
  Btf result = replace_types(b.btf, {kVoid, TypeId{2}, TypeId{3}});
  EXPECT_EQ(dump_raw(result),
            "[1] PTR '(anon)' type_id=0\n"
            "[2] PTR '(anon)' type_id=1\n");
}

}  // namespace
}  // namespace btfkit::btf
