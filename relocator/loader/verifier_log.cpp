#include "verifier_log.h"

#include <sys/mman.h>

#include <string_view>

namespace loader {
namespace {

// The most that a kernel before 6.4 accepts. Those fail with ENOSPC if the log doesn't fit, newer
// ones drop its beginning. Pages that no log reaches cost nothing.
constexpr uint32_t kRoom = UINT32_MAX >> 8;

// Statistics, which the verifier adds after the reason.
bool is_statistics(std::string_view line) {
  for (const std::string_view start :
       {"processed ", "verification time ", "stack depth ", "Live regs before insn"}) {
    if (line.starts_with(start)) return true;
  }
  return false;
}

}  // namespace

VerifierLog::~VerifierLog() {
  if (buffer_ != nullptr) munmap(buffer_, kRoom);
}

bool VerifierLog::allocate() {
  void* memory = mmap(nullptr, kRoom, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  buffer_ = static_cast<char*>(memory);
  return true;
}

uint32_t VerifierLog::room() const {
  return kRoom;
}

size_t VerifierLog::size() const {
  return buffer_ == nullptr ? 0 : strnlen(buffer_, kRoom);
}

VerifierLog::Line VerifierLog::reason() const {
  const char* end = buffer_ + size();
  while (end != buffer_) {
    const char* start = end;
    while (start != buffer_ && start[-1] != '\n') start--;
    const char* text = start;
    while (text != end && *text == '\t') text++;  // what is said of a BTF member is indented
    const std::string_view line(text, static_cast<size_t>(end - text));
    if (!line.empty() && !is_statistics(line)) return {text, static_cast<int>(line.size())};
    end = start == buffer_ ? start : start - 1;
  }
  return {"", 0};
}

}  // namespace loader
