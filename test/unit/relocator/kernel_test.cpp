#include "kernel.h"

#include <gtest/gtest.h>

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

TEST(Kernel, KnowsEnumerators) {
  Types types;
  types.enumeration("other", {{"C", 0}});
  types.enumeration("few", {{"A", 0}, {"B", 1}});
  types.wide_enumeration("wide", {{"D", 1}});
  Kernel kernel = kernel_of(types.btf);
  EXPECT_TRUE(kernel.has_enumerator("few", "B"));
  EXPECT_TRUE(kernel.has_enumerator("wide", "D"));
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
