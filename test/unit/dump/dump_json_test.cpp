#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

std::string json(const Types& types, JsonStyle style = JsonStyle::kCompact) {
  std::string text;
  dump_json(types.btf, own_types(types.btf), style, [&](std::string_view piece) { text += piece; });
  return text;
}

std::string one(Kind kind, std::string_view name = "n") {
  Types types;
  types.add(name, std::move(kind));
  std::string text = json(types);
  constexpr std::string_view kHead = "{\"types\":[{\"id\":1,", kTail = "}]}\n";
  EXPECT_TRUE(text.starts_with(kHead) && text.ends_with(kTail)) << text;
  return text.substr(kHead.size(), text.size() - kHead.size() - kTail.size());
}

TEST(DumpJson, NothingIsAnEmptyList) {
  EXPECT_EQ(json(Types()), "{\"types\":[]}\n");
  EXPECT_EQ(json(Types(), JsonStyle::kPretty), "{\n    \"types\": []\n}\n");
}

TEST(DumpJson, PrettyIsBpftoolsIndentation) {
  Types types;
  TypeId integer = types.integer("int", 4);
  types.function(integer, {integer});
  EXPECT_EQ(json(types, JsonStyle::kPretty), R"json({
    "types": [{
            "id": 1,
            "kind": "INT",
            "name": "int",
            "size": 4,
            "bits_offset": 0,
            "nr_bits": 32,
            "encoding": "SIGNED"
        },{
            "id": 2,
            "kind": "FUNC_PROTO",
            "name": "(anon)",
            "ret_type_id": 1,
            "vlen": 1,
            "params": [{
                    "name": "(anon)",
                    "type_id": 1
                }
            ]
        }
    ]
}
)json");
}

TEST(DumpJson, RareKinds) {
  EXPECT_EQ(one(DeclTag{TypeId{1}, -1, false}),
            R"("kind":"DECL_TAG","name":"n","type_id":1,"component_idx":-1)");
  EXPECT_EQ(one(TypeTag{TypeId{1}, false}), R"("kind":"TYPE_TAG","name":"n","type_id":1)");
  EXPECT_EQ(one(Fwd{true}), R"("kind":"FWD","name":"n","fwd_kind":"union")");
  EXPECT_EQ(one(Datasec{8, std::vector<SectionVar>{{TypeId{1}, 4, 2}}}),
            R"("kind":"DATASEC","name":"n","size":8,"vlen":1,)"
            R"("vars":[{"type_id":1,"offset":4,"size":2}])");
}

// bpftool prints 18446744073709551615 for the first one.
TEST(DumpJson, UnsignedEnumeratorsStayIn32Bits) {
  EXPECT_EQ(one(Enum{4, false, std::vector<Enumerator>{{kNoName, 0xffffffff}}}),
            R"("kind":"ENUM","name":"n","encoding":"UNSIGNED","size":4,"vlen":1,)"
            R"json("values":[{"name":"(anon)","val":4294967295}])json");
  EXPECT_EQ(one(Enum64{8, true, std::vector{enumerator64(kNoName, UINT64_MAX)}}),
            R"("kind":"ENUM64","name":"n","encoding":"SIGNED","size":8,"vlen":1,)"
            R"json("values":[{"name":"(anon)","val":-1}])json");
}

// bpftool writes \n for a backslash and \' for an apostrophe, which is no JSON.
TEST(DumpJson, NamesAreEscaped) {
  EXPECT_EQ(one(Float{4}, "a\"b\\c\n\x01'"),
            R"("kind":"FLOAT","name":"a\"b\\c\n\u0001'","size":4)");
}

}  // namespace
}  // namespace btfkit::btf
