#include <gtest/gtest.h>

#include "btf/reader.h"
#include "externs.h"
#include "kernel_of.h"
#include "object_parts.h"

namespace btfkit::test {
namespace {

// An object with DATASEC .ksyms and a kernel with `int f(int)` and `int v`.
struct Symbols : ObjectParts {
  Symbols() {
    TypeId integer = kernel.integer("int", 4, Int::kSigned);
    kernel.add("f", Func{kernel.prototype(integer, {integer}), Linkage::kStatic});
    kernel.add("v", Var{integer, Linkage::kGlobal});
  }

  TypeId declare(std::string_view name, const Kind& kind, uint8_t binding = STB_GLOBAL) {
    TypeId id = types.add(name, kind);
    entries.push_back({id, 0, 0});
    symbols.push_back({std::string(name), static_cast<uint8_t>(binding << 4), SHN_UNDEF, 0, 0});
    return id;
  }
  TypeId declare_function(std::string_view name, uint8_t binding = STB_GLOBAL) {
    return declare(name, Func{types.prototype(int32, {int32}), Linkage::kExtern}, binding);
  }

  // The DATASEC as the kernel is to load it, or the error.
  std::string defined() {
    TypeId section = types.add(".ksyms", Datasec{0, entries});
    auto object = read();
    if (!object) return object.error().message();
    std::vector<relocator::Map> maps;
    auto externs = relocator::resolve_externs(*object, kernel_of(kernel.btf), {}, "test", maps);
    if (!externs) return externs.error().front().message();
    values = externs->values;
    auto bytes = *write(object->btf);
    if (auto done = relocator::define_externs(bytes, *externs); !done) return message(done);
    Btf btf = *btf::read(bytes);
    std::string result;
    Datasec list = *get_if<Datasec>(btf, section);
    for (const SectionVar& entry : list.vars) {
      auto var = get_if<Var>(btf, entry.var);
      result += fmt::format("{}@{}:{} ", btf.name(entry.var), entry.offset,
                            var ? btf.name(var->type) : "no VAR");
    }
    return result + fmt::format("{} bytes", list.size);
  }

  template <typename Value>
  const Value* value(uint32_t symbol) const {
    auto found = values.find(symbol);
    return found == values.end() ? nullptr : std::get_if<Value>(&found->second);
  }

  Types kernel;
  std::vector<SectionVar> entries;
  std::map<uint32_t, relocator::ExternValue> values;
};

// Symbols count from 1, and the first is that of the program.
constexpr uint32_t kFirst = 2, kSecond = 3;

TEST(KernelSymbols, BecomeVariables) {
  Symbols symbols;
  symbols.declare_function("f");
  symbols.declare("v", Var{symbols.int32, Linkage::kExtern});
  EXPECT_EQ(symbols.defined(), "dummy_ksym@0:int v@4:int 8 bytes");
  ASSERT_TRUE(symbols.value<relocator::KernelType>(kFirst));
  EXPECT_EQ(number(symbols.value<relocator::KernelType>(kFirst)->id), 3u);
  ASSERT_TRUE(symbols.value<relocator::KernelType>(kSecond));
  EXPECT_EQ(number(symbols.value<relocator::KernelType>(kSecond)->id), 4u);
}

TEST(KernelSymbols, MayBeMissingIfTheyAreWeak) {
  Symbols symbols;
  symbols.declare_function("z", STB_WEAK);
  symbols.declare_function("y", STB_WEAK);
  EXPECT_EQ(symbols.defined(), "dummy_ksym@0:int dummy_ksym@4:int 8 bytes");
  // By their names.
  EXPECT_EQ(symbols.value<relocator::Missing>(kFirst)->number, 1u);
  EXPECT_EQ(symbols.value<relocator::Missing>(kSecond)->number, 0u);
}

TEST(KernelSymbols, WithoutTypeAreAddresses) {
  Symbols symbols;
  symbols.declare("anything", Var{symbols.types.add("", Const{kVoid}), Linkage::kExtern});
  EXPECT_EQ(symbols.defined(), "anything@0:int 4 bytes");
  ASSERT_TRUE(symbols.value<relocator::KernelAddress>(kFirst));
}

TEST(KernelSymbols, RefusesWhatIsNoDeclaration) {
  Symbols symbols;
  symbols.entries.push_back({symbols.int32, 0, 0});
  EXPECT_EQ(symbols.defined(), ".ksyms: [1] INT 'int' is neither a FUNC of a FUNC_PROTO nor a VAR");
  Symbols nothing;
  nothing.entries.push_back({nothing.types.add("f", Var{nothing.int32, Linkage::kExtern}), 0, 0});
  EXPECT_EQ(nothing.defined(), ".ksyms: 'f' has no undefined symbol");
}

}  // namespace
}  // namespace btfkit::test
