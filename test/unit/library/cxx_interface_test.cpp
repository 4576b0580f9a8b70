#include <gtest/gtest.h>

#include "btfkit/relocator.hpp"
#include "relocating_parts.h"

namespace btfkit::test {
namespace {

Kernel kernel_of(const RelocatingParts& parts) {
  std::string bytes = parts.kernel_bytes();
  return Kernel::read(bytes.data(), bytes.size(), "kernel");
}

btfkit::Object object_of(const RelocatingParts& parts) {
  std::string bytes = parts.bytes();
  return btfkit::Object::read(bytes.data(), bytes.size(), "o.bpf.o");
}

TEST(CxxLibrary, Relocates) {
  RelocatingParts parts;
  ImageOptions options;
  options.relocations = true;
  Image image = btfkit::relocate(object_of(parts), kernel_of(parts), options);
  EXPECT_GT(image.size(), 0u);
  EXPECT_TRUE(image.warnings().empty());
  ASSERT_EQ(image.relocations().size(), 1u);
  EXPECT_EQ(image.relocations()[0].new_value, 8u);
  EXPECT_EQ(kernel_of(parts).release(), std::nullopt);
}

TEST(CxxLibrary, ThrowsWhatIsWrong) {
  RelocatingParts parts;
  parts.relocate("0:5", 0);
  parts.relocate("0:6", 0);
  try {
    btfkit::relocate(object_of(parts), kernel_of(parts));
    FAIL() << "relocated";
  } catch (const Failure& failure) {
    ASSERT_EQ(failure.lines().size(), 2u);
    EXPECT_EQ(failure.what(), failure.lines()[0] + " (and 1 more)");
  }
}

TEST(CxxLibrary, HandsOptionsOn) {
  RelocatingParts parts;
  auto failure = [&](const ImageOptions& options) -> std::string {
    try {
      btfkit::relocate(object_of(parts), kernel_of(parts), options);
      return {};
    } catch (const Failure& caught) {
      EXPECT_EQ(caught.lines(), std::vector<std::string>{caught.what()});
      return caught.what();
    }
  };
  ImageOptions options;
  options.set = {"limit"};
  EXPECT_EQ(failure(options), "options: set: 'limit' has no '='");
  options = {};
  options.settable = {"limit"};
  EXPECT_EQ(failure(options).substr(0, 19), "o.bpf.o: --settable");
  options = {};
  options.map_sizes = {"m"};
  EXPECT_EQ(failure(options), "options: map_sizes: 'm' has no '='");
  options = {};
  options.only = {"p"};
  EXPECT_EQ(failure(options).substr(0, 15), "o.bpf.o: --only");
  options = {};
  options.attach = {"p"};
  EXPECT_EQ(failure(options), "options: attach: 'p' has no '='");
  options = {};
  options.struct_ops = {"v"};
  EXPECT_EQ(failure(options), "o.bpf.o: --struct-ops v: there is no such variable");
  options = {};
  options.replaces = {"p"};
  EXPECT_EQ(failure(options), "options: replaces: 'p' has no '='");

  // A kernel without the object's struct: then modules are looked into.
  Types without;
  without.integer("int", 4, Int::kSigned);
  std::string bytes = text_of(*write(without.btf));
  KernelOptions of_kernel;
  of_kernel.version = "six";
  EXPECT_THROW(Kernel::read(bytes.data(), bytes.size(), "kernel", of_kernel), Failure);
  of_kernel = {};
  of_kernel.modules = {"/nonexistent"};
  Kernel kernel = Kernel::read(bytes.data(), bytes.size(), "kernel", of_kernel);
  auto warnings = btfkit::relocate(object_of(parts), kernel).warnings();
  EXPECT_EQ(warnings, std::vector<std::string>{"/nonexistent: No such file or directory"});
}

TEST(CxxLibrary, ThrowsForFilesThatAreNotThere) {
  EXPECT_THROW(Kernel::open("/nonexistent"), Failure);
  EXPECT_THROW(btfkit::Object::open("/nonexistent"), Failure);
}

}  // namespace
}  // namespace btfkit::test
