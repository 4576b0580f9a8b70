#include "command_relocate.h"

#include "cli.h"
#include "driver.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

const CLI::Validator kAssignment(
    [](const std::string& text) {
      return text.find('=') == text.npos ? fmt::format("'{}' has no '='", text) : std::string();
    },
    "NAME=VALUE");

// The image itself may be on standard output: then what the relocations came to is not.
Result<void> print(const std::vector<std::string>& relocations, bool to_stderr) {
  std::string text;
  for (const std::string& one : relocations) text += one + "\n";
  if (!to_stderr) return write_file("-", as_bytes(text));
  fmt::print(stderr, "{}", text);
  return {};
}

}  // namespace

int command_relocate(int argc, char** argv) {
  CLI::App app{"Relocate a BPF object against a kernel's BTF, offline, and plan its loading.",
               "bpfreloc"};
  app.set_version_flag("--version", "bpfreloc " BTFKIT_VERSION);
  Options options;
  std::string version;
  app.add_option("OBJECT", options.object, "BPF object as the compiler wrote it, or -")->required();
  app.add_option(
         "-t,--target", options.target,
         "kernel to relocate for: /sys/kernel/btf/vmlinux, raw BTF, an ELF file with .BTF or "
         "a kernel image, also compressed; FILE:MEMBER of a tar archive; or -")
      ->required();
  app.add_option("-o,--output", options.output, "image to write, or -")->required();
  app.add_option("--modules", options.modules,
                 "modules of the kernel: files of their BTF, or folders as /sys/kernel/btf")
      ->allow_extra_args(false);
  app.add_option("--kconfig", options.image.externs.kconfig,
                 "the kernel's configuration for __kconfig externs: a file, also compressed, or a "
                 "kernel image that carries it");
  app.add_option("--kernel-version", version,
                 "the kernel's version as 6.1.192, where the target doesn't tell it");
  app.add_option(
         "--set", options.image.settings.values,
         "VARIABLE=VALUE: a global variable's value, known to the verifier if it is constant")
      ->check(kAssignment)
      ->allow_extra_args(false);
  app.add_option("--settable", options.image.settings.settable,
                 "VARIABLE: bpfload's --set may change it")
      ->allow_extra_args(false);
  app.add_option("--map", options.image.settings.maps, "MAP.max_entries=N: a map's size")
      ->check(kAssignment)
      ->allow_extra_args(false);
  app.add_option("--struct-ops", options.image.struct_ops,
                 "VARIABLE: create this struct_ops map and no other that isn't named so")
      ->allow_extra_args(false);
  app.add_option(
         "--replaces", options.image.replaces,
         "PROGRAM=OBJECT[:FUNCTION]: the program of whose function a freplace program takes "
         "the place; by default the function that its section names")
      ->check(kAssignment)
      ->allow_extra_args(false);
  app.add_flag("-v,--verbose", options.verbose, "print what each relocation came to");
  app.failure_message(usage_message);
  app.callback([&] {
    if (options.object == "-" && options.target == "-") {
      throw CLI::ValidationError("only one of OBJECT and --target can be standard input");
    }
    if (version.empty()) return;
    options.image.externs.version = elf::parse_kernel_version(version);
    if (!options.image.externs.version) {
      throw CLI::ValidationError(
          fmt::format("--kernel-version: '{}' is not three numbers as 6.1.192", version));
    }
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  auto report = run(options);
  if (!report) {
    for (const Error& error : report.error()) fail_with(error);
    return kFailure;
  }
  for (const std::string& warning : report->warnings) {
    fmt::print(stderr, "bpfreloc: warning: {}\n", warning);
  }
  if (!options.verbose) return kSuccess;
  auto printed = print(report->relocations, options.output == "-");
  return printed ? kSuccess : fail_with(printed.error());
}

}  // namespace btfkit::relocator
