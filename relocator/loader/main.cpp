#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>

#include "session.h"

int main(int argc, char** argv) {
  using namespace bpfload;
  constexpr Command commands[] = {
      {kLoad, "load", "IMAGE --pin DIR [--attach-all | --attach PROGRAM...]", "load, pin, and end",
       load},
      {kRun, "run", "IMAGE [--events MAP] [-- COMMAND ARG...]",
       "load and attach while COMMAND runs, or until interrupted", run},
      {kTestRun, "test-run", "IMAGE [--data FILE | --data-hex HEX] [--ctx-hex HEX]",
       "load and run a program once without attaching it", test_run},
      {kList, "list", "[--pin DIR]", "print what is pinned, in " BPFLOAD_BPFFS " or DIR", list},
      {kDetach, "detach", "DIR", "remove what `load --pin DIR` pinned", detach},
      {kInspect, "inspect", "IMAGE", "print the load plan", inspect},
  };
  const int status = bpfload::main(argc, argv, commands, std::span(commands).size());
  if (fflush(stdout) == 0 && ferror(stdout) == 0) return status;
  fprintf(stderr, "bpfload: standard output: %s\n", strerror(errno));
  return status == 0 ? 1 : status;
}
