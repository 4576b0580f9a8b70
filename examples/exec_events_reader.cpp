// The part of exec_events outside of the kernel: starts a command, then prints what the BPF program
// said of it. It takes each event as the C++ type that the program put into the ring buffer.
//
//   bpfload run exec_events.image.o --pin DIR -- exec_events_reader DIR COMMAND [ARG...]
//
// Exit status 0 if the process id and the command name that were read in the kernel are those of
// the process that it started.
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>

#include "btfkit/loader.h"
#include "exec_events.hpp"

namespace {

using exec_events::Event;
using exec_events::Exec;
using exec_events::Exit;
using exec_events::Fork;

template <typename... Callables>
struct Overloaded : Callables... {
  using Callables::operator()...;
};

void print(const Event& event) {
  std::printf("  %-15s %-7u ", event.command.data(), event.pid);
  std::visit(Overloaded{
                 [](const Exec& exec) {
                   std::printf("Exec { parent %u, cpu_time_ns %" PRIu64 " }\n", exec.parent,
                               exec.cpu_time_ns);
                 },
                 [](const Fork& fork) { std::printf("Fork { child %u }\n", fork.child); },
                 [](const Exit& exit) {
                   std::printf("Exit { status %d, cpu_time_ns %" PRIu64 " }\n", exit.status,
                               exit.cpu_time_ns);
                 },
             },
             event.what);
}

// What the kernel calls the process that runs `path`: its last part, cut off at 15 bytes.
std::string kernel_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, std::tuple_size_v<decltype(Event::command)> - 1));
}

// Runs the command and returns its process id once it has ended.
pid_t run(char** command) {
  pid_t pid = fork();
  if (pid == 0) {
    execvp(command[0], command);
    std::perror(command[0]);
    _exit(127);
  }
  if (pid > 0) waitpid(pid, nullptr, 0);
  return pid;
}

// What there is to know of one process once all records are read.
struct Trace {
  std::uint32_t pid;
  std::string expected_name;
  bool exec_seen = false;
  bool exit_seen = false;
  bool name_right = true;

  void add(const Event& event) {
    if (event.pid != pid) return;
    print(event);
    bool is_exec = std::holds_alternative<Exec>(event.what);
    exec_seen |= is_exec;
    exit_seen |= std::holds_alternative<Exit>(event.what);
    name_right &= event.command.data() == expected_name;
  }
};

int add_record(void* trace, const void* data, uint32_t size) {
  // Copied out, since the variant's lifetime has begun in the kernel and not here.
  Event event;
  if (size != sizeof event) return 0;
  std::memcpy(static_cast<void*>(&event), data, sizeof event);
  static_cast<Trace*>(trace)->add(event);
  return 0;
}

int fail(const bpfload_error& error) {
  std::fprintf(stderr, "exec_events_reader: %s\n", error.text);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: exec_events_reader DIR COMMAND [ARG...]\n");
    return 2;
  }
  bpfload_error error;
  int map = bpfload_open_pin((std::string(argv[1]) + "/events").c_str(), &error);
  if (map < 0) return fail(error);
  bpfload_ringbuf* ring = bpfload_ringbuf_open(map, &error);
  close(map);
  if (!ring) return fail(error);

  pid_t pid = run(argv + 2);
  Trace trace{static_cast<std::uint32_t>(pid), kernel_name(argv[2])};
  bpfload_ringbuf_consume(ring, add_record, &trace);
  bpfload_ringbuf_close(ring);

  std::printf("process %d was '%s'; the kernel's events %s\n", pid, trace.expected_name.c_str(),
              !trace.exec_seen || !trace.exit_seen ? "are missing"
              : !trace.name_right                  ? "have another name"
                                                   : "say the same");
  return trace.exec_seen && trace.exit_seen && trace.name_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
