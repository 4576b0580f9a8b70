#include <gtest/gtest.h>

#include <cstddef>
#include <thread>

#include "btfkit/relocator.h"
#include "relocating_parts.h"
#include "support/file.h"

namespace btfkit::test {
namespace {

// A handle of `type`, closed when it goes.
#define BTFKIT_HANDLE(type) std::unique_ptr<btfkit_##type, decltype(&btfkit_##type##_close)>

BTFKIT_HANDLE(kernel)
read_kernel(const std::string& bytes, btfkit_error& error,
            const btfkit_kernel_options* options = nullptr) {
  return {btfkit_kernel_read(bytes.data(), bytes.size(), "kernel", options, &error),
          btfkit_kernel_close};
}

BTFKIT_HANDLE(object)
read_object(const std::string& bytes, btfkit_error& error) {
  return {btfkit_object_read(bytes.data(), bytes.size(), "o.bpf.o", &error), btfkit_object_close};
}

struct Library : testing::Test {
  void read(const RelocatingParts& parts = RelocatingParts()) {
    kernel = read_kernel(parts.kernel_bytes(), error);
    ASSERT_TRUE(kernel) << error.text;
    object = read_object(parts.bytes(), error);
    ASSERT_TRUE(object) << error.text;
  }

  BTFKIT_HANDLE(image) relocate(const btfkit_image_options* options = nullptr) {
    return {btfkit_relocate(object.get(), kernel.get(), options, &error), btfkit_image_close};
  }

