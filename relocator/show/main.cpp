// bpfshow: prints what loaded BPF programs keep and say, by BTF.
#include <cstdio>
#include <string_view>

#include "cli.h"
#include "command_events.h"
#include "command_log.h"
#include "command_map.h"

namespace {

struct Command {
  std::string_view name;
  int (*run)(int argc, char** argv);
  std::string_view description;
};

constexpr Command kCommands[] = {
    {"map", btfkit::show::command_map, "print the entries of a map by their types"},
    {"events", btfkit::show::command_events,
     "follow a ring buffer or perf event array, and print its records by their type"},
    {"log", btfkit::show::command_log, "follow what programs say by bpf_printk"}};

int print_options(char** argv) {
  auto put = [](std::string_view word, std::string_view name, std::string_view description) {
    std::fputs(btfkit::option_table_head(word, name, description).c_str(), stdout);
  };
  put("tool", "bpfshow", "prints what loaded BPF programs keep and say, by BTF");
  int status = 0;
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
  // No command: --help, --version, or wrong usage.
  CLI::App app{"Print what loaded BPF programs keep and say, by BTF.", "bpfshow"};
  app.set_version_flag("--version", "bpfshow " BTFKIT_VERSION);
  app.require_subcommand(1);
  for (const Command& command : kCommands) {
    app.add_subcommand(std::string(command.name), std::string(command.description));
  }
  if (auto status = btfkit::show::parse(app, argc, argv)) return *status;
  return btfkit::show::kUsage;
}
