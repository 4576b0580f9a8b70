// The part of exec_events outside of the kernel: starts a command, then prints what the BPF program
// said of it. It takes each event as the C++ type that the program put into the ring buffer.
//
//   bpfload run exec_events.image.o --pin DIR -- exec_events_reader DIR COMMAND [ARG...]
//
// Exit status 0 if the process id and the command name that were read in the kernel are those of
// the process that it started.
#include "exec_events.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "loader/loader.h"

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
  std::printf("  %-16s %-7u ", event.command.data(), event.pid);
  std::visit(Overloaded{
                 [](const Exec& exec) {
                   std::printf("Exec { parent %u, cpu_time_ns %llu }\n", exec.parent,
                               static_cast<unsigned long long>(exec.cpu_time_ns));
                 },
                 [](const Fork& fork) { std::printf("Fork { child %u }\n", fork.child); },
                 [](const Exit& exit) {
                   std::printf("Exit { status %d, cpu_time_ns %llu }\n", exit.status,
                               static_cast<unsigned long long>(exit.cpu_time_ns));
                 },
             },
             event.what);
}

}  // namespace
