// A dump by two threads: lines of one type don't depend on those of another.
#pragma once

#include <future>
#include <string>
#include <vector>

#include "text.h"

namespace btfkit::btf {

// Calls `dump(types, text)` for the two halves of `types` at the same time and hands on what they
// write in order. Which thread writes what doesn't show.
template <typename Dump>
void dump_in_parts(std::span<const TypeId> types, const Sink& sink, Dump dump) {
  constexpr size_t kWorthAThread = 4096;  // types
  if (types.size() < kWorthAThread) {
    Text text(sink);
    dump(types, text);
    text.flush();
    return;
  }
  size_t half = types.size() / 2;
  // Where no thread can be made, this half is done when it is asked for.
  auto later = std::async([&] {
    std::vector<std::string> pieces;
    Sink keep = [&](std::string_view piece) { pieces.emplace_back(piece); };
    Text text(keep);
    dump(types.subspan(half), text);
    text.flush();
    return pieces;
  });
  Text text(sink);
  dump(types.first(half), text);
  text.flush();
  for (const std::string& piece : later.get()) sink(piece);
}

}  // namespace btfkit::btf
