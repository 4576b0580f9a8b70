#include "load_btf.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

// Section .data of 12 bytes with variables a at 8 and b at 0, as the compiler leaves their DATASEC.
struct Data : ObjectParts {
  Data() {
    elf.add({.name = ".data", .flags = SHF_ALLOC | SHF_WRITE, .data = std::string(12, 'x')});
    a = types.add("a", Var{int32, Linkage::kGlobal});
    b = types.add("b", Var{int32, Linkage::kGlobal});
    add_datasec({{a, 0, 4}, {b, 0, 4}});
    symbols.push_back({"a", STB_GLOBAL << 4 | STT_OBJECT, kSection, 8, 4});
    symbols.push_back({"b", STB_GLOBAL << 4 | STT_OBJECT, kSection, 0, 4});
  }
  static constexpr uint16_t kSection = 3;

  void add_datasec(std::vector<SectionVar> vars, std::string_view name = ".data") {
    datasec = types.add(name, Datasec{0, std::move(vars)});
  }

  // The DATASEC afterwards, or the error.
  std::string completed() {
    auto object = read();
    if (!object) return object.error().message();
    if (auto done = relocator::complete_btf(*object); !done) return done.error().message();
    Datasec section = *get_if<Datasec>(object->btf, datasec);
    std::string result = fmt::format("{} bytes:", section.size);
    for (const SectionVar& var : section.vars) {
      result += fmt::format(" {}@{}", object->btf.name(var.var), var.offset);
    }
    return result;
  }

  TypeId a, b, datasec;
};

TEST(CompleteBtf, FillsInSizeAndOffsetsInOrder) {
  EXPECT_EQ(Data().completed(), "12 bytes: b@0 a@8");
}

TEST(CompleteBtf, KeepsOffsetsOfStaticVariables) {
  Data data;
  data.add_datasec({{data.types.add("hidden", Var{data.int32, Linkage::kStatic}), 4, 4}});
  EXPECT_EQ(data.completed(), "12 bytes: hidden@4");
}

TEST(CompleteBtf, LeavesKernelSymbolsAlone) {
  Data data;
  data.add_datasec({{data.a, 0, 4}}, ".ksyms");
  EXPECT_EQ(data.completed(), "0 bytes: a@0");
}

TEST(CompleteBtf, NamesParametersOfFunctions) {
  Data data;
  StringOffset given = data.types.btf.add_string("given");
  std::vector<Parameter> parameters{{kNoName, data.int32}, {given, data.int32}, {kNoName, kVoid}};
  TypeId proto = data.types.add("", FuncProto{data.int32, parameters});
  TypeId of_pointer = data.types.add("", FuncProto{data.int32, parameters});
  data.types.add("f", Func{proto, Linkage::kGlobal});
  // Those of the kernel's functions get names when they are defined.
  data.types.add("g", Func{of_pointer, Linkage::kExtern});
  auto object = data.read();
  ASSERT_TRUE(object);
  EXPECT_EQ(message(relocator::complete_btf(*object)), "");
  auto names = [&](TypeId id) {
    std::vector<std::string> list;
    FuncProto function = *get_if<FuncProto>(object->btf, id);
    for (const Parameter& parameter : function.parameters) {
      list.emplace_back(object->btf.string(parameter.name));
    }
    return list;
  };
  EXPECT_EQ(names(proto), (std::vector<std::string>{"arg0", "given", ""}));
  EXPECT_EQ(names(of_pointer), (std::vector<std::string>{"", "given", ""}));
}

TEST(CompleteBtf, TakesNamelessFunctionForAPointer) {
  Data data;
  TypeId proto = data.types.prototype(data.int32, {data.int32});
  TypeId function = data.types.add("", Func{proto, Linkage::kStatic});
  auto object = data.read();
  ASSERT_TRUE(object);
  EXPECT_EQ(message(relocator::complete_btf(*object)), "");
  ASSERT_TRUE(get_if<Ptr>(object->btf, function));
  EXPECT_EQ(get_if<Ptr>(object->btf, function)->type, proto);
}

TEST(CompleteBtf, TakesSignedCharactersForSigned) {
  Data data;
  TypeId character = data.types.integer("char", 1, Int::kSigned | Int::kChar);
  auto object = data.read();
  ASSERT_TRUE(object);
  EXPECT_EQ(message(relocator::complete_btf(*object)), "");
  EXPECT_EQ(get_if<Int>(object->btf, character)->encoding, Int::kSigned);
}

TEST(CompleteBtf, RefusesEntriesThatAreNoVariables) {
  Data data;
  data.add_datasec({{data.int32, 0, 4}});
  EXPECT_EQ(data.completed(), ".BTF: DATASEC '.data': its entry [1] is not a VAR");
  data.add_datasec({{kVoid, 0, 4}});
  EXPECT_EQ(data.completed().substr(0, 20), ".BTF: DATASEC '.data");
}

TEST(CompleteBtf, RefusesVariableWithoutSymbol) {
  Data data;
  data.symbols.pop_back();
  EXPECT_EQ(data.completed(), ".BTF: DATASEC '.data': variable 'b' has no symbol");
}

TEST(CompleteBtf, RefusesVariableOutsideItsSection) {
  for (uint64_t value : {uint64_t{9}, uint64_t{1} << 32, UINT64_MAX}) {
    Data data;
    data.symbols[1].value = value;
    EXPECT_EQ(data.completed(), fmt::format(".BTF: DATASEC '.data': variable 'a' of 4 bytes at {} "
                                            "is not inside the section's 12",
                                            value));
  }
}

TEST(CompleteBtf, RefusesSectionThatIsNotThere) {
  Data data;
  data.add_datasec({}, ".rodata");
  EXPECT_EQ(data.completed(), ".BTF: DATASEC '.rodata': there is no such ELF section");
}

}  // namespace
}  // namespace btfkit::test
