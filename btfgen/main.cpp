// btfgen: makes BTF and shows it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "dump.h"

namespace {

using namespace btfkit;

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2 };

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Make BTF, the type information of BPF and the Linux kernel, and show it.", "btfgen"};
  app.set_version_flag("--version", "btfgen " BTFKIT_VERSION);
  app.require_subcommand(1);

  btfgen::DumpOptions dump_options;
  CLI::App* dump = app.add_subcommand("dump", "print BTF as text");
  std::string format = "raw";
  dump->add_option("FILE", dump_options.input,
                   "raw BTF, an ELF file with .BTF, or a file of /sys/kernel/btf, also "
                   "compressed; or -")
      ->required();
  dump->add_option("-f,--format", format, "raw: as `bpftool btf dump` prints it")
      ->check(CLI::IsMember({"raw"}))
      ->capture_default_str();
  dump->add_option("-B,--base", dump_options.base, "the BTF that a split BTF (a module's) is on");
  dump->add_option("-o,--output", dump_options.output, "file to write, or -")
      ->capture_default_str();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  Result<void> result = btfgen::dump(dump_options);
  if (result) return kSuccess;
  fmt::print(stderr, "btfgen: {}\n", result.error().message());
  return kFailure;
}
