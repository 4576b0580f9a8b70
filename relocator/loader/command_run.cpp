// bpfload run: loads and attaches, then waits for what ends it: the command, a signal, the time, or
// the number of records. Signals are read from a descriptor, so that none of them cuts the clean-up
// short.
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "error.h"
#include "fd.h"
#include "session.h"

extern char** environ;

namespace bpfload {
namespace {

struct Events {
  const Options& options;
  bpfload_ringbuf* ring = nullptr;
  uint64_t count = 0;

  explicit Events(const Options& from) : options(from) {}
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  ~Events() { bpfload_ringbuf_close(ring); }

  bool all_there() const { return options.count != 0 && count == options.count; }

  static int print(void* context, const void* data, uint32_t size) {
    Events& events = *static_cast<Events*>(context);
    printf("%s: %u bytes:", events.options.events, size);
    print_hex(data, size);
    fputc('\n', stdout);
    events.count++;
    return events.all_there() ? 1 : 0;
  }

  void consume() {
    if (ring == nullptr || all_there()) return;
    bpfload_ringbuf_consume(ring, print, this);
    fflush(stdout);
  }
};

uint64_t now_ms() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000 + static_cast<uint64_t>(time.tv_nsec) / 1000000;
}

// Blocks the signals that end a run and gives the descriptor that tells of them.
bool block_signals(sigset_t& before, loader::Fd& signals, bpfload_error& error) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
  if (sigprocmask(SIG_BLOCK, &set, &before) != 0) return loader::fail(error, "sigprocmask: %m");
  // A closed pipe is an error of the write, not the end of this process with its pins in place.
  if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return loader::fail(error, "signal: %m");
  signals = loader::Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  return signals.valid() || loader::fail(error, "signalfd: %m");
}

bool start(char** command, const sigset_t& mask, pid_t& child, bpfload_error& error) {
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  errno = posix_spawnp(&child, command[0], nullptr, &attributes, command, environ);
  posix_spawnattr_destroy(&attributes);
  return errno == 0 || loader::fail(error, "%s: %m", command[0]);
}

struct Ending {
  bool by_signal = false;
  bool timed_out = false;
  pid_t child = -1;
  int status = 0;  // of the child, once child is -1 again
};

// Reads the pending signals; true if one of them ends the run.
bool ends(const loader::Fd& signals, Ending& ending) {
  signalfd_siginfo info;
  while (read(signals.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo != SIGCHLD) {
      ending.by_signal = true;
    } else if (ending.child > 0 && waitpid(ending.child, &ending.status, WNOHANG) == ending.child) {
      ending.child = -1;
      return true;
    }
  }
  return ending.by_signal;
}

bool wait_for_end(const Options& options, const loader::Fd& signals, Events& events, Ending& ending,
                  bpfload_error& error) {
  const uint64_t deadline = now_ms() + options.timeout_s * 1000;
  pollfd waiting[] = {
      {.fd = signals.get(), .events = POLLIN, .revents = 0},
      {.fd = events.ring == nullptr ? -1 : bpfload_ringbuf_fd(events.ring),
       .events = POLLIN,
       .revents = 0},
  };
  while (!events.all_there()) {
    int timeout = -1;
    if (options.timeout_s != 0) {
      const uint64_t now = now_ms();
      ending.timed_out = now >= deadline;
      if (ending.timed_out) break;
      timeout = static_cast<int>(deadline - now < 60000 ? deadline - now : 60000);
    }
    if (poll(waiting, 2, timeout) < 0 && errno != EINTR) return loader::fail(error, "poll: %m");
    events.consume();
    if (ferror(stdout) != 0) return loader::fail(error, "standard output: %m");
    if (ends(signals, ending)) break;
  }
  return true;
}

// The command was started by us and doesn't outlive us. It may have something to put in order.
void stop_child(Ending& ending) {
  if (ending.child <= 0) return;
  kill(ending.child, SIGTERM);
  for (const uint64_t deadline = now_ms() + 5000; now_ms() < deadline; poll(nullptr, 0, 20)) {
    if (waitpid(ending.child, &ending.status, WNOHANG) != 0) return;
  }
  kill(ending.child, SIGKILL);
  waitpid(ending.child, &ending.status, 0);
}

bool attach(const Options& options, Session& session) {
  if (!options.attach.empty()) return attach_named(options, session);
  const int attached = bpfload_attach_all(session.object, &session.error);
  if (attached == 0) {
    loader::fail(session.error, "%s: no program says what to attach it to; name one by --attach",
                 options.image);
  }
  if (attached <= 0) report(session.error);
  return attached > 0;
}

bool open_events(const Options& options, Session& session, Events& events) {
  if (options.events == nullptr) return true;
  const int map = bpfload_find_map(session.object, options.events);
  if (map < 0) {
    return loader::fail(session.error, "%s: has no map '%s'", options.image, options.events);
  }
  const int fd = bpfload_map_fd(session.object, static_cast<size_t>(map));
  events.ring = bpfload_ringbuf_open(fd, &session.error);
  return events.ring != nullptr || loader::add_context(session.error, "%s", options.image);
}

int print_text(void*, const char* text, size_t size) {
  return fwrite(text, 1, size, stdout) == size ? 0 : 1;
}

// What iterators write is printed once, at the end.
bool print_iterators(const Session& session, bpfload_error& error) {
  if (bpfload_read_iterators(session.object, print_text, nullptr, &error) != 0) return false;
  return fflush(stdout) == 0 || loader::fail(error, "standard output: %m");
}

// There is nothing to wait for where nothing but iterators is attached and no command runs.
bool has_only_iterators(const Options& options, const Session& session) {
  return options.command == nullptr && options.events == nullptr && options.timeout_s == 0 &&
         bpfload_iterator_count(session.object) == bpfload_attachment_count(session.object);
}

int exit_status(const Options& options, const Ending& ending, const Events& events) {
  if (ending.timed_out && options.count != 0) {
    fprintf(stderr, "bpfload: %s: %llu of %llu records of '%s' within %llu s\n", options.image,
            static_cast<unsigned long long>(events.count),
            static_cast<unsigned long long>(options.count), options.events,
            static_cast<unsigned long long>(options.timeout_s));
    return 1;
  }
  if (options.command == nullptr || ending.child > 0) return 0;
  return WIFSIGNALED(ending.status) ? 128 + WTERMSIG(ending.status) : WEXITSTATUS(ending.status);
}

}  // namespace

int run(const Options& options) {
  Session session;
  bpfload_error& error = session.error;
  sigset_t mask;
  loader::Fd signals;
  if (!block_signals(mask, signals, error)) return report(error);
  if (!open_and_load(options, session)) return 1;
  Events events(options);
  if (!open_events(options, session, events)) return report(error);
  if (!attach(options, session)) return 1;
  if (options.pin != nullptr && bpfload_pin(session.object, options.pin, &error) != 0) {
    return report(error);
  }
  // From here the programs run; closing the session detaches and unpins them.
  Ending ending;
  if (options.command != nullptr && !start(options.command, mask, ending.child, error)) {
    return report(error);
  }
  const bool waited =
      has_only_iterators(options, session) || wait_for_end(options, signals, events, ending, error);
  // What was written before the command ended counts.
  events.consume();
  stop_child(ending);
  return waited && print_iterators(session, error) ? exit_status(options, ending, events)
                                                   : report(error);
}

}  // namespace bpfload
