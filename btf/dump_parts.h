// A dump by two threads: lines of one type don't depend on those of another.
#pragma once

#include <atomic>
#include <future>

#include "text.h"

namespace btfkit::btf {

// The parts of a dump in order: each thread takes the next one that is left and hands on its text
// once those before it have been. So a thread needs no more memory than a piece of text has, and
// what it writes stays in its processor's cache.
class Parts {
 public:
  explicit Parts(size_t count) : count_(count) {}

  // The next part, or their number if there are no more.
  size_t take() { return std::min(taken_.fetch_add(1, std::memory_order_relaxed), count_); }
  size_t count() const { return count_; }

  // Returns when all before `part` are done.
  void wait_for(size_t part) const {
    for (size_t done; (done = done_.load(std::memory_order_acquire)) != part;) {
      done_.wait(done, std::memory_order_acquire);
    }
  }
  // Ends the first part that isn't done.
  void end_first() {
    done_.fetch_add(1, std::memory_order_release);
    done_.notify_one();
  }

 private:
  size_t count_;
  std::atomic<size_t> taken_ = 0;
  std::atomic<size_t> done_ = 0;
};

// Calls `dump(types, text)` for parts of `types`, two at the same time, and hands on what they
// write in order. Which thread writes what doesn't show, but `sink` may be called by another one.
template <typename Dump>
void dump_in_parts(std::span<const TypeId> types, const Sink& sink, Dump dump) {
  constexpr size_t kWorthAThread = 4096, kPart = 1024;  // types
  if (types.size() < kWorthAThread) {
    Text text(sink);
    dump(types, text);
    text.flush();
    return;
  }
  Parts parts((types.size() + kPart - 1) / kPart);
  auto work = [&] {
    size_t part;
    Sink in_turn = [&](std::string_view piece) {
      parts.wait_for(part);
      sink(piece);
    };
    Text text(in_turn);
    while ((part = parts.take()) != parts.count()) {
      size_t begin = part * kPart;
      dump(types.subspan(begin, std::min(kPart, types.size() - begin)), text);
      text.flush();
      parts.end_first();
    }
  };
  // Where no thread can be made, this one comes too late to find a part.
  auto other = std::async(work);
  work();
  other.get();
}

}  // namespace btfkit::btf
