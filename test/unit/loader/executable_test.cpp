#include "attach/executable.h"

#include <gtest/gtest.h>

#include "executable_file.h"

namespace loader::test {
namespace {

// Where the function is in the file, or the error.
std::string function(const std::string& bytes, const char* name = "f") {
  const std::vector<std::byte> heap = exact(bytes);
  Executable executable;
  bpfload_error error = {};
  uint64_t offset;
  if (!executable.open(heap, error) || !find_function(executable, name, offset, error)) {
    return error.text;
  }
  return std::to_string(offset);
}

template <class Change>
std::string function_after(Change change) {
  ExecutableFile file;
  file.add(ExecutableFile::kSymbols, "f", 0x401020);
  change(file);
  return function(file.bytes());
}

std::string functions(const ExecutableFile& file, const char* pattern) {
  const std::vector<std::byte> heap = exact(file.bytes());
  Executable executable;
  bpfload_error error = {};
  Array<uint64_t> offsets;
  if (!executable.open(heap, error) || !find_functions(executable, pattern, offsets, error)) {
    return error.text;
  }
  std::string text;
  for (const uint64_t offset : offsets) text += std::to_string(offset) + " ";
  return text;
}

TEST(Executable, FindsAFunctionByItsSegment) {
  EXPECT_EQ(function_after([](ExecutableFile&) {}), "48");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_type = ET_DYN; }), "48");
}

TEST(Executable, RefusesWhatIsNone) {
  EXPECT_EQ(function(""), "is not an ELF file");
  EXPECT_EQ(function(std::string(64, 'x')), "is not an ELF file");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_ident[EI_DATA] ^= 3; }),
            "was made for a machine of another byte order");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_ident[EI_CLASS] = 3; }),
            "ELF class is 3");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_type = ET_REL; }),
            "is neither an executable nor a shared library");
  EXPECT_EQ(function(ExecutableFile().bytes().substr(0, 63)), "its ELF header is cut off");
}

TEST(Executable, RefusesTablesOfHeaders) {
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_phentsize = 57; }),
            "its program headers have 57 bytes, expected 56");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_phoff = ~uint64_t{0}; }),
            "its program headers reach beyond the end of the file");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_shnum = 0xffff; }),
            "its section headers reach beyond the end of the file");
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.header.e_shentsize = 40; }),
            "its section headers have 40 bytes, expected 64");
}

TEST(Executable, TakesNoFunctionOutsideItsSegments) {
  const std::string outside = "'f' at 0x401020 is in no executable segment";
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_flags = PF_R; }), outside);
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_type = PT_NOTE; }), outside);
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_filesz = 0x20; }), outside);
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_vaddr = 0x401021; }), outside);
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_offset = 1 << 20; }), outside);
  EXPECT_EQ(function_after([](ExecutableFile& file) { file.segment.p_offset = ~uint64_t{0}; }),
            outside);
}

TEST(Executable, PassesOverSymbolsWithoutName) {
  const std::string none = "has no function 'f'";
  EXPECT_EQ(function_after(
                [](ExecutableFile& file) { file.sections[ExecutableFile::kSymbols].sh_link = 99; }),
            none);
  EXPECT_EQ(function_after([](ExecutableFile& file) {
              file.content[ExecutableFile::kStrings] = std::string("\0f", 2);
            }),
            none);
  EXPECT_EQ(function_after([](ExecutableFile& file) {
              file.sections[ExecutableFile::kSymbols].sh_flags = SHF_COMPRESSED;
            }),
            none);
}

TEST(Executable, TakesTheSymbolThatProgramsAreLinkedWith) {
  using File = ExecutableFile;
  EXPECT_EQ(function_after([](File& file) {
              file.add(File::kSymbols, "f", 0x401030, STT_FUNC, STB_LOCAL);
              file.add(File::kSymbols, "f", 0x401040, STT_FUNC, STB_WEAK);
              file.add(File::kDynamic, "f", 0x401050, STT_FUNC, STB_GLOBAL, 0x8002);
              file.add(File::kDynamic, "f", 0x401020);
            }),
            "48");
  EXPECT_EQ(function_after([](File& file) { file.add(File::kSymbols, "f", 0x401030); }),
            "has several functions 'f'");
}

TEST(Executable, TakesFunctionsOnly) {
  ExecutableFile file;
  file.add(ExecutableFile::kSymbols, "f", 0x401030, STT_OBJECT);
  EXPECT_EQ(function(file.bytes()), "has no function 'f'");
  // An old version of it is not what programs call.
  file.add(ExecutableFile::kDynamic, "f", 0x401040, STT_FUNC, STB_GLOBAL, 0x8002);
  file.add(ExecutableFile::kDynamic, "f", 0x401030, STT_GNU_IFUNC);
  EXPECT_EQ(function(file.bytes()),
            "'f' is chosen when the file is loaded (IFUNC); name what it becomes");
}

TEST(Executable, FindsFunctionsByPattern) {
  ExecutableFile file;
  file.add(ExecutableFile::kSymbols, "second", 0x401040);
  file.add(ExecutableFile::kSymbols, "first", 0x401030);
  file.add(ExecutableFile::kDynamic, "first", 0x401030);
  file.add(ExecutableFile::kDynamic, "other", 0x401050);
  EXPECT_EQ(functions(file, "f*t"), "64 ");
  EXPECT_EQ(functions(file, "*"), "64 80 96 ");
  EXPECT_EQ(functions(file, "third*"), "has no function 'third*'");
}

}  // namespace
}  // namespace loader::test
