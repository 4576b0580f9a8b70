// Where in the program's source an instruction comes from, by the lines of .BTF.ext.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "explain.h"

namespace btfkit::relocator {

class SourceLines {
 public:
  // `object` must outlive this.
  explicit SourceLines(const Object& object);

  // The line of the instruction at `offset` of a function from `begin` to `end`, all of them bytes
  // into the section. clang gives the instruction that loads a relocated constant no line of its
  // own, so that it counts to whatever is before it: the line of what uses it comes soon after, and
  // has the word `name` in it.
  std::optional<SourceLine> find(std::string_view section, uint64_t begin, uint64_t end,
                                 uint64_t offset, std::string_view name) const;

 private:
  std::optional<SourceLine> as_line(const btf::LineInfo& line) const;

  const Object& object_;
  std::map<std::string_view, std::vector<btf::LineInfo>> sections_;  // by ascending offsets
};

}  // namespace btfkit::relocator
