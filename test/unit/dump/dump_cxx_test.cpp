#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::btf {
namespace {

// What C++ wants other text for than C, names apart.
class DumpCxx : public testing::Test {
 protected:
  StringOffset name(std::string_view text) { return types.btf.add_string(text); }
  // A function with `prototype`, tagged with `tags`.
  TypeId function(std::string_view name, TypeId prototype, std::vector<std::string_view> tags) {
    TypeId made = types.add(name, Func{prototype, Linkage::kStatic});
    for (std::string_view tag : tags) types.add(tag, DeclTag{made, DeclTag::kWhole, false});
    return made;
  }
  std::string whole() const {
    std::string text;
    auto sink = [&](std::string_view piece) { text += piece; };
    EXPECT_TRUE(dump_cxx(types.btf, all_types(types.btf), sink));
    return text;
  }

  Types types;
  TypeId integer = types.integer("int", 4);
};

TEST_F(DumpCxx, StructsWithoutMembersKeepTheirSize) {
  TypeId empty = types.structure("empty", 0, {});
  EXPECT_EQ(types.cxx({empty}),
            "struct empty {\n\tchar no_members [[btf::name(\"\")]] [0];\n};\n\n");
  TypeId unnamed = types.structure("", 0, {});
  TypeId other = types.union_of("", 0, {});
  TypeId user = types.structure("s", 4,
                                {types.member("a", unnamed, 0), types.member("", unnamed, 0),
                                 types.member("", other, 0), types.member("b", integer, 0)});
  EXPECT_EQ(types.cxx({user}),
            "struct s {\n"
            "\tstruct {\n\t\tchar no_members [[btf::name(\"\")]] [0];\n\t} a;\n"
            "\tstruct {\n\t\tchar no_members1 [[btf::name(\"\")]] [0];\n\t};\n"
            "\tunion {\n\t\tchar no_members2 [[btf::name(\"\")]] [0];\n\t};\n"
            "\tint b;\n};\n\n");
}

TEST_F(DumpCxx, StructsWithoutMembersThatHaveASizeAreFilled) {
  EXPECT_EQ(types.cxx({types.structure("s", 8, {})}), "struct s {\n\tlong: 64;\n};\n\n");
}

TEST_F(DumpCxx, EnumsSayTheirUnderlyingType) {
  TypeId small = types.add("a", Enum{1, true, std::vector<Enumerator>{{name("A"), 0xffffffff}}});
  EXPECT_EQ(types.cxx({small}), "enum a : signed char {\n\tA = -1,\n};\n\n");
  TypeId medium = types.add("b", Enum{2, false, std::vector<Enumerator>{{name("B"), 7}}});
  EXPECT_EQ(types.cxx({medium}), "enum b : unsigned short {\n\tB = 7,\n};\n\n");
  TypeId wide =
      types.add("c", Enum64{8, true, std::vector{enumerator64(name("C"), uint64_t{1} << 63)}});
  EXPECT_EQ(types.cxx({wide}),
            "enum c : signed long long {\n\tC = -9223372036854775807LL - 1,\n};\n\n");
}

// BTF of older kernels doesn't say that an enum is signed.
TEST_F(DumpCxx, EnumeratorsFitTheirEnum) {
  TypeId small = types.add("a", Enum{1, false, std::vector<Enumerator>{{name("A"), 0xffffffff}}});
  EXPECT_EQ(types.cxx({small}), "enum a : unsigned char {\n\tA = 255,\n};\n\n");
}

TEST_F(DumpCxx, ADeclaredEnumIsDefinedInsteadIfItCanBe) {
  TypeId declared = types.add("e", Enum{4, false, {}});
  TypeId alone = types.add("alone", Enum{4, false, {}});
  TypeId user = types.structure(
      "s", 16,
      {types.member("a", types.pointer(declared), 0), types.member("b", types.pointer(alone), 64)});
  types.add("e", Enum{4, true, std::vector<Enumerator>{{name("A"), 1}}});
  EXPECT_EQ(types.cxx({user}),
            "enum e : signed int {\n\tA = 1,\n};\n\nenum alone : unsigned int;\n\n"
            "struct s {\n\tenum e *a;\n\tenum alone *b;\n};\n\n");
}

TEST_F(DumpCxx, RestrictIsNoKeyword) {
  TypeId pointer = types.add("", Restrict{types.pointer(integer)});
  EXPECT_EQ(types.cxx({types.add("t", Typedef{pointer})}), "typedef int * __restrict t;\n\n");
}

TEST_F(DumpCxx, AQualifierIsWrittenOnce) {
  TypeId twice = types.add("", Const{types.add("", Volatile{types.add("", Const{integer})})});
  EXPECT_EQ(types.cxx({types.add("t", Typedef{twice})}), "typedef const volatile int t;\n\n");
}

TEST_F(DumpCxx, KfuncsAreDeclared) {
  TypeId task = types.structure("task_struct", 4, {types.member("pid", integer, 0)});
  std::vector<Parameter> parameters = {{name("new"), types.pointer(task)}, {kNoName, kVoid}};
  FuncProto proto{types.pointer(task), parameters};
  TypeId prototype = types.add("", proto);
  function("bpf_task_acquire", prototype, {"bpf_kfunc"});
  function("no_kfunc", prototype, {"other"});
  function("delete", types.function(kVoid, {}), {"bpf_fastcall", "bpf_kfunc"});
  // Of several of one name, one.
  function("delete", prototype, {"bpf_kfunc"});
  EXPECT_EQ(
      whole().substr(whole().find("#pragma clang attribute pop")),
      "#pragma clang attribute pop\n#endif\n\n"
      "#ifndef BPF_NO_KFUNC_PROTOTYPES\nextern \"C\" {\n"
      "[[gnu::section(\".ksyms\"), gnu::weak]] struct task_struct *bpf_task_acquire("
      "struct task_struct *new_ [[btf::name(\"new\")]], ...);\n"
      "#if __has_cpp_attribute(clang::bpf_fastcall)\n[[clang::bpf_fastcall]]\n#endif\n"
      "[[gnu::section(\".ksyms\"), gnu::weak]] void delete_ [[btf::name(\"delete\")]](void);\n"
      "}\n#endif\n\n#endif /* __VMLINUX_H__ */\n");
}

TEST_F(DumpCxx, AKfuncIsRenamedIfATypedefHasItsName) {
  types.add("f", Typedef{integer});
  function("f", types.function(kVoid, {}), {"bpf_kfunc"});
  EXPECT_NE(whole().find("void f_ [[btf::name(\"f\")]](void);"), std::string::npos) << whole();
}

TEST_F(DumpCxx, WhatAKfuncPointsToIsDefined) {
  TypeId inner = types.structure("inner", 4, {types.member("a", integer, 0)});
  TypeId alias = types.add("alias", Typedef{inner});
  TypeId prototype = types.function(kVoid, {types.pointer(types.add("", Const{alias}))});
  TypeId chosen = function("f", prototype, {"bpf_kfunc"});
  EXPECT_EQ(types.cxx({chosen}), "struct inner {\n\tint a;\n};\n\ntypedef struct inner alias;\n\n");
}

TEST_F(DumpCxx, FunctionsThatAreNoKfuncsAreNotDeclared) {
  TypeId plain = function("f", types.function(kVoid, {}), {});
  EXPECT_EQ(types.cxx({plain}), "");
}

TEST_F(DumpCxx, RefusesWhatCRefuses) {
  TypeId loop = types.structure("s", 4, {});
  types.set_members(loop, {types.member("a", loop, 0)});
  EXPECT_EQ(types.cxx({loop}), "error: type [2] STRUCT 's': it is inside itself");
}

// Classes inside one another are walked once for each level; that ends as well.
TEST_F(DumpCxx, UnnamedStructsThatDoubleAreRefused) {
  TypeId inner = integer;
  for (int depth = 0; depth < 40; ++depth) {
    inner = types.structure("", 4, {types.member("a", inner, 0), types.member("b", inner, 0)});
  }
  TypeId outer = types.structure("s", 4, {types.member("a", inner, 0)});
  EXPECT_NE(types.cxx({outer}).find("its declaration has no end, or one too far away"),
            std::string::npos);
}

// Each member's new name is compared with those of all others.
TEST_F(DumpCxx, ManyMembersToRenameAreRefused) {
  std::vector<Member> members(60'000, types.member("new", integer, 0));
  for (int i = 0; i < 600; ++i) members[static_cast<size_t>(i)] = types.member("a_", integer, 0);
  EXPECT_EQ(types.cxx({types.union_of("u", 4, members)}),
            "error: type [2] UNION 'u': its declaration has no end, or one too far away");
  std::vector<Parameter> parameters(60'000, {name("new"), integer});
  EXPECT_EQ(types.cxx({types.add("t", Typedef{types.add("", FuncProto{integer, parameters})})}),
            "error: type [1] INT 'int': its declaration has no end, or one too far away");
}

}  // namespace
}  // namespace btfkit::btf
