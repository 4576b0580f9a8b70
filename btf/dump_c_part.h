// Stage 3 of the C dump: the text of some of a header's statements, by a thread of its own.
#pragma once

#include <span>

#include "dump_c_statements.h"

namespace btfkit::btf::c {

class Part {
 public:
  // `expected`: see Text.
  Part(const Btf& btf, const Repeats& repeats, size_t expected)
      : btf_(btf), text_(expected), walk_(btf, text_), declarations_(btf, repeats, walk_, text_) {}

  // Makes the text, but for the versions of names that may be repeated.
  void write(std::span<const Statement> statements) {
    c::write(btf_, statements, declarations_, walk_, text_);
  }
  Result<void> result() const { return walk_.result(); }

  // Appends the text, with versions, to `header`; in the order of the parts.
  void put(Versions& versions, Text& header) const;

 private:
  const Btf& btf_;
  Text text_;
  Walk walk_;
  Declarations declarations_;
};

// Two parts of nearly the same work.
struct Halves {
  std::span<const Statement> first, second;
};
Halves halves(const Btf& btf, std::span<const Statement> statements);

}  // namespace btfkit::btf::c
