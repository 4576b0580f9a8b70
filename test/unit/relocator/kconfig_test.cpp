#include "kconfig.h"

#include <gtest/gtest.h>

#include "core/types.h"

namespace btfkit::test {
namespace {

using relocator::ConfigData;
using relocator::ConfigVariable;

// The types that a variable may have, and some that it may not.
struct Variables : Types {
  TypeId boolean = integer("_Bool", 1, Int::kBool), character = integer("char", 1, Int::kSigned),
         byte = integer("u8", 1), int16 = integer("short", 2, Int::kSigned),
         int32 = integer("int", 4, Int::kSigned), uint32 = integer("u32", 4),
         int64 = integer("long", 8, Int::kSigned), int128 = integer("__int128", 16),
         tristate = enumeration("libbpf_tristate", {{"NO", 0}, {"YES", 1}, {"MODULE", 2}}),
         text = array(character, 4);

  Result<ConfigVariable> variable(std::string_view name, TypeId type) {
    return relocator::config_variable(btf, add(name, Var{type, Linkage::kExtern}));
  }
  std::string error(TypeId type) { return message(variable("V", type)); }
};

// The bytes of a variable CONFIG_V of that type after the configuration was read, or the error.
std::string after(std::string_view config, TypeId Variables::* type,
                  Endian endian = Endian::kLittle) {
  Variables types;
  std::vector<ConfigVariable> variables = {*types.variable("CONFIG_V", types.*type)};
  uint32_t size = *lay_out(variables);
  ConfigData data(variables, size, endian);
  if (auto read = data.read(config); !read) return read.error().message();
  std::string result;
  for (std::byte byte : std::move(data).take()) result += fmt::format("{:02x}", byte);
  return result;
}

TEST(Kconfig, TakesTheTypesThatLibbpfTakes) {
  Variables types;
  EXPECT_EQ(types.variable("V", types.alias("flag", types.boolean))->type,
            ConfigVariable::Type::kBool);
  EXPECT_EQ(types.variable("V", types.tristate)->type, ConfigVariable::Type::kTristate);
  EXPECT_EQ(types.variable("V", types.byte)->type, ConfigVariable::Type::kCharacter);
  EXPECT_EQ(types.variable("V", types.text)->size, 4u);
  const std::string refused =
      "'V': no configuration value has its type; bool, enum libbpf_tristate, an integer or an "
      "array of char expected";
  EXPECT_EQ(types.error(types.int128), refused);
  EXPECT_EQ(types.error(types.integer("wide_bool", 4, Int::kBool)), refused);
  EXPECT_EQ(types.error(types.enumeration("other", {})), refused);
  EXPECT_EQ(types.error(types.array(types.int32, 4)), refused);
  EXPECT_EQ(types.error(types.array(types.boolean, 4)), refused);
  EXPECT_EQ(types.error(types.array(types.character, 0)), refused);
  EXPECT_EQ(types.error(types.pointer(types.int32)), refused);
  EXPECT_EQ(types.error(kVoid), refused);
  EXPECT_EQ(message(relocator::config_variable(types.btf, types.int32)),
            "[5] INT 'int' is not a VAR");
}

TEST(Kconfig, LaysOutByAlignmentSizeAndName) {
  Variables types;
  std::vector<ConfigVariable> variables = {
      *types.variable("A", types.boolean), *types.variable("B", types.text),
      *types.variable("D", types.int32), *types.variable("C", types.int32),
      *types.variable("E", types.int64)};
  EXPECT_EQ(*lay_out(variables), 21u);
  std::string order;
  for (const ConfigVariable& one : variables) order += fmt::format("{}@{} ", one.name, one.offset);
  EXPECT_EQ(order, "E@0 C@8 D@12 A@16 B@17 ");
}

TEST(Kconfig, RefusesTooManyBytes) {
  Variables types;
  TypeId large = types.array(types.character, 1 << 20);
  ConfigVariable variable = *types.variable("V", large);
  std::vector<ConfigVariable> variables(16, variable);
  EXPECT_EQ(*lay_out(variables), 16u << 20);
  variables.push_back(variable);
  EXPECT_EQ(message(lay_out(variables)), "its variables have more than 16777216 bytes");
  EXPECT_EQ(types.error(types.array(types.character, (1 << 20) + 1)),
            "'V' has 1048577 bytes, more than 1048576");
}

TEST(Kconfig, ReadsChoices) {
  EXPECT_EQ(after("CONFIG_V=y", &Variables::boolean), "01");
  EXPECT_EQ(after("CONFIG_V=n\n", &Variables::boolean), "00");
  EXPECT_EQ(after("CONFIG_V=m", &Variables::tristate), "02000000");
  EXPECT_EQ(after("CONFIG_V=m", &Variables::tristate, Endian::kBig), "00000002");
  EXPECT_EQ(after("CONFIG_V=m", &Variables::character), "6d");
  EXPECT_EQ(after("\n#\n# CONFIG_V=y\nCONFIG_VV=y\nCONFIG_V=n\nCONFIG_V=y\n", &Variables::tristate),
            "00000000");
}

TEST(Kconfig, ReadsNumbers) {
  EXPECT_EQ(after("CONFIG_V=258", &Variables::int32), "02010000");
  EXPECT_EQ(after("CONFIG_V=258", &Variables::int32, Endian::kBig), "00000102");
  EXPECT_EQ(after("CONFIG_V=0x80000000", &Variables::uint32), "00000080");
  EXPECT_EQ(after("CONFIG_V=-1", &Variables::int16), "ffff");
  EXPECT_EQ(after("CONFIG_V=0xffffffffffffffff", &Variables::int64), "ffffffffffffffff");
  EXPECT_EQ(after("CONFIG_V=-128", &Variables::character), "80");
}

TEST(Kconfig, ReadsText) {
  EXPECT_EQ(after("CONFIG_V=\"a=b\"", &Variables::text), "613d6200");
  EXPECT_EQ(after("CONFIG_V=\"\"", &Variables::text), "00000000");
  EXPECT_EQ(after("CONFIG_V=\"abcd\"", &Variables::text), "61626300");
}

TEST(Kconfig, RefusesValuesThatDontFit) {
  EXPECT_EQ(after("\nCONFIG_V=32768", &Variables::int16),
            "line 2: 'CONFIG_V' is 32768, which doesn't fit into 2 bytes");
  EXPECT_EQ(after("CONFIG_V=-1", &Variables::byte),
            "line 1: 'CONFIG_V' is 18446744073709551615, which doesn't fit into 1 bytes");
  EXPECT_EQ(after("CONFIG_V=m", &Variables::boolean),
            "line 1: 'CONFIG_V' is m, which its type doesn't take: y or n expected");
  EXPECT_EQ(after("CONFIG_V=1", &Variables::boolean),
            "line 1: 'CONFIG_V' is 1, which its type doesn't take: y or n expected");
  EXPECT_EQ(after("CONFIG_V=1", &Variables::tristate),
            "line 1: 'CONFIG_V' is 1, which its type doesn't take: y, n or m expected");
  EXPECT_EQ(after("CONFIG_V=\"x\"", &Variables::character),
            "line 1: 'CONFIG_V' is \"x\", which its type doesn't take: y, n, m or a number "
            "expected");
  EXPECT_EQ(after("CONFIG_V=y", &Variables::int32),
            "line 1: 'CONFIG_V' is y, which its type doesn't take: a number expected");
  EXPECT_EQ(after("CONFIG_V=12x", &Variables::int32),
            "line 1: 'CONFIG_V' is 12x, which its type doesn't take: a number expected");
  EXPECT_EQ(after("CONFIG_V=n", &Variables::text),
            "line 1: 'CONFIG_V' is n, which its type doesn't take: a text in quotes expected");
}

TEST(Kconfig, RefusesWhatIsNoConfiguration) {
  EXPECT_EQ(after("CONFIG_V", &Variables::int32), "line 1: 'CONFIG_V' has no '='");
  EXPECT_EQ(after("CONFIG_OTHER=", &Variables::int32), "line 1: 'CONFIG_OTHER=' has no value");
  EXPECT_EQ(after("CONFIG_V=\"", &Variables::text),
            "line 1: 'CONFIG_V' is \", which has no quote at its end");
}

}  // namespace
}  // namespace btfkit::test
