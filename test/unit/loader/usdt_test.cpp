#include <gtest/gtest.h>

#include "attach/usdt_arguments.h"
#include "attach/usdt_notes.h"
#include "executable_file.h"

namespace loader::test {
namespace {

// The sites as "ADDRESS OFFSET SEMAPHORE ARGUMENTS;", or the error.
std::string sites(const ExecutableFile& file) {
  const std::vector<std::byte> heap = exact(file.bytes());
  Executable executable;
  bpfload_error error = {};
  Array<UsdtSite> sites;
  if (!executable.open(heap, error) || !find_usdt_sites(executable, "prov", "tick", sites, error)) {
    return error.text;
  }
  std::string text;
  for (const UsdtSite& site : sites) {
    char line[100];
    snprintf(line, sizeof line, "%#llx %llu %llu %s;",
             static_cast<unsigned long long>(site.address),
             static_cast<unsigned long long>(site.offset),
             static_cast<unsigned long long>(site.semaphore), site.arguments);
    text += line;
  }
  return text;
}

template <class Change>
std::string sites_after(Change change) {
  NoteParts note;
  ExecutableFile file;
  change(note, file);
  file.content[ExecutableFile::kNotes] = note.bytes();
  return sites(file);
}

TEST(UsdtNotes, SayWhereAProbeIs) {
  EXPECT_EQ(sites(ExecutableFile()), "0x401010 32 48 -4@%eax 8@$5;");
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.semaphore = 0; }),
            "0x401010 32 0 -4@%eax 8@$5;");
}

TEST(UsdtNotes, MoveWithTheirBase) {
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) {
              note.base -= 0x100000;
              note.address -= 0x100000;
              note.semaphore -= 0x100000;
            }),
            "0x401010 32 48 -4@%eax 8@$5;");
}

TEST(UsdtNotes, MayBeSeveral) {
  ExecutableFile file;
  NoteParts second;
  second.address += 4;
  NoteParts other;
  other.type = 1;
  NoteParts foreign;
  foreign.owner = std::string("GNU\0", 4);
  file.content[ExecutableFile::kNotes] += other.bytes() + foreign.bytes() + second.bytes();
  EXPECT_EQ(sites(file), "0x401010 32 48 -4@%eax 8@$5;0x401014 36 48 -4@%eax 8@$5;");
}

TEST(UsdtNotes, NameWhatIsMissing) {
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.strings[0] = 'x'; }),
            "has no probe 'prov:tick'");
  EXPECT_EQ(sites_after([](NoteParts&, ExecutableFile& file) {
              file.sections[ExecutableFile::kNotes].sh_name = 1;
            }),
            "has no probes (section .note.stapsdt)");
}

TEST(UsdtNotes, RefusesWhatIsOutside) {
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.address = 5; }),
            "probe 'prov:tick': 0x5 is in no executable segment");
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.semaphore = 5; }),
            "probe 'prov:tick': its semaphore at 0x5 is in no segment");
}

TEST(UsdtNotes, RefusesWhatIsCutOff) {
  const std::string whole = NoteParts().bytes();
  for (size_t size = 1; size < whole.size() - 1; size++) {
    ExecutableFile file;
    file.content[ExecutableFile::kNotes] = whole.substr(0, size);
    EXPECT_EQ(sites(file), "section .note.stapsdt: a note is cut off") << size;
  }
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.strings.pop_back(); }),
            "section .note.stapsdt: a probe's description is cut off");
  EXPECT_EQ(sites_after([](NoteParts& note, ExecutableFile&) { note.strings.clear(); }),
            "section .note.stapsdt: a probe's description is cut off");
}

// "PLACE VALUE BASE INDEX<<SHIFT SIGN UNUSED;" for each argument, or the error.
std::string arguments(const char* text, uint16_t machine = EM_X86_64) {
  UsdtSpec spec;
  bpfload_error error = {};
  if (!parse_usdt_arguments(text, machine, spec, error)) return error.text;
  std::string all;
  for (size_t i = 0; i < spec.count; i++) {
    const UsdtArgument& one = spec.arguments[i];
    char line[100];
    snprintf(line, sizeof line, "%u %lld %d %d<<%u %c%u;", static_cast<unsigned>(one.place),
             static_cast<long long>(one.value), one.base, one.index, one.scale_shift,
             one.is_signed ? '-' : '+', one.unused_bits);
    all += line;
  }
  return all;
}

