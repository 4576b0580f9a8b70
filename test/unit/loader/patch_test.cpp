// What the loader puts into instructions, without a kernel.
#include "patch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "plan_builder.h"

namespace loader::test {
namespace {

// A list like /proc/kallsyms on disk.
class List {
 public:
  explicit List(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }
  ~List() { std::filesystem::remove(path_); }
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_ = testing::TempDir() + "patch_test." + std::to_string(getpid());
};

struct Found {
  Array<KernelSymbol> symbols;
  std::string error;
};

// What is found of `names`.
void find(const std::string& text, std::vector<const char*> names, Found& found) {
  const List list(text);
  Plan plan;
  for (const char* name : names) ASSERT_TRUE(plan.symbols.append(name));
  bpfload_error error = {};
  const bool success = find_symbols(plan, list.path(), found.symbols, error);
  EXPECT_EQ(success, error.text[0] == '\0');
  found.error = error.text;
  if (const size_t at = found.error.find(list.path()); at != std::string::npos) {
    found.error.replace(at, strlen(list.path()), "LIST");
  }
}

TEST(Symbols, AreFoundWhereverTheyAre) {
  Found found;
  find(
      "ffffffff81000000 T _text\nffffffff82000010 d v.llvm.123\n"
      "ffffffffc0001000 t f\t[some_module]\n",
      {"f", "missing", "_text", "v"}, found);
  EXPECT_EQ(found.error, "");
  ASSERT_EQ(found.symbols.size(), 4u);
  EXPECT_EQ(found.symbols[0].address, 0xffffffffc0001000u);
  EXPECT_FALSE(found.symbols[1].found);
  EXPECT_EQ(found.symbols[2].address, 0xffffffff81000000u);
  EXPECT_EQ(found.symbols[3].address, 0xffffffff82000010u);
}

TEST(Symbols, AreRefusedIfTheyAreAmbiguous) {
  Found found;
  find("0000000000001000 t f\n0000000000001000 T f\n0000000000002000 t g\n", {"f"}, found);
  EXPECT_EQ(found.error, "");
  Found two;
  find("0000000000001000 t f\n0000000000002000 t f\t[m]\n", {"f"}, two);
  EXPECT_EQ(two.error, "symbol 'f' is ambiguous: it is at 0x1000 and 0x2000");
}

TEST(Symbols, AreNotTakenForZeroWhereTheyAreHidden) {
  Found hidden;
  find("0000000000000000 T f\n0000000000000000 T g\n", {"f"}, hidden);
  EXPECT_EQ(hidden.error,
            "symbol 'f': LIST hides addresses from this process (kernel.kptr_restrict, "
            "CAP_SYSLOG)");
  // One that is not there is not hidden, and one may be at 0 where others are not.
  Found missing;
  find("0000000000000000 T f\n", {"x"}, missing);
  EXPECT_EQ(missing.error, "");
  Found zero;
  find("0000000000000000 A f\n0000000000001000 T g\n", {"f"}, zero);
  EXPECT_EQ(zero.error, "");
  EXPECT_TRUE(zero.symbols[0].found);
}

TEST(Symbols, RefuseOtherFiles) {
  Found found;
  find("0000000000001000 T f\nsomething else\n", {"f"}, found);
  EXPECT_EQ(found.error, "LIST: 'something else\n' is not an address, a type and a name");
}

TEST(Symbols, AreNotAskedForWithoutNeed) {
  Array<KernelSymbol> symbols;
  bpfload_error error = {};
  EXPECT_TRUE(find_symbols(Plan(), "/no/such/file", symbols, error));
}

bpf_insn wide(uint8_t source, int32_t immediate) {
  return {BPF_LD | BPF_IMM | BPF_DW, 1, static_cast<uint8_t>(source & 15), 0, immediate};
}

std::string insns(std::initializer_list<bpf_insn> all) {
  std::string bytes;
  for (const bpf_insn& insn : all) bytes += bytes_of(insn);
  return bytes;
}

Bytes view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Fd any_fd() {
  return Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(Patches, AreWrittenToACopy) {
  const std::string code =
      insns({wide(0, 0), {}, wide(3, 77), {}, wide(5, 1), {}, wide(6, 1), {0, 0, 0, 0, 12}});
  const std::string patches = bytes_of(plan_patch{0, PLAN_PATCH_SYMBOL, 0, 0, 0}) +
                              bytes_of(plan_patch{2, PLAN_PATCH_MODULE, 0, 1, 0}) +
                              bytes_of(plan_patch{4, PLAN_PATCH_MAP, 0, 1, 0}) +
                              bytes_of(plan_patch{6, PLAN_PATCH_MAP, 0, 1, 0});
  const bpfload_image image;
  bpfload_object object(image);
  ASSERT_TRUE(object.symbols.append({0x1122334455667788, true}));
  ASSERT_TRUE(object.modules.allocate(1) && object.maps.allocate(2));
  object.modules.set(0, any_fd());
  object.maps.set(1, any_fd());
  ProgramPlan program;
  program.insns = view(code);
  EXPECT_TRUE(needs_fd_array(program.insns));
  program.patches = view(patches);
  Array<std::byte> copy;
  Bytes patched;
  bpfload_error error = {};
  ASSERT_TRUE(patch_instructions(object, program, copy, patched, error)) << error.text;
  const std::string expected = insns({wide(0, 0x55667788),
                                      {0, 0, 0, 0, 0x11223344},
                                      wide(3, 77),
                                      {0, 0, 0, 0, object.modules[0]},
                                      wide(1, object.maps[1]),
                                      {},
                                      wide(2, object.maps[1]),
                                      {0, 0, 0, 0, 12}});
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(patched.data()), patched.size()), expected);
  EXPECT_FALSE(needs_fd_array(patched));
}

TEST(Patches, TakeWhatIsWeakForZero) {
  const std::string code = insns({wide(0, 0), {}});
  const bpfload_image image;
  bpfload_object object(image);
  ASSERT_TRUE(object.symbols.append({0, false}));
  const std::string patches = bytes_of(plan_patch{0, PLAN_PATCH_SYMBOL, PLAN_PATCH_WEAK, 0, 0});
  ProgramPlan program;
  program.insns = view(code);
  program.patches = view(patches);
  Array<std::byte> copy;
  Bytes patched;
  bpfload_error error = {};
  ASSERT_TRUE(patch_instructions(object, program, copy, patched, error)) << error.text;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(patched.data()), patched.size()), code);
}

TEST(Patches, NeedPlacesForFunctionsOfModulesOnly) {
  const bpf_insn call{BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 9};
  bpf_insn of_module = call;
  of_module.off = 1;
  EXPECT_FALSE(needs_fd_array(view(insns({call}))));
  EXPECT_TRUE(needs_fd_array(view(insns({of_module}))));
}

}  // namespace
}  // namespace loader::test
