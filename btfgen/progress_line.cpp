#include "progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

namespace btfkit::btfgen {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kInterval{200};  // before the first line, and between two
constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

std::string progress_text(const Progress& progress, milliseconds elapsed) {
  std::string text = fmt::format("{} of {} {}", progress.done, progress.all, progress.of);
  if (progress.types != 0) text += fmt::format(", {} types", progress.types);
  if (progress.done != 0) {
    double rest = static_cast<double>(progress.all - progress.done);
    double seconds = static_cast<double>(elapsed.count()) / 1000;
    text += fmt::format(", {:.1f} s left", seconds * rest / static_cast<double>(progress.done));
  }
  return text;
}

ProgressLine::ProgressLine(std::FILE* stream)
    : stream_(stream), is_terminal_(isatty(fileno(stream)) == 1) {}

ProgressLine::~ProgressLine() {
  // It may have been another process that wrote the line (see isolate.h).
  if (is_terminal_) fmt::print(stream_, "{}", kClearLine);
}

ProgressListener ProgressLine::listener() {
  if (!is_terminal_) return {};
  return [this](const Progress& progress) { show(progress); };
}

void ProgressLine::show(const Progress& progress) {
  Clock::time_point now = Clock::now();
  if (now - shown_ < kInterval) return;
  shown_ = now;
  auto elapsed = std::chrono::duration_cast<milliseconds>(now - begin_);
  fmt::print(stream_, "{}{}", kClearLine, progress_text(progress, elapsed));
  std::fflush(stream_);
}

}  // namespace btfkit::btfgen