TEST(UsdtArguments, OfX86) {
  EXPECT_EQ(arguments(""), "");
  EXPECT_EQ(arguments(" 8@%rax  -4@%r8d "), "1 0 80 0<<0 +0;1 0 72 0<<0 -32;");
  EXPECT_EQ(arguments("-1@-20(%rbp) 2@(%rdi)"), "2 -20 32 0<<0 -56;2 0 112 0<<0 +48;");
  EXPECT_EQ(arguments("4@$-7 8@$18446744073709551615"), "0 -7 0 0<<0 +32;0 -1 0 0<<0 +0;");
  EXPECT_EQ(arguments("8@8(%rax,%rbx,4) 8@(%rax,%r12)"), "3 8 80 40<<2 +0;3 0 80 24<<0 +0;");
  EXPECT_EQ(arguments("4@%eax", EM_386), "1 0 80 0<<0 +32;");
}

TEST(UsdtArguments, OfArm) {
  EXPECT_EQ(arguments("-4@[sp, 60] 8@x0 4@w30 8@[x19] 4@5 8@[x29,-8]", EM_AARCH64),
            "2 60 248 0<<0 -32;1 0 0 0<<0 +0;1 0 240 0<<0 +32;2 0 152 0<<0 +0;0 5 0 0<<0 +32;"
            "2 -8 232 0<<0 +0;");
  EXPECT_EQ(arguments("4@r3 -4@[fp, #-8] 4@#5", EM_ARM),
            "1 0 12 0<<0 +32;2 -8 44 0<<0 -32;0 5 0 0<<0 +32;");
}

TEST(UsdtArguments, OfS390AndRiscv) {
  EXPECT_EQ(arguments("8@%r2 -4@160(%r11) 4@5", EM_S390),
            "1 0 40 0<<0 +0;2 160 112 0<<0 -32;0 5 0 0<<0 +32;");
  EXPECT_EQ(arguments("8@a0 -8@-32(s0) -4@5", EM_RISCV),
            "1 0 80 0<<0 +0;2 -32 64 0<<0 -0;0 5 0 0<<0 -32;");
}

TEST(UsdtArguments, RefusesWhatItCannotRead) {
  for (const std::string text :
       {"8@%xmm0", "8@%rax,", "8@(%rip", "8@var(%rip)", "8@(,%rax,4)", "8@8(%rax,%rbx,3)", "8@5",
        "8@", "8@%", "8@$", "8@$99999999999999999999", "8@[x0]", "8@%raxx", "8@(%rax,%rbx,4,1)"}) {
    EXPECT_EQ(arguments(text.c_str()), "argument '" + text + "' is in no place that is known");
  }
  EXPECT_EQ(arguments("8@x31", EM_AARCH64), "argument '8@x31' is in no place that is known");
  EXPECT_EQ(arguments("8@[sp, 60", EM_AARCH64), "argument '8@[sp,' is in no place that is known");
  EXPECT_EQ(arguments("@%rax"), "argument '@%rax' has no size");
  EXPECT_EQ(arguments("8%rax"), "argument '8%rax' has no '@' behind its size");
  EXPECT_EQ(arguments("3@%rax"), "argument '3@%rax' has a size other than 1, 2, 4 or 8");
  EXPECT_EQ(arguments("8f@%xmm0"),
            "argument '8f@%xmm0' is a floating-point number, which can't be read");
  EXPECT_EQ(arguments("1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1"),
            "has more than 12 arguments");
  EXPECT_EQ(arguments("8@%rax", EM_PPC64), "arguments of machine 21 are not known");
}

TEST(UsdtSpec, IsThatOfEitherHeader) {
  UsdtSpec spec;
  bpfload_error error = {};
  ASSERT_TRUE(parse_usdt_arguments("8@$1 -4@5(%rax,%rbx,8)", EM_X86_64, spec, error));
  std::byte out[kUsdtIndexedSpecSize];
  const auto at = [&](size_t offset) { return static_cast<int>(out[offset]); };
  encode_usdt_spec(spec, kUsdtSpecSize, out);
  EXPECT_EQ(at(16 + 12), 80);
  EXPECT_EQ(at(16 + 14), 1);
  EXPECT_EQ(at(16 + 15), 32);
  EXPECT_EQ(at(12 * 16 + 8), 2);
  encode_usdt_spec(spec, kUsdtIndexedSpecSize, out);
  if (std::endian::native == std::endian::little) {
    EXPECT_EQ(at(24), 5);
    EXPECT_EQ(at(24 + 8), 3);
    EXPECT_EQ(at(24 + 10), 40);
    EXPECT_EQ(at(24 + 11), 0x30);
    EXPECT_EQ(at(24 + 14), 80);
    EXPECT_EQ(at(12 * 24 + 8), 2);
  }
  EXPECT_EQ(at(24 + 16), 1);
  EXPECT_EQ(at(24 + 17), 32);
}

}  // namespace
}  // namespace loader::test