  btfkit_error error = {};
  BTFKIT_HANDLE(kernel) kernel { nullptr, btfkit_kernel_close };
  BTFKIT_HANDLE(object) object { nullptr, btfkit_object_close };
};

TEST_F(Library, MakesTheImageOfTheCommand) {
  read();
  auto image = relocate();
  ASSERT_TRUE(image) << error.text;
  Bytes bytes(static_cast<const std::byte*>(btfkit_image_data(image.get())),
              btfkit_image_size(image.get()));
  auto file = elf::File::open(bytes);
  ASSERT_EQ(message(file), "");
  EXPECT_TRUE(file->find_section(".btfkit.plan"));
  EXPECT_EQ(btfkit_image_warning_count(image.get()), 0u);
  EXPECT_EQ(btfkit_image_relocation_count(image.get()), 0u);
  EXPECT_STREQ(btfkit_version(), "0.1.0");
  EXPECT_EQ(btfkit_kernel_release(kernel.get()), nullptr);
}

TEST_F(Library, TellsWhatRelocationsCameTo) {
  RelocatingParts parts;
  parts.xdp.insert(parts.xdp.begin() + 1, {kLoadW, 0, 1, 0, 0});
  parts.symbols[0].size += core::kInstructionSize;
  parts.local = parts.types.structure("gone", 4, {{"y", parts.int32, 0}});
  parts.relocate("0:0", 8);
  read(parts);
  btfkit_image_options options = {};
  options.size = sizeof options;
  options.relocations = 1;
  auto image = relocate(&options);
  ASSERT_TRUE(image) << error.text;
  // They are the image's, which needs nothing else.
  kernel.reset();
  object.reset();
  ASSERT_EQ(btfkit_image_relocation_count(image.get()), 2u);
  const btfkit_relocation& moved = *btfkit_image_relocation(image.get(), 0);
  EXPECT_STREQ(moved.section, "xdp");
  EXPECT_EQ(moved.offset, 0u);
  EXPECT_EQ(moved.kind, 0u);
  EXPECT_EQ(moved.old_value, 0u);
  EXPECT_EQ(moved.new_value, 8u);
  EXPECT_EQ(moved.poisoned, 0);
  EXPECT_STREQ(moved.text, "xdp+0x0: <byte_off> struct s.x: 0 -> 8");
  const btfkit_relocation& gone = *btfkit_image_relocation(image.get(), 1);
  EXPECT_EQ(gone.offset, 8u);
  EXPECT_EQ(gone.poisoned, 1);
  EXPECT_STREQ(gone.text, "xdp+0x8: <byte_off> struct gone.y: 0 -> none, poisoned");
}

TEST_F(Library, TellsOfEveryFailure) {
  RelocatingParts parts;
  parts.relocate("0:5", 0);
  parts.relocate("0:6", 0);
  read(parts);
  std::vector<std::string> lines;
  btfkit_image_options options = {};
  options.size = sizeof options;
  options.failure_context = &lines;
  options.failure = [](void* context, const char* line) {
    static_cast<std::vector<std::string>*>(context)->push_back(line);
  };
  EXPECT_FALSE(relocate(&options));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(lines[0].find("o.bpf.o: section 'xdp': CO-RE relocation [0] at 0x0: "), lines[0].npos);
  EXPECT_NE(lines[1].find("number 1 is 6, but"), lines[1].npos);
  EXPECT_EQ(error.text, lines[0] + " (and 1 more)");
}

TEST_F(Library, RefusesAnotherByteOrder) {
  read();
  RelocatingParts big(Endian::kBig);
  kernel = read_kernel(big.kernel_bytes(), error);
  EXPECT_FALSE(relocate());
  EXPECT_STREQ(error.text, "o.bpf.o: it is little endian, but the target's BTF is big endian");
}

TEST_F(Library, RefusesNull) {
  EXPECT_FALSE(btfkit_kernel_open(nullptr, nullptr, &error));
  EXPECT_STREQ(error.text, "path is NULL");
  EXPECT_FALSE(btfkit_kernel_read(nullptr, 1, "kernel", nullptr, &error));
  EXPECT_STREQ(error.text, "data is NULL");
  EXPECT_FALSE(btfkit_kernel_read("x", 1, nullptr, nullptr, &error));
  EXPECT_STREQ(error.text, "name is NULL");
  EXPECT_FALSE(btfkit_object_open(nullptr, &error));
  EXPECT_STREQ(error.text, "path is NULL");
  EXPECT_FALSE(btfkit_object_read(nullptr, 1, "o", &error));
  EXPECT_STREQ(error.text, "data is NULL");
  EXPECT_FALSE(relocate());
  EXPECT_STREQ(error.text, "object is NULL");
  read();
  kernel.reset();
  EXPECT_FALSE(relocate());
  EXPECT_STREQ(error.text, "kernel is NULL");
  EXPECT_EQ(btfkit_image_write(nullptr, "x", &error), -1);
  EXPECT_STREQ(error.text, "image is NULL");
  // Nothing to close.
  btfkit_kernel_close(nullptr);
  btfkit_object_close(nullptr);
  btfkit_image_close(nullptr);
}

TEST_F(Library, RefusesWhatIsNoObjectAndNoKernel) {
  EXPECT_FALSE(read_object("no object", error));
  EXPECT_STREQ(error.text, "o.bpf.o: it is not an ELF file");
  EXPECT_FALSE(read_kernel("", error));
  EXPECT_STREQ(error.text, "kernel: it is empty");
  EXPECT_FALSE(btfkit_object_open("/nonexistent/prog.o", &error));
  EXPECT_STREQ(error.text, "/nonexistent/prog.o: No such file or directory");
  EXPECT_FALSE(btfkit_kernel_open("/nonexistent/btf", nullptr, &error));
  EXPECT_STREQ(error.text, "/nonexistent/btf: No such file or directory");
}

TEST_F(Library, EndsTextsThatAreTooLong) {
  std::string name(5000, 'n');
  EXPECT_FALSE(btfkit_object_read("x", 1, name.c_str(), &error));
  EXPECT_EQ(error.text, name.substr(0, 1023));
}

TEST_F(Library, KnowsOptionsOfOtherSizes) {
  read();
  struct Larger {
    btfkit_image_options known;
    uint64_t newer;
  } larger = {};
  larger.known.size = sizeof larger;
  larger.known.relocations = 1;
  auto image = relocate(&larger.known);
  ASSERT_TRUE(image) << error.text;
  EXPECT_EQ(btfkit_image_relocation_count(image.get()), 1u);

  larger.newer = 1;
  EXPECT_FALSE(relocate(&larger.known));
  EXPECT_EQ(error.text, fmt::format("options: byte {} of {} is set; this library knows {}",
                                    offsetof(Larger, newer), sizeof larger, sizeof larger.known));

  // What a smaller one doesn't reach is not looked at.
  larger.known.size = offsetof(btfkit_image_options, relocations);
  image = relocate(&larger.known);
  ASSERT_TRUE(image) << error.text;
  EXPECT_EQ(btfkit_image_relocation_count(image.get()), 0u);

  larger.known.size = 1;
  EXPECT_FALSE(relocate(&larger.known));
  EXPECT_EQ(error.text,
            fmt::format("options: their size is 1, at least {} expected", sizeof(size_t)));
}

TEST_F(Library, ChecksOptions) {
  read();
  const char* const nothing[] = {"a=1", nullptr};
  const char* const no_value[] = {"limit"};
  btfkit_image_options options = {};
  options.size = sizeof options;
  options.set_count = 2;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: set is NULL");
  options.set = nothing;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: set[1] is NULL");
  options.set = no_value;
  options.set_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: set: 'limit' has no '='");
  options.set_count = 0;
  options.map_sizes = no_value;
  options.map_size_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: map_sizes: 'limit' has no '='");
  options.map_size_count = 0;
  options.replaces = no_value;
  options.replaces_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: replaces: 'limit' has no '='");
  options.replaces_count = 0;
  options.struct_ops_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "options: struct_ops is NULL");

