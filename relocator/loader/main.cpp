#include <iterator>

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
      {kList, "list", "[--pin DIR]", "print what is pinned, in " LOADER_BPFFS " or DIR", list},
      {kDetach, "detach", "DIR", "remove what `load --pin DIR` pinned", detach},
      {kInspect, "inspect", "IMAGE", "print the load plan", inspect},
  };
  return bpfload::main(argc, argv, commands, std::size(commands));
}
