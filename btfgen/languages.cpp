#include "btfgen/languages.h"

#include <cctype>
#include <iterator>
#include <ranges>
#include <utility>

namespace btfkit::btfgen {
namespace {

// DW_LANG_* by DWARF 5, section 7.12, and DW_LANG_Mips_Assembler.
constexpr std::pair<std::string_view, uint32_t> kLanguages[] = {
    {"c89", 0x0001},      {"c", 0x0002},         {"ada83", 0x0003},     {"c++", 0x0004},
    {"cobol74", 0x0005},  {"cobol85", 0x0006},   {"fortran77", 0x0007}, {"fortran90", 0x0008},
    {"pascal83", 0x0009}, {"modula2", 0x000a},   {"java", 0x000b},      {"c99", 0x000c},
    {"ada95", 0x000d},    {"fortran95", 0x000e}, {"pli", 0x000f},       {"objc", 0x0010},
    {"objc++", 0x0011},   {"upc", 0x0012},       {"d", 0x0013},         {"python", 0x0014},
    {"opencl", 0x0015},   {"go", 0x0016},        {"modula3", 0x0017},   {"haskell", 0x0018},
    {"c++03", 0x0019},    {"c++11", 0x001a},     {"ocaml", 0x001b},     {"rust", 0x001c},
    {"c11", 0x001d},      {"swift", 0x001e},     {"julia", 0x001f},     {"dylan", 0x0020},
    {"c++14", 0x0021},    {"fortran03", 0x0022}, {"fortran08", 0x0023}, {"renderscript", 0x0024},
    {"bliss", 0x0025},    {"asm", 0x8001},
};

bool is_same(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](unsigned char c) { return std::tolower(c); },
      [](unsigned char c) { return std::tolower(c); });
}

}  // namespace

Result<std::vector<uint32_t>> parse_languages(std::string_view list) {
  std::vector<uint32_t> result;
  for (auto part : std::views::split(list, ',')) {
    std::string_view name(part.begin(), part.end());
    auto found = std::ranges::find_if(
        kLanguages, [&](const auto& entry) { return is_same(entry.first, name); });
    if (found == std::end(kLanguages)) return fail("language '{}' is not known", name);
    result.push_back(found->second);
  }
  return result;
}

}  // namespace btfkit::btfgen
