// Sections put into arbitrary bytes that look like an ELF file: an error, or a file in which they
// are, and where all others are what they were.
#include <elf.h>

#include <cstdint>

#include "elf/file.h"
#include "elf/splice.h"
#include "one_line.h"

namespace {

using namespace btfkit;

constexpr std::string_view kContent = "the content";
constexpr std::string_view kBase = "the base";

std::vector<std::byte> joined(Bytes old, const elf::Splice& splice) {
  fuzz::expect(splice.header.size() <= splice.kept && splice.kept <= old.size());
  std::vector<std::byte> result(splice.header);
  result.insert(result.end(), old.begin() + static_cast<ptrdiff_t>(splice.header.size()),
                old.begin() + static_cast<ptrdiff_t>(splice.kept));
  result.insert(result.end(), splice.tail.begin(), splice.tail.end());
  return result;
}

bool is_same(const elf::Section& a, const elf::Section& b) {
  return a.name == b.name && a.type == b.type && a.flags == b.flags && a.address == b.address &&
         a.size == b.size && a.link == b.link && a.info == b.info &&
         std::ranges::equal(a.data, b.data);
}

void compare(const elf::File& before, const elf::File& after) {
  fuzz::expect(as_text(after.find_section(".BTF")->data) == kContent);
  fuzz::expect(as_text(after.find_section(".BTF.base")->data) == kBase);
  fuzz::expect(after.sections().size() >= before.sections().size());
  const elf::Section* btf = before.find_section(".BTF");
  const elf::Section* base = before.find_section(".BTF.base");
  size_t differences = 0;
  for (size_t i = 1; i < before.sections().size(); ++i) {
    const elf::Section& section = before.sections()[i];
    if (&section == btf || &section == base) continue;
    differences += !is_same(section, after.sections()[i]);
  }
  // The names have grown.
  fuzz::expect(differences <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto file = elf::File::open(bytes);
  if (!file) {
    fuzz::expect_one_line(file.error());
    return 0;
  }
  std::vector<elf::SectionContent> contents = {{".BTF", as_bytes(kContent)},
                                               {".BTF.base", as_bytes(kBase)}};
  auto splice = elf::splice(*file, contents);
  if (!splice) {
    fuzz::expect_one_line(splice.error());
    return 0;
  }
  std::vector<std::byte> whole = joined(bytes, *splice);
  auto again = elf::File::open(whole);
  fuzz::expect_value(again);
  compare(*file, *again);
  return 0;
}
