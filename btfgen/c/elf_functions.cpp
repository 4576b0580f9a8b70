#include "c/elf_functions.h"

#include <elf.h>

#include <algorithm>

namespace btfkit::btfgen {
namespace {

constexpr std::string_view kIdsSection = ".BTF_ids";
constexpr std::string_view kFunctionId = "__BTF_ID__func__";
constexpr std::string_view kSetId = "__BTF_ID__set8__";
constexpr uint32_t kSetOfKfuncs = 1;  // BTF_SET8_KFUNCS

bool has_suffix(std::string_view name, std::initializer_list<std::string_view> suffixes) {
  size_t dot = name.find('.');
  if (dot == name.npos) return false;
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) {
    return name.substr(dot).find(suffix) != name.npos;
  });
}

// The first bytes as a number of which the order is that of texts.
uint64_t start_of(std::string_view text) {
  uint64_t result = 0;
  for (size_t i = 0; i < sizeof result; ++i) {
    result = result << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  }
  return result;
}

bool lie_apart(std::span<const FunctionSymbol> symbols) {
  uint64_t address = 0;
  for (const FunctionSymbol& symbol : symbols) {
    if (address != 0 && address != symbol.address) return true;
    address = symbol.address;
  }
  return false;
}

// "vfs_close" of "__BTF_ID__func__vfs_close__1", or nothing.
std::string_view function_of_id(std::string_view symbol) {
  if (!symbol.starts_with(kFunctionId)) return {};
  symbol.remove_prefix(kFunctionId.size());
  size_t end = symbol.rfind("__");
  return end == symbol.npos || symbol.find('_', end + 2) != symbol.npos ? std::string_view()
                                                                        : symbol.substr(0, end);
}

}  // namespace

bool ElfFunction::has_optimised_copy_at(uint64_t address) const {
  return std::ranges::any_of(symbols, [&](const FunctionSymbol& symbol) {
    return symbol.address == address && has_suffix(symbol.name, {".constprop", ".isra"});
  });
}

Result<ElfFunctions> ElfFunctions::read(const elf::File& file, const DebugStrings& strings) {
  std::vector<elf::Symbol> symbols = BTFKIT_TRY(file.symbols());
  struct Found {
    uint64_t start;  // of the name, most of which differ in it
    std::string_view function;
    FunctionSymbol symbol;

    bool operator<(const Found& other) const {
      return start != other.start ? start < other.start : function < other.function;
    }
  };
  std::vector<Found> found;
  for (const elf::Symbol& symbol : symbols) {
    if (symbol.type != STT_FUNC || has_suffix(symbol.name, {".cold", ".part"})) continue;
    std::string_view function = symbol.name.substr(0, symbol.name.find('.'));
    found.push_back({start_of(function), function, {symbol.name, symbol.value}});
  }
  std::stable_sort(found.begin(), found.end());

  ElfFunctions result;
  result.symbols_.reserve(found.size());
  for (const Found& next : found) result.symbols_.push_back(next.symbol);
  for (size_t begin = 0; begin < found.size();) {
    size_t end = begin + 1;
    while (end < found.size() && found[end].function == found[begin].function) ++end;
    std::span of = std::span(result.symbols_).subspan(begin, end - begin);
    Name name = strings.name_of(found[begin].function);
    result.all_.push_back({found[begin].function, name, of, lie_apart(of)});
    begin = end;
  }
  result.by_name_.reserve(result.all_.size());
  for (uint32_t i = 0; i < result.all_.size(); ++i) result.by_name_.emplace(result.all_[i].name, i);
  BTFKIT_CHECK(in(kIdsSection, result.mark_kfuncs(file, symbols)));
  return result;
}

Result<void> ElfFunctions::mark_kfuncs(const elf::File& file,
                                       const std::vector<elf::Symbol>& symbols) {
  const elf::Section* ids = file.find_section(kIdsSection);
  if (!ids) return {};
  struct Set {
    uint64_t begin, end;
  };
  std::vector<Set> sets;
  auto word_at = [&](uint64_t address) -> Result<uint32_t> {
    ByteReader reader(ids->data, file.endian());
    BTFKIT_CHECK(reader.seek(address - ids->address));
    return reader.u32();
  };
  // struct btf_id_set8: a count, flags, and pairs of an id and the flags of the function.
  for (const elf::Symbol& symbol : symbols) {
    if (symbol.section != ids->index || !symbol.name.starts_with(kSetId)) continue;
    uint32_t flags = BTFKIT_TRY(in(symbol.name, word_at(symbol.value + 4)));
    if (flags & kSetOfKfuncs) sets.push_back({symbol.value, symbol.value + symbol.size});
  }
  for (const elf::Symbol& symbol : symbols) {
    if (symbol.section != ids->index) continue;
    std::string_view name = function_of_id(symbol.name);
    if (name.empty()) continue;
    bool is_listed = std::ranges::any_of(
        sets, [&](const Set& set) { return set.begin <= symbol.value && symbol.value < set.end; });
    if (!is_listed) continue;
    auto at = std::ranges::lower_bound(all_, name, {}, &ElfFunction::text);
    if (at == all_.end() || at->text != name) continue;
    at->is_kfunc = true;
    at->kfunc_flags = BTFKIT_TRY(in(symbol.name, word_at(symbol.value + 4)));
  }
  return {};
}

}  // namespace btfkit::btfgen
