// The check of BTF, on one BTF for each of the kernel's complaints (test/btf_cases). That the
// running kernel agrees is test/btfgen/check_kernel.test's matter.
#include "btf/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "btf_cases.h"
#include "message.h"

namespace btfkit::btf {
namespace {

using test::BtfWords;
using test::Case;
using test::Kind;
using test::VersionCase;

std::vector<Complaint> complaints(Bytes bytes, const CheckOptions& options = {}) {
  auto result = check(bytes, options);
  EXPECT_TRUE(result) << test::message(result);
  return result.value_or(std::vector<Complaint>{});
}

// What the kernel would say first; "" if it accepts the BTF.
std::string first(const std::vector<Complaint>& all) {
  return all.empty() ? "" : test::key(all.front());
}

std::string rule(const Complaint& complaint) {
  return complaint.subject + ": " + complaint.rule;
}

std::string rules(const std::vector<Complaint>& all) {
  std::string text;
  for (const Complaint& complaint : all) text += rule(complaint) + '\n';
  return text;
}

KernelVersion next(KernelVersion version) {
  constexpr KernelVersion kLastOf5{5, 19};
  if (version == kLastOf5) return {6, 0};
  return {version.major, static_cast<uint16_t>(version.minor + 1)};
}

TEST(Check, NamesWhatTheKernelNamesFirst) {
  for (const Case& one : test::all_cases()) {
    EXPECT_EQ(first(complaints(test::bytes_of(one))), one.complaint) << one.name;
  }
}

TEST(Check, JudgesTheOtherByteOrderAlike) {
  const Endian other = kHostEndian == Endian::kLittle ? Endian::kBig : Endian::kLittle;
  for (const Case& one : test::all_cases()) {
    // Without its magic number a BTF is of nobody's byte order.
    if (std::string_view(one.complaint) == "header: Invalid magic") continue;
    EXPECT_EQ(first(complaints(test::bytes_of(one, other))), one.complaint) << one.name;
  }
}

TEST(Check, RefusesAnotherByteOrderThanTheKernels) {
  const Endian other = kHostEndian == Endian::kLittle ? Endian::kBig : Endian::kLittle;
  BtfWords words;
  words.integer("int", 4);
  EXPECT_EQ(first(complaints(words.bytes(other),
                             {.kernel = kNewestKernel, .endian = kHostEndian, .base = {}})),
            // As a kernel of this byte order reads it, the header is 0x18000000 bytes long.
            "header: btf_header not found");
}

TEST(Check, KnowsWhenEachRuleCame) {
  for (const VersionCase& one : test::version_cases()) {
    auto bytes = test::bytes_of(one);
    auto at = [&](KernelVersion kernel) {
      return first(complaints(bytes, {.kernel = kernel, .endian = {}, .base = {}}));
    };
    EXPECT_EQ(at(one.last_before), one.is_new ? "" : one.complaint) << one.name;
    EXPECT_EQ(at(next(one.last_before)), one.is_new ? one.complaint : "") << one.name;
  }
}

// The rules' own texts, all in one file. BTFKIT_CHECK_MESSAGES=FILE writes those of today there.
TEST(Check, SaysWhichRuleIsBroken) {
  std::string text;
  auto add = [&](const char* name, const std::vector<Complaint>& all) {
    if (!all.empty()) text += fmt::format("{}\n  {}\n", name, rule(all.front()));
  };
  for (const Case& one : test::all_cases()) add(one.name, complaints(test::bytes_of(one)));
  for (const VersionCase& one : test::version_cases()) {
    const KernelVersion kernel = one.is_new ? next(one.last_before) : one.last_before;
    std::string name = fmt::format("{} (Linux {}.{})", one.name, kernel.major, kernel.minor);
    add(name.c_str(),
        complaints(test::bytes_of(one), {.kernel = kernel, .endian = {}, .base = {}}));
  }
  if (const char* path = std::getenv("BTFKIT_CHECK_MESSAGES")) std::ofstream(path) << text;
  std::stringstream expected;
  expected << std::ifstream(BTFKIT_CHECK_MESSAGES).rdbuf();
  EXPECT_EQ(text, expected.str());
}

TEST(Check, NamesEveryFault) {
  BtfWords b;
  uint32_t i32 = b.integer("int", 4);
  b.add(Kind::kInt, "x", 4, {33});
  b.reference(Kind::kTypedef, i32, "a b");
  b.structure("s", 4, {{"a", i32, 0}, {"b", 99, 0}, {"c", i32, 64}});
  b.pointer(98);
  b.structure("loop", 4, {{"m", 6, 0}});
  EXPECT_EQ(rules(complaints(b.bytes())),
            "type [2] INT 'x': 33 bits at bit offset 0 are more than its 4 bytes\n"
            "type [3] TYPEDEF 'a b': its name 'a b' is not a valid one\n"
            "type [4] STRUCT 's': member 2 'c': its bit offset 64 is behind the type's 4 bytes\n"
            "type [5] PTR '(anon)': type id 98 is out of range (last is 6)\n"
            "type [6] STRUCT 'loop': it can't be resolved, since type [6] leads back to itself\n");
}

TEST(Check, NamesTheFaultsOfTheHeaderWithThoseOfTypes) {
  BtfWords b;
  b.pointer(9);
  test::Header header = b.header();
  header.flags = 1;
  header.version = 2;
  EXPECT_EQ(rules(complaints(b.bytes(header))),
            "header: its version is 2, not 1\n"
            "header: its flags are 0x1, not 0\n"
            "type [1] PTR '(anon)': type id 9 is out of range (last is 1)\n");
}

TEST(Check, NamesEveryStructWhoseFieldsTheKernelCannotManage) {
  BtfWords b;
  b.integer("int", 4);
  uint32_t lock = b.structure("bpf_spin_lock", 4, {});
  b.structure("s", 8, {{"a", lock, 0}, {"b", lock, 32}});
  b.structure("t", 8, {{"a", lock, 16}});
  EXPECT_EQ(
      rules(complaints(b.bytes())),
      "type [3] STRUCT 's': member 1 'b': it is a second bpf_spin_lock\n"
      "type [4] STRUCT 't': it has a field of the kernel, but not of the right size or at the "
      "right alignment\n");
}

// Structs in structs, each twice: without care this takes 2^31 steps.
TEST(Check, LooksIntoEachStructOnce) {
  BtfWords b;
  b.integer("int", 4);
  uint32_t lock = b.structure("bpf_spin_lock", 4, {});
  uint32_t inner = b.structure("s", 0, {});
  for (int i = 0; i < 29; ++i) inner = b.structure("s", 0, {{"a", inner, 0}, {"b", inner, 0}});
  b.structure("t", 4, {{"a", lock, 0}, {"b", inner, 0}});
  EXPECT_EQ(rules(complaints(b.bytes())), "");
}

TEST(Check, ReadsSplitBtfOnItsBase) {
  BtfWords base;
  base.integer("int", 4);
  base.pointer(0);
  auto base_bytes = base.bytes();
  CheckOptions options{.kernel = kNewestKernel, .endian = {}, .base = base_bytes};

  // Ids and string offsets go on where the base's end, at [3] and 5.
  BtfWords split;
  split.strings() = std::string("s\0m\0t u\0", 8);
  split.add(Kind::kStruct, "", 4, {7, 1, 0}, 1);
  split.add(Kind::kTypedef, "", 3);
  split.add(Kind::kTypedef, "", 6);
  split.word(1, 0) = 5;
  split.word(2, 0) = 9;
  split.word(3, 0) = 5;
  EXPECT_EQ(rules(complaints(split.bytes(), options)),
            "type [4] TYPEDEF 't u': its name 't u' is not a valid one\n"
            "type [5] TYPEDEF 's': type id 6 is out of range (last is 5)\n");
  EXPECT_NE(rules(complaints(split.bytes())), "");
}

TEST(Check, AcceptsSplitBtfWithoutTypesOrStrings) {
  BtfWords base;
  base.integer("int", 4);
  auto base_bytes = base.bytes();
  BtfWords split;
  split.strings().clear();
  EXPECT_EQ(
      rules(complaints(split.bytes(), {.kernel = kNewestKernel, .endian = {}, .base = base_bytes})),
      "");
}

TEST(Check, FailsWithoutAUsableBase) {
  BtfWords base;
  base.pointer(0);
  base.cut(1);
  auto base_bytes = base.bytes();
  BtfWords split;
  split.pointer(1);
  auto result = check(split.bytes(), {.kernel = kNewestKernel, .endian = {}, .base = base_bytes});
  EXPECT_EQ(test::message(result), "base: type [1] can't be read");
  base_bytes.resize(4);
  result = check(split.bytes(), {.kernel = kNewestKernel, .endian = {}, .base = base_bytes});
  EXPECT_EQ(test::message(result), "base: its header leads to no types");
}

// Nothing is read behind the end, which a sanitizer would tell.
TEST(Check, RefusesEveryPrefix) {
  for (const Case& one : test::reference_cases()) {
    auto bytes = test::bytes_of(one);
    for (size_t size = 0; size < bytes.size(); ++size) {
      std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
      EXPECT_FALSE(complaints(cut).empty());
    }
  }
}

}  // namespace
}  // namespace btfkit::btf