  btfkit_kernel_options of_kernel = {};
  of_kernel.size = sizeof of_kernel;
  of_kernel.version = "six";
  EXPECT_FALSE(read_kernel(RelocatingParts().kernel_bytes(), error, &of_kernel));
  EXPECT_STREQ(error.text, "options: version: 'six' is not three numbers as 6.1.192");
}

TEST_F(Library, HandsSettingsOn) {
  read();
  const char* const unknown[] = {"limit=1"};
  btfkit_image_options options = {};
  options.size = sizeof options;
  options.set = unknown;
  options.set_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_EQ(std::string_view(error.text).substr(0, 22), "o.bpf.o: --set limit=1");
  options.set_count = 0;
  options.settable = unknown;
  options.settable_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_EQ(std::string_view(error.text).substr(0, 19), "o.bpf.o: --settable");
  options.settable_count = 0;
  options.map_sizes = unknown;
  options.map_size_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_EQ(std::string_view(error.text).substr(0, 20), "o.bpf.o: --map limit");
  options.map_size_count = 0;
  options.only = unknown;
  options.only_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_EQ(std::string_view(error.text).substr(0, 15), "o.bpf.o: --only");
  options.only_count = 0;
  options.attach = unknown;
  options.attach_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_EQ(std::string_view(error.text).substr(0, 17), "o.bpf.o: --attach");
  options.attach_count = 0;
  options.struct_ops = unknown;
  options.struct_ops_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "o.bpf.o: --struct-ops limit=1: there is no such variable");
  options.struct_ops_count = 0;
  options.replaces = unknown;
  options.replaces_count = 1;
  EXPECT_FALSE(relocate(&options));
  EXPECT_STREQ(error.text, "o.bpf.o: --replaces limit=1: there is no program 'limit'");
}

TEST_F(Library, WritesImages) {
  read();
  auto image = relocate();
  ASSERT_TRUE(image) << error.text;
  std::string path = testing::TempDir() + "/btfkit-library-test.o";
  ASSERT_EQ(btfkit_image_write(image.get(), path.c_str(), &error), 0) << error.text;
  auto written = read_file(path);
  ASSERT_EQ(message(written), "");
  EXPECT_EQ(as_text(written->bytes()),
            std::string_view(static_cast<const char*>(btfkit_image_data(image.get())),
                             btfkit_image_size(image.get())));
  std::remove(path.c_str());
  EXPECT_EQ(btfkit_image_write(image.get(), "/nonexistent/image", &error), -1);
  EXPECT_NE(std::string_view(error.text).find("/nonexistent/image"), std::string_view::npos);
  EXPECT_EQ(btfkit_image_write(image.get(), nullptr, &error), -1);
  EXPECT_STREQ(error.text, "path is NULL");
}

TEST_F(Library, ServesThreadsAtTheSameTime) {
  read();
  std::vector<std::thread> threads;
  std::vector<int> made(4);
  for (int& count : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        btfkit_error own;
        auto* image = btfkit_relocate(object.get(), kernel.get(), nullptr, &own);
        count += image != nullptr;
        btfkit_image_close(image);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, (std::vector<int>{20, 20, 20, 20}));
}

}  // namespace
}  // namespace btfkit::test
