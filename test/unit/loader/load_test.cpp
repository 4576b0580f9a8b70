// The C interface against the running kernel: what a load leaves open, and what a failed one does.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "btfkit/loader.h"
#include "elf_file.h"
#include "plan_builder.h"

namespace loader::test {
namespace {

constexpr std::string_view return_0("\xb7\0\0\0\0\0\0\0\x95\0\0\0\0\0\0\0", 16);
constexpr std::string_view return_r9("\xbf\x90\0\0\0\0\0\0\x95\0\0\0\0\0\0\0", 16);  // refused

Node socket_filter(const std::string& name, std::string_view insns) {
  const plan_program_attr attr = {.prog_type = 1,
                                  .expected_attach_type = 0,
                                  .prog_flags = 0,
                                  .attach_btf_id = 0,
                                  .attach_btf_module = 0,
                                  .reserved = {}};
  return {PLAN_PROGRAM,
          {},
          {string_record(PLAN_NAME, name),
           {PLAN_PROGRAM_ATTR, bytes_of(attr), {}},
           string_record(PLAN_PROGRAM_SECTION, "socket"),
           {PLAN_PROGRAM_INSNS, std::string(insns), {}}}};
}

// An image with an array, frozen data and the programs, on disk for as long as this lives.
class ImageFile {
 public:
  explicit ImageFile(const std::vector<Node>& programs) {
    Node plan = valid_plan();
    plan.remove(PLAN_BTF);
    plan.remove(PLAN_MODULE);
    plan.remove(PLAN_PROGRAM);
    for (const size_t map : {0, 1}) {
      plan.at(PLAN_MAP, map).at(PLAN_MAP_ATTR).change<plan_map_attr>([](plan_map_attr& attr) {
        attr.btf_key_type_id = attr.btf_value_type_id = 0;
        attr.pinning = 0;
      });
    }
    plan.records.insert(plan.records.end(), programs.begin(), programs.end());
    std::ofstream(path_, std::ios::binary) << ElfFile(serialize_plan(plan)).bytes();
  }
  ~ImageFile() { std::filesystem::remove(path_); }
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_ = testing::TempDir() + "loader_test." + std::to_string(getpid()) + ".image";
};

ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

class Load : public testing::Test {
 protected:
  // False where this process may not load programs.
  bool load(const ImageFile& file) {
    image_ = bpfload_image_open(file.path(), &error_);
    EXPECT_NE(image_, nullptr) << error_.text;
    bpfload_options options = {};
    options.size = sizeof options;
    options.any_kernel = 1;
    object_ = bpfload_load(image_, &options, &error_);
    return object_ != nullptr || strstr(error_.text, "not permitted") == nullptr;
  }
  void close() {
    bpfload_close(object_);
    bpfload_image_close(image_);
  }
  void TearDown() override { EXPECT_EQ(open_descriptors(), before_); }

