// bpfreloc: relocates BPF objects against a kernel's BTF, offline.
#include <cstdio>
#include <string>
#include <string_view>

#include "command_check.h"
#include "command_explain.h"
#include "command_relocate.h"
#include "support/option_table.h"

namespace {

struct Command {
  std::string_view name;
  int (*run)(int argc, char** argv);
  std::string_view description;
};

// The first is what arguments without a command's name are for.
constexpr Command kCommands[] = {
    {"relocate", btfkit::relocator::command_relocate, "make an image of an object for a kernel"},
    {"check", btfkit::relocator::command_check,
     "say whether objects can be made ready for kernels"},
    {"explain", btfkit::relocator::command_explain,
     "say what each CO-RE relocation of an object comes to, and why"}};

int print_options(char** argv) {
  auto put = [](std::string_view word, std::string_view name, std::string_view description) {
    std::fputs(btfkit::option_table_head(word, name, description).c_str(), stdout);
  };
  put("tool", "bpfreloc", "relocates BPF objects against a kernel's BTF, offline");
  int status = kCommands[0].run(2, argv);
  for (const Command& command : kCommands) {
    put("command", command.name, command.description);
    status |= command.run(2, argv);
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  for (const Command& command : kCommands) {
    if (argc > 1 && argv[1] == command.name) return command.run(argc - 1, argv + 1);
  }
  if (argc == 2 && argv[1] == btfkit::kPrintOptions) return print_options(argv);
  return kCommands[0].run(argc, argv);
}
