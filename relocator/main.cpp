// bpfreloc: relocates BPF objects against a kernel's BTF, offline.
#include <string_view>

#include "command_check.h"
#include "command_explain.h"
#include "command_relocate.h"

namespace {

struct Command {
  std::string_view name;
  int (*run)(int argc, char** argv);
};

// The first is what arguments without a command's name are for.
constexpr Command kCommands[] = {{"relocate", btfkit::relocator::command_relocate},
                                 {"check", btfkit::relocator::command_check},
                                 {"explain", btfkit::relocator::command_explain}};

}  // namespace

int main(int argc, char** argv) {
  for (const Command& command : kCommands) {
    if (argc > 1 && argv[1] == command.name) return command.run(argc - 1, argv + 1);
  }
  return kCommands[0].run(argc, argv);
}
