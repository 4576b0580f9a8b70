#include "dump_c_part.h"

namespace btfkit::btf::c {

void Part::put(Versions& versions, Text& header) const {
  // In the order in which the names were asked for; that of the gaps may be another one.
  std::vector<uint32_t> numbers;
  numbers.reserve(declarations_.names().pending().size());
  for (const NameUse& use : declarations_.names().pending()) numbers.push_back(versions.add(use));

  size_t begin = 0;
  for (const Text::Gap& gap : text_.gaps()) {
    uint32_t version = numbers[gap.what];
    if (version == 1) continue;
    header.hand_on(text_.view().substr(begin, gap.at - begin));
    add_version(header, version);
    begin = gap.at;
  }
  header.hand_on(text_.view().substr(begin));
}

Halves halves(const Btf& btf, std::span<const Statement> statements) {
  // A definition takes as long as it has words; nothing else takes more than a few members.
  auto work = [&](const Statement& statement) {
    constexpr size_t kOther = 10;
    return statement.what == Statement::What::kDefinition ? btf.words(statement.id).size() : kOther;
  };
  size_t left = 0;
  for (const Statement& statement : statements) left += work(statement);
  size_t count = 0;
  for (size_t done = 0; count < statements.size() && done < left; ++count) {
    size_t own = work(statements[count]);
    done += own;
    left -= own;
  }
  return {statements.first(count), statements.subspan(count)};
}

}  // namespace btfkit::btf::c
