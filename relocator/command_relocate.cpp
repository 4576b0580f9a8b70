#include "command_relocate.h"

#include "cli.h"
#include "driver.h"
#include "image_options.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

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
  app.add_option("OBJECT", options.object, "BPF object as the compiler wrote it, or -")->required();
  app.add_option(
         "-t,--target", options.target,
         "kernel to relocate for: /sys/kernel/btf/vmlinux, raw BTF, an ELF file with .BTF or "
         "a kernel image, also compressed; FILE:MEMBER of a tar archive; a folder with one, its "
         "modules and config; or -")
      ->required();
  app.add_option("-o,--output", options.output, "image to write, or -")->required();
  app.add_option("--modules", options.modules,
                 "modules of the kernel: files of their BTF, or folders as /sys/kernel/btf, which "
                 "are what the running kernel has")
      ->allow_extra_args(false);
  add_program_options(app, options.image);
  add_image_options(app, options.image);
  app.add_flag("-v,--verbose", options.verbose, "print what each relocation came to");
  app.failure_message(usage_message);
  app.callback([&] {
    if (options.object == "-" && options.target == "-") {
      throw CLI::ValidationError("only one of OBJECT and --target can be standard input");
    }
  });
  if (auto status = parse(app, argc, argv)) return *status;
  std::vector<std::string> warnings;
  auto report = run(options, warnings);
  for (const std::string& warning : warnings) warn(warning);
  if (!report) {
    for (const Error& error : report.error()) fail_with(error);
    return kFailure;
  }
  if (!options.verbose) return kSuccess;
  auto printed = print(report->relocations, options.output == "-");
  return printed ? kSuccess : fail_with(printed.error());
}

}  // namespace btfkit::relocator
