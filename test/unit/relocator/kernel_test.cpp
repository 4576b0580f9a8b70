#include "kernel.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/types.h"
#include "kernel_of.h"
#include "message.h"

namespace btfkit::test {
namespace {

using relocator::Kernel;
using relocator::Sought;

TEST(Kernel, FindsByKindAndName) {
  Types types;
  TypeId proto = types.prototype(kVoid, {});
  TypeId alias = types.alias("same", proto);
  TypeId function = types.add("same", Func{proto, Linkage::kStatic});
  types.add("same", Func{proto, Linkage::kGlobal});
  // What holds the bytes moves with the kernel.
  Kernel first = kernel_of(types.btf);
  const Kernel kernel = std::move(first);
  EXPECT_EQ(kernel.find(Sought::kFunction, "same"), function);
  EXPECT_EQ(kernel.find(Sought::kTypedef, "same"), alias);
  EXPECT_EQ(kernel.find(Sought::kTypedef, "other"), std::nullopt);
}

TEST(Kernel, KnowsWhatItHasLookedUp) {
  Types types;
  TypeId function = types.add("f", Func{types.prototype(kVoid, {}), Linkage::kStatic});
  TypeId other = types.add("g", Func{types.prototype(kVoid, {}), Linkage::kStatic});
  Kernel kernel = kernel_of(types.btf);
  kernel.look_for({{{Sought::kFunction, "f"}, {Sought::kTypedef, "f"}}, {}});
  EXPECT_EQ(kernel.find(Sought::kFunction, "f"), function);
  EXPECT_EQ(kernel.find(Sought::kTypedef, "f"), std::nullopt);
  EXPECT_EQ(kernel.find(Sought::kFunction, "g"), other);
}

TEST(Kernel, KnowsEnumerators) {
  Types types;
  types.enumeration("other", {{"C", 0}});
  types.enumeration("few", {{"A", 0}, {"B", 1}});
  Kernel kernel = kernel_of(types.btf);
  EXPECT_TRUE(kernel.has_enumerator("few", "B"));
  EXPECT_FALSE(kernel.has_enumerator("none", "B"));
  EXPECT_FALSE(kernel.has_enumerator("few", "C"));
  EXPECT_EQ(kernel.version(), std::nullopt);
}

TEST(Kernel, SaysWhichOneItIs) {
  elf::BtfInput input;
  input.content = Content(*btf::write(Types().btf));
  input.btf = input.content.bytes();
  input.release = "6.1.0";
  input.build_id = "\x01\x02";
  auto kernel = Kernel::read(std::move(input));
  ASSERT_EQ(message(kernel), "");
  relocator::TargetIdentity identity = kernel->identity();
  EXPECT_EQ(identity.release, "6.1.0");
  EXPECT_EQ(identity.build_id, "\x01\x02");
  // XXH64 of 24 bytes of header and a NUL.
  EXPECT_EQ(identity.btf_hash, 17712448575767451133u);
}

TEST(Kernel, FindsWhatModulesHave) {
  namespace fs = std::filesystem;
  std::string name = (fs::temp_directory_path() / "btfkit-kernel-test-XXXXXX").string();
  fs::path folder = mkdtemp(name.data());
  auto put = [&](std::string_view file, const Btf& btf) {
    auto bytes = *write(btf);
    std::string path = (folder / file).string();
    EXPECT_TRUE(write_file(path, bytes));
    return path;
  };
  Types types;
  TypeId function = types.add("f", Func{types.prototype(kVoid, {}), Linkage::kStatic});
  std::string vmlinux = put("vmlinux", types.btf);
  Btf second(types.btf, Endian::kLittle), first(types.btf, Endian::kLittle);
  Func func = *get_if<Func>(types.btf, function);
  second.add_type({second.add_string("f"), func});
  TypeId of_second = second.add_type({second.add_string("g"), func});
  TypeId of_first = first.add_type({first.add_string("g"), func});
  put("b-second.ko", second);
  put("a_first", first);

  // Whether it is known before what is asked for, or not.
  for (bool is_expected : {true, false}) {
    auto kernel = Kernel::open(vmlinux, {folder.string()});
    ASSERT_EQ(message(kernel), "");
    relocator::KernelQuery query{
        {{Sought::kFunction, "f"}, {Sought::kFunction, "g"}, {Sought::kFunction, "h"}}, {}};
    if (is_expected) kernel->look_for(query);
    auto find = [&](std::string_view what, std::string_view module = {}) -> std::string {
      auto found = kernel->find_with_modules(Sought::kFunction, what, module);
      if (!found) return "none";
      return fmt::format("{} of {}", number(found->id), kernel->module_name(*found));
    };
    EXPECT_EQ(find("f"), fmt::format("{} of vmlinux", number(function)));
    EXPECT_EQ(find("f", "vmlinux"), find("f"));
    EXPECT_EQ(find("f", "b_second"), fmt::format("{} of b_second", number(of_second) - 1));
    EXPECT_EQ(find("f", "a_first"), "none");
    EXPECT_EQ(find("g"), fmt::format("{} of a_first", number(of_first)));
    EXPECT_EQ(find("g", "b_second"), fmt::format("{} of b_second", number(of_second)));
    EXPECT_EQ(find("g", "vmlinux"), "none");
    EXPECT_EQ(find("h"), "none");
  }
  fs::remove_all(folder);
}

// A module may be gone by the time that nobody asks for it.
TEST(Kernel, ReadsModulesWhenTheyAreNeeded) {
  Types types;
  TypeId number = types.integer("int", 4);
  types.structure("s", 4, {{"x", number, 0}});
  TypeId function = types.add("f", Func{types.prototype(kVoid, {}), Linkage::kStatic});
  auto kernel = kernel_of(types.btf, {"/nonexistent/module.ko"});
  EXPECT_EQ(kernel.find_with_modules(Sought::kFunction, "f")->id, function);
  Types local;
  core::Root root{&local.btf, local.structure("s", 4, {{"x", local.integer("int", 4), 0}})};
  kernel.look_for({{}, {root}});
  EXPECT_TRUE(kernel.warnings().empty());
  root.type = local.structure("other", 4, {});
  kernel.look_for({{}, {root}});
  EXPECT_EQ(kernel.warnings(),
            std::vector<std::string>{"/nonexistent/module.ko: No such file or directory"});
}

// The types of a kernel are checked when they are asked for.
TEST(Kernel, NamesTheFaultOfATypeThatWasUsed) {
  Types types;
  types.alias("sound", kVoid);
  TypeId wild = types.alias("wild", kVoid);
  std::vector<std::byte> bytes = *write(types.btf);
  // The third word of struct btf_type, behind a header of 24 bytes.
  constexpr size_t kHeaderSize = 24;
  bytes[kHeaderSize + 4 * (types.btf.start(wild) + 2)] = std::byte{99};
  elf::BtfInput input;
  input.path = "vmlinux";
  input.content = Content(std::move(bytes));
  input.btf = input.content.bytes();
  Kernel kernel = *Kernel::read(std::move(input));
  EXPECT_EQ(kernel.find(Sought::kTypedef, "sound"), TypeId{number(wild) - 1});
  EXPECT_EQ(kernel.vmlinux().name(wild), "wild");
  EXPECT_EQ(message(kernel.check_used()), "");
  EXPECT_EQ(get_if<Typedef>(kernel.vmlinux(), wild)->type, kVoid);
  EXPECT_EQ(
      message(kernel.check_used()),
      fmt::format("vmlinux: .BTF: type [{0}] TYPEDEF 'wild': type: type id 99 is out of range "
                  "(last is {0})",
                  number(wild)));
}

TEST(Kernel, NamesWhatIsNoBtf) {
  elf::BtfInput input;
  input.path = "vmlinux";
  input.content = Content(std::vector<std::byte>(30));
  input.btf = input.content.bytes();
  EXPECT_EQ(message(Kernel::read(std::move(input))),
            "vmlinux: .BTF: header: magic number is 0x0000, not 0xeb9f");
  EXPECT_EQ(message(Kernel::open("/nonexistent")), "/nonexistent: No such file or directory");
}

}  // namespace
}  // namespace btfkit::test
