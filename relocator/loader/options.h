// The command line of bpfload.
#pragma once

#include <cstddef>
#include <cstdint>

#include "array.h"

namespace bpfload {

struct Options {
  const char* image = nullptr;  // or the directory, for `detach`
  char** command = nullptr;     // null, or ends with null
  const char* pin = nullptr;    // directory
  bool attach_all = false;
  loader::Array<const char*> attach;    // PROGRAM, MAP, xdp:INTERFACE, PROGRAM=xdp:INTERFACE
  loader::Array<const char*> set;       // VARIABLE=VALUE
  loader::Array<const char*> replaced;  // PROGRAM=PIN, PROGRAM=ID
  loader::Array<const char*> map;       // MAP.max_entries=N
  bool any_kernel = false;
  bool verifier_log = false;
  const char* events = nullptr;  // map
  uint64_t count = 0;            // 0: no limit
  uint64_t timeout_s = 0;        // 0: none
  const char* program = nullptr;
  const char* data_file = nullptr;
  const char* data_hex = nullptr;
  const char* context_hex = nullptr;
  uint64_t repeat = 0;
  const char* dump_map = nullptr;
};

enum CommandBit : unsigned {
  kLoad = 1,
  kRun = 2,
  kTestRun = 4,
  kList = 8,
  kDetach = 16,
  kInspect = 32,
};

struct Command {
  CommandBit bit;
  const char* name;
  const char* operands;  // as --help shows them
  const char* summary;
  int (*run)(const Options&);  // returns the exit status
};

// Exit statuses: 1 is a failure, whose line is on standard error.
constexpr int kUsage = 2;

// Reads the command line and runs the command. Wrong usage, --help and --version end here.
int main(int argc, char** argv, const Command* commands, size_t count);

}  // namespace bpfload