  const ptrdiff_t before_ = open_descriptors();
  bpfload_image* image_ = nullptr;
  bpfload_object* object_ = nullptr;
  bpfload_error error_ = {};
};

TEST_F(Load, GivesMapsAndProgramsByNameAndIndex) {
  const ImageFile file({socket_filter("first", return_0), socket_filter("second", return_0)});
  if (!load(file)) {
    close();
    GTEST_SKIP() << error_.text;
  }
  ASSERT_NE(object_, nullptr) << error_.text;
  EXPECT_EQ(bpfload_map_count(object_), 2u);
  EXPECT_STREQ(bpfload_map_name(object_, 1), ".rodata");
  EXPECT_EQ(bpfload_find_map(object_, ".rodata"), 1);
  EXPECT_EQ(bpfload_find_map(object_, "nothing"), -1);
  EXPECT_EQ(bpfload_program_count(object_), 2u);
  EXPECT_EQ(bpfload_find_program(object_, "second"), 1);
  EXPECT_EQ(bpfload_program_type(object_, 1), 1u);
  EXPECT_GE(bpfload_program_fd(object_, 1), 0);

  bpfload_map_info info;
  ASSERT_EQ(bpfload_get_map_info(bpfload_map_fd(object_, 1), &info, &error_), 0) << error_.text;
  EXPECT_EQ(info.type, 2u);
  EXPECT_EQ(info.value_size, 5u);
  EXPECT_STREQ(info.name, ".rodata");
  std::string seen;
  const auto entry = [](void* context, const void* key, uint32_t key_size, const void* value,
                        uint32_t value_size) {
    auto& text = *static_cast<std::string*>(context);
    text.append(static_cast<const char*>(key), key_size);
    text.append(static_cast<const char*>(value), value_size);
    return 0;
  };
  EXPECT_EQ(bpfload_map_each(bpfload_map_fd(object_, 1), entry, &seen, &error_), 0) << error_.text;
  EXPECT_EQ(seen, std::string("\0\0\0\0", 4) + "12345");
  close();
}

TEST_F(Load, ClosesEverythingAfterRefusedProgram) {
  const ImageFile file({socket_filter("right", return_0), socket_filter("wrong", return_r9)});
  for (int i = 0; i < 10; i++) {
    const bool may_load = load(file);
    close();
    if (!may_load) GTEST_SKIP() << error_.text;
    ASSERT_EQ(object_, nullptr);
    EXPECT_EQ(error_.text, std::string(file.path()) +
                               ": program 'wrong': BPF_PROG_LOAD: Permission denied: R9 !read_ok");
    EXPECT_EQ(open_descriptors(), before_);
  }
}

TEST_F(Load, RefusesSymbolsThatTheKernelLacks) {
  constexpr std::string_view load_symbol("\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x95\0\0\0\0\0\0\0",
                                         24);
  Node patched = socket_filter("patched", load_symbol);
  patched.records.push_back(
      {PLAN_PROGRAM_PATCHES, bytes_of(plan_patch{0, PLAN_PATCH_SYMBOL, 0, 0, 0}), {}});
  const ImageFile file({string_record(PLAN_SYMBOL, "not-a-symbol"), patched});
  const bool may_load = load(file);
  close();
  if (!may_load) GTEST_SKIP() << error_.text;
  EXPECT_EQ(object_, nullptr);
  EXPECT_EQ(error_.text, std::string(file.path()) +
                             ": program 'patched': the running kernel has no symbol "
                             "'not-a-symbol'");
}

// Nothing has been asked of the kernel by then, so that no privileges are needed.
TEST_F(Load, WantsToKnowWhichProgramIsReplaced) {
  Node replacing = socket_filter("replacing", return_0);
  replacing.at(PLAN_PROGRAM_ATTR).change<plan_program_attr>([](plan_program_attr& attr) {
    attr.prog_type = 28;
    attr.attach_btf_id = 5;
  });
  replacing.records.push_back(string_record(PLAN_PROGRAM_REPLACES, "decide"));
  replacing.records.push_back({PLAN_PROGRAM_REPLACED_HASH, bytes_of(uint64_t{7}), {}});
  const ImageFile file({replacing, socket_filter("other", return_0)});
  image_ = bpfload_image_open(file.path(), &error_);
  ASSERT_NE(image_, nullptr) << error_.text;
  const auto error_with = [&](std::vector<const char*> replaced) {
    bpfload_options options = {};
    options.size = sizeof options;
    options.any_kernel = 1;
    options.replaced = replaced.data();
    options.replaced_count = replaced.size();
    EXPECT_EQ(bpfload_load(image_, &options, &error_), nullptr);
    return std::string(error_.text).substr(strlen(file.path()) + 2);
  };
  EXPECT_EQ(error_with({}),
            "program 'replacing': replaces function 'decide' of a running program: name that by "
            "--target-program replacing=PIN, or its id");
  EXPECT_EQ(error_with({"replacing=/no/such/pin"}),
            "program 'replacing': /no/such/pin: BPF_OBJ_GET: No such file or directory");
  for (const char* setting : {"other=1", "none=1", "replacing"}) {
    EXPECT_EQ(error_with({setting}), std::string("--target-program '") + setting +
                                         "': no program of this name replaces a function");
  }
  close();
}

TEST_F(Load, HandsTheLogToTheCaller) {
  const ImageFile file({socket_filter("wrong", return_r9)});
  image_ = bpfload_image_open(file.path(), &error_);
  ASSERT_NE(image_, nullptr) << error_.text;
  std::string log;
  bpfload_options options = {};
  options.size = sizeof options;
  options.any_kernel = 1;
  options.log = [](void* context, const char* program, const char* text, size_t length) {
    *static_cast<std::string*>(context) = std::string(program) + "\n" + std::string(text, length);
  };
  options.log_context = &log;
  object_ = bpfload_load(image_, &options, &error_);
  close();
  if (strstr(error_.text, "Operation not permitted") != nullptr) GTEST_SKIP() << error_.text;
  EXPECT_EQ(log.find("wrong\n"), 0u);
  EXPECT_NE(log.find("R9 !read_ok"), std::string::npos);
}

}  // namespace
}  // namespace loader::test
