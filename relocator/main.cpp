// bpfreloc: relocates BPF objects against a kernel's BTF, offline.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "driver.h"

namespace {

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2 };

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Relocate a BPF object against a kernel's BTF, offline, and plan its loading.",
               "bpfreloc"};
  app.set_version_flag("--version", "bpfreloc " BTFKIT_VERSION);
  btfkit::relocator::Options options;
  app.add_option("OBJECT", options.object, "BPF object as the compiler wrote it, or -")->required();
  app.add_option("-t,--target", options.target,
                 "kernel to relocate for: /sys/kernel/btf/vmlinux, raw BTF or an ELF file with "
                 ".BTF, also compressed (gzip, xz, lzma, zstd, lz4), or -")
      ->required();
  app.add_option("-o,--output", options.output, "image to write, or -")->required();
  app.add_flag("-v,--verbose", options.print_relocations, "print what each relocation came to");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  auto result = btfkit::relocator::run(options);
  if (result) return kSuccess;
  for (const btfkit::Error& error : result.error()) {
    fmt::print(stderr, "bpfreloc: {}\n", error.message());
  }
  return kFailure;
}
