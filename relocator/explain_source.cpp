#include "explain_source.h"

#include <algorithm>
#include <cctype>

namespace btfkit::relocator {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  auto is_part = [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) || c == '_' || byte >= 0x80;
  };
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    size_t end = at + word.size();
    bool begins = at == 0 || !is_part(text[at - 1]);
    if (begins && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

}  // namespace

SourceLines::SourceLines(const Object& object) : object_(object) {
  for (const auto& section : object.ext.lines) {
    auto& lines = sections_[object.btf.string(section.section)];
    lines.insert(lines.end(), section.records.begin(), section.records.end());
  }
  for (auto& [name, lines] : sections_) {
    std::ranges::stable_sort(lines, {}, &btf::LineInfo::offset);
  }
}

std::optional<SourceLine> SourceLines::find(std::string_view section, uint64_t begin, uint64_t end,
                                            uint64_t offset, std::string_view name) const {
  auto found = sections_.find(section);
  if (found == sections_.end()) return std::nullopt;
  const std::vector<btf::LineInfo>& lines = found->second;
  auto behind = std::ranges::upper_bound(
      lines, offset, {}, [](const btf::LineInfo& line) { return uint64_t{line.offset}; });
  std::optional<SourceLine> covering;
  if (behind != lines.begin() && std::prev(behind)->offset >= begin) {
    covering = as_line(*std::prev(behind));
  }
  if (name.empty() || (covering && has_word(covering->text, name))) return covering;
  constexpr uint64_t kSoon = 16 * core::kInstructionSize;
  for (; behind != lines.end() && behind->offset < std::min(end, offset + kSoon); ++behind) {
    auto line = as_line(*behind);
    if (line && has_word(line->text, name)) return line;
  }
  return covering;
}

std::optional<SourceLine> SourceLines::as_line(const btf::LineInfo& line) const {
  constexpr uint32_t kColumnBits = 10;
  uint32_t number = line.line_column >> kColumnBits;
  if (number == 0) return std::nullopt;
  return SourceLine{std::string(object_.btf.string(line.file)),
                    std::string(object_.btf.string(line.line)), number,
                    line.line_column & ((1 << kColumnBits) - 1)};
}

}  // namespace btfkit::relocator
