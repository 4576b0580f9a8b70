// One table of options: getopt_long reads by it, each command takes its part of it, and --help
// prints it.
#include "options.h"

#include <getopt.h>

#include <cctype>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace bpfload {
namespace {

enum Id : int {
  kPin = 256,
  kAttachAll,
  kAttach,
  kSet,
  kMap,
  kTargetProgram,
  kEvents,
  kCount,
  kTimeout,
  kProgram,
  kData,
  kDataHex,
  kContextHex,
  kRepeat,
  kDumpMap,
  kAnyKernel,
  kVerifierLog,
  kHelp,
  kVersion,
};

struct OptionRow {
  Id id;
  const char* name;
  const char* argument;  // or null
  unsigned commands;
  const char* help;
};

constexpr unsigned kAll = kLoad | kRun | kTestRun | kList | kDetach | kInspect;

constexpr OptionRow kOptions[] = {
    {kPin, "pin", "DIR", kLoad | kRun | kList, "directory of a BPF file system for the pins"},
    {kAttachAll, "attach-all", nullptr, kLoad, "attach every program that names its target"},
    {kAttach, "attach", "PROGRAM", kLoad | kRun,
     "attach this one, or a struct_ops map; [PROGRAM=]KIND:TARGET to what it says"},
    {kSet, "set", "VARIABLE=VALUE", kLoad | kRun | kTestRun,
     "the value of a variable that bpfreloc --settable left open"},
    {kMap, "map", "MAP.max_entries=N", kLoad | kRun | kTestRun, "the size of a map"},
    {kTargetProgram, "target-program", "PROGRAM=PIN", kLoad | kRun | kTestRun,
     "the running program (its pin, or its id) that this one replaces a function of"},
    {kEvents, "events", "MAP", kRun, "print the records of this ring buffer"},
    {kCount, "count", "N", kRun, "end after N records"},
    {kTimeout, "timeout", "SECONDS", kRun, "end after this time"},
    {kProgram, "program", "NAME", kTestRun, "the program to run, if there are several"},
    {kData, "data", "FILE", kTestRun, "the packet it gets"},
    {kDataHex, "data-hex", "HEX", kTestRun, "the packet it gets"},
    {kContextHex, "ctx-hex", "HEX", kTestRun, "the context it gets"},
    {kRepeat, "repeat", "N", kTestRun, "how many times"},
    {kDumpMap, "dump-map", "MAP", kTestRun, "print this map's entries afterwards"},
    {kAnyKernel, "any-kernel", nullptr, kLoad | kRun | kTestRun,
     "load into a kernel that the image was not made for"},
    {kVerifierLog, "verifier-log", nullptr, kLoad | kRun | kTestRun,
     "print the verifier's whole log of each program"},
    {kHelp, "help", nullptr, kAll, "print this"},
    {kVersion, "version", nullptr, kAll, "print the version"},
};

void print_help(const Command* commands, size_t count) {
  puts("bpfload: loads images that bpfreloc made\n\nUsage:");
  for (size_t i = 0; i < count; i++) {
    printf("  bpfload %s %s\n      %s\n", commands[i].name, commands[i].operands,
           commands[i].summary);
  }
  puts("\nOptions:");
  for (const OptionRow& row : kOptions) {
    char left[40];
    snprintf(left, sizeof left, "--%s%s%s", row.name, row.argument == nullptr ? "" : " ",
             row.argument == nullptr ? "" : row.argument);
    printf("  %-20s %s", left, row.help);
    const char* separator = " (";
    for (size_t i = 0; i < count && row.commands != kAll; i++) {
      if ((row.commands & commands[i].bit) == 0) continue;
      printf("%s%s", separator, commands[i].name);
      separator = ", ";
    }
    puts(row.commands == kAll ? "" : ")");
  }
  puts("\nExit status: 0 success, 1 failure, 2 wrong usage; `run` with a COMMAND: its own.");
}

// The option table of support/option_table.h, which this doesn't link.
void print_options(const Command* commands, size_t count) {
  puts("tool\tbpfload\tloads images that bpfreloc made");
  puts("option\t--help\t\t?\tprint the usage\noption\t--version\t\t?\tprint the version");
  for (size_t i = 0; i < count; i++) {
    printf("command\t%s\t%s\nsynopsis\t%s\n", commands[i].name, commands[i].summary,
           commands[i].operands);
    for (const OptionRow& row : kOptions) {
      if ((row.commands & commands[i].bit) == 0) continue;
      printf("option\t--%s\t%s\t?\t%s\n", row.name, row.argument == nullptr ? "" : row.argument,
             row.help);
    }
  }
}

[[gnu::format(printf, 1, 2)]] int usage(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("bpfload: ", stderr);
  vfprintf(stderr, format, arguments);
  fputs("; see bpfload --help\n", stderr);
  va_end(arguments);
  return kUsage;
}

bool read_number(const char* text, uint64_t& number) {
  char* end;
  errno = 0;
  number = strtoull(text, &end, 10);
  return isdigit(static_cast<unsigned char>(*text)) != 0 && *end == '\0' && errno == 0 &&
         number != 0 && number <= INT32_MAX;
}

// Takes one option; the exit status if it can't be taken, otherwise 0.
int take(const OptionRow& row, const char* argument, Options& options) {
  uint64_t* number = nullptr;
  switch (row.id) {
    case kPin:
      options.pin = argument;
      break;
    case kAttachAll:
      options.attach_all = true;
      break;
    case kAttach:
      if (!options.attach.append(argument)) return usage("%s", strerror(errno));
      break;
    case kSet:
      if (strchr(argument, '=') == nullptr) return usage("--set: '%s' has no '='", argument);
      if (!options.set.append(argument)) return usage("%s", strerror(errno));
      break;
    case kMap:
      if (strchr(argument, '=') == nullptr) return usage("--map: '%s' has no '='", argument);
      if (!options.map.append(argument)) return usage("%s", strerror(errno));
      break;
    case kTargetProgram:
      if (strchr(argument, '=') == nullptr) {
        return usage("--target-program: '%s' has no '='", argument);
      }
      if (!options.replaced.append(argument)) return usage("%s", strerror(errno));
      break;
    case kEvents:
      options.events = argument;
      break;
    case kCount:
      number = &options.count;
      break;
    case kTimeout:
      number = &options.timeout_s;
      break;
    case kProgram:
      options.program = argument;
      break;
    case kData:
      options.data_file = argument;
      break;
    case kDataHex:
      options.data_hex = argument;
      break;
    case kContextHex:
      options.context_hex = argument;
      break;
    case kRepeat:
      number = &options.repeat;
      break;
    case kDumpMap:
      options.dump_map = argument;
      break;
    case kAnyKernel:
      options.any_kernel = true;
      break;
    case kVerifierLog:
      options.verifier_log = true;
      break;
    case kHelp:
    case kVersion:
      break;
  }
  if (number != nullptr && !read_number(argument, *number)) {
    return usage("--%s: '%s' is not a number from 1 to %d", row.name, argument, INT32_MAX);
  }
  return 0;
}

int check(const Command& command, int operands, const Options& options) {
  if (command.bit == kList ? operands > 0 : operands == 0) {
    return usage("%s: expected %s", command.name, command.operands);
  }
  if (command.bit != kRun && operands > 1) {
    return usage("%s: one operand too many: '%s'", command.name, options.command[0]);
  }
  if (command.bit == kLoad && options.pin == nullptr) {
    return usage("load: needs --pin DIR: what isn't pinned is gone when bpfload ends");
  }
  if (options.attach_all && !options.attach.empty()) {
    return usage("--attach-all and --attach exclude each other");
  }
  if (options.count != 0 && options.events == nullptr) return usage("--count needs --events");
  if (options.data_file != nullptr && options.data_hex != nullptr) {
    return usage("--data and --data-hex exclude each other");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv, const Command* commands, size_t count) {
  option long_options[std::size(kOptions) + 1] = {};
  for (size_t i = 0; i < std::size(kOptions); i++) {
    long_options[i] = {kOptions[i].name,
                       kOptions[i].argument == nullptr ? no_argument : required_argument, nullptr,
                       kOptions[i].id};
  }

  // The command's name comes first, so that its options are known as its own.
  const Command* command = nullptr;
  for (size_t i = 0; i < count && argc > 1; i++) {
    if (strcmp(argv[1], commands[i].name) == 0) command = &commands[i];
  }
  if (argc < 2) return usage("expected a command");
  if (argc == 2 && strcmp(argv[1], "--print-options") == 0) {
    return print_options(commands, count), 0;
  }
  if (command == nullptr && argv[1][0] != '-') return usage("unknown command '%s'", argv[1]);

  Options options;
  if (command != nullptr) optind = 2;
  opterr = 0;
  for (;;) {
    const int current = optind;
    const int id = getopt_long(argc, argv, ":", long_options, nullptr);
    if (id == -1) break;
    if (id == ':') return usage("%s: needs an argument", argv[optind - 1]);
    if (id == '?')
      return usage("unknown option '%s'", argv[optind > current ? optind - 1 : current]);
    if (id == kHelp) return print_help(commands, count), 0;
    if (id == kVersion) return puts("bpfload " BTFKIT_VERSION), 0;
    for (const OptionRow& row : kOptions) {
      if (row.id != id) continue;
      if (command == nullptr) return usage("expected a command before --%s", row.name);
      if ((row.commands & command->bit) == 0) {
        return usage("%s: has no option --%s", command->name, row.name);
      }
      if (const int status = take(row, optarg, options); status != 0) return status;
    }
  }
  if (command == nullptr) return usage("expected a command");

  const int operands = argc - optind;
  if (operands > 0) options.image = argv[optind];
  if (operands > 1) options.command = argv + optind + 1;
  if (const int status = check(*command, operands, options); status != 0) return status;
  return command->run(options);
}

}  // namespace bpfload
