// trace_pipe is the one way to what bpf_printk writes: it goes to the kernel's own trace buffer,
// and never to an instance's (/sys/kernel/tracing/instances). Whoever reads a line takes it away
// from other readers, and lines of other events come with it.
#include "log.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "printk_line.h"
#include "support/json.h"
#include "support/utf8.h"
#include "until.h"

namespace btfkit::show {
namespace {

constexpr const char* kPipes[] = {"/sys/kernel/tracing/trace_pipe",
                                  "/sys/kernel/debug/tracing/trace_pipe"};

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Result<File> open_pipe(const std::string& path) {
  auto open_one = [](const char* name) { return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK); };
  if (!path.empty()) {
    int fd = open_one(path.c_str());
    if (fd < 0) return fail("{}: {}", path, std::strerror(errno));
    return File(fd);
  }
  for (const char* name : kPipes) {
    int fd = open_one(name);
    if (fd >= 0) return File(fd);
    if (errno != ENOENT) return fail("{}: {}", name, std::strerror(errno));
  }
  return fail("{}: tracefs is not mounted; mount -t tracefs tracefs /sys/kernel/tracing",
              kPipes[0]);
}

// Lines into messages: one that doesn't begin an event goes on with the one before.
class Messages {
 public:
  explicit Messages(Format format) : format_(format) {}

  // `parsed` is the line if it begins an event.
  void add(std::string_view line, const std::optional<TraceLine>& parsed) {
    if (parsed) {
      flush();
      is_said_ = parsed->event == kPrintkEvent;
      if (is_said_) begin(*parsed);
    } else if (is_said_) {
      // An empty line is what bpf_printk's own newline leaves.
      pending_ += '\n';
      pending_ += line;
    }
  }

  // The message that there is ends here.
  void flush() {
    if (!is_said_) return;
    while (pending_.ends_with('\n')) pending_.pop_back();
    if (format_ == Format::kText) {
      output_ += prefix_;
      // Newlines are the message's own, other control characters are not for a terminal.
      for (std::string_view rest = pending_;;) {
        size_t end = rest.find('\n');
        output_ += one_line(rest.substr(0, end)) + "\n";
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
      }
    } else {
      Json json;
      json.in('{', '}', [&] {
        json.field("task", as_utf8(task_));
        json.field("pid", pid_);
        json.field("cpu", processor_);
        json.field("time", as_utf8(time_));
        json.field("message", as_utf8(pending_));
      });
      output_ += std::move(json).take() + "\n";
    }
    pending_.clear();
    is_said_ = false;
  }

  std::string take() { return std::exchange(output_, {}); }

 private:
  void begin(const TraceLine& line) {
    task_ = line.task;
    pid_ = line.pid;
    processor_ = line.processor;
    time_ = line.time;
    prefix_ = fmt::format("{} {}-{}: ", one_line(time_), one_line(task_), pid_);
    pending_ = line.message;
  }

  Format format_;
  bool is_said_ = false;
  std::string task_, time_, prefix_, pending_, output_;
  uint32_t pid_ = 0;
  uint32_t processor_ = 0;
};

Result<void> print(const std::string& text) {
  bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!is_written || std::fflush(stdout) != 0) {
    return fail("standard output: {}", std::strerror(errno));
  }
  return {};
}

}  // namespace

Result<void> follow_log(const LogOptions& options) {
  File pipe = BTFKIT_TRY(open_pipe(options.file));
  Until until(options.count, options.seconds);
  Messages messages(options.format);
  std::string unread;
  bool is_at_end = false;
  while (!until.is_over() && !is_at_end) {
    pollfd waiting = {.fd = pipe.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, until.remaining_ms()) < 0 && errno != EINTR) {
      return fail("trace_pipe: poll: {}", std::strerror(errno));
    }
    char buffer[4096];
    ssize_t size = read(pipe.fd(), buffer, sizeof buffer);
    if (size < 0 && errno != EAGAIN && errno != EINTR) {
      return fail("trace_pipe: {}", std::strerror(errno));
    }
    is_at_end = size == 0;
    if (size > 0) unread.append(buffer, static_cast<size_t>(size));
    size_t begin = 0;
    bool goes_on = true;
    for (size_t end; (end = unread.find('\n', begin)) != unread.npos; begin = end + 1) {
      std::string_view line = std::string_view(unread).substr(begin, end - begin);
      auto event = parse_trace_line(line);
      // The last message goes on up to the next event.
      if (event && !goes_on) break;
      messages.add(line, event);
      if (event && event->event == kPrintkEvent) goes_on = until.add();
    }
    unread.erase(0, begin);
    // The kernel hands over whole events.
    messages.flush();
    BTFKIT_CHECK(print(messages.take()));
  }
  return until.result("messages");
}

}  // namespace btfkit::show
