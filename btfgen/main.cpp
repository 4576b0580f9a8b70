// btfgen: makes BTF and shows it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "btf/writer.h"
#include "btfgen/diff.h"
#include "btfgen/dump.h"
#include "btfgen/encode.h"
#include "btfgen/extract.h"
#include "btfgen/show.h"
#include "support/file.h"

namespace {

using namespace btfkit;

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2, kVerdict = 3 };

std::string usage_message(const CLI::App*, const CLI::Error& error) {
  return fmt::format("btfgen: {}; see btfgen --help\n", error.what());
}

// What FILE may be wherever BTF is taken.
constexpr const char* kBtfFile =
    "raw BTF, an ELF file with .BTF, a kernel image (x86, arm64, riscv, s390x, EFI zboot) or a "
    "file of /sys/kernel/btf, also compressed; a tar archive with one .btf; FILE:MEMBER of an "
    "archive; or -";

struct EncodeCommand {
  std::string input;
  std::string output;
  btfgen::EncodeOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", input, "ELF file with DWARF")->required();
    app.add_option("-o,--output", output, "file to write, or -")->required();
    app.add_flag("--strict", options.strict, "fail if something can't be encoded");
    app.add_flag("--flatten-arrays", options.flatten_arrays,
                 "write an array of several dimensions as one, as pahole does");
  }

  Result<void> run() const {
    btfgen::Encoded encoded = BTFKIT_TRY(btfgen::encode(input, options));
    for (const std::string& warning : encoded.warnings) {
      fmt::print(stderr, "btfgen: warning: {}: {}\n", input, warning);
    }
    return write_file(output, BTFKIT_TRY(in(input, btf::write(encoded.btf))));
  }
};

struct DumpCommand {
  btfgen::DumpOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.input, kBtfFile)->required();
    app.add_option("-f,--format", options.format,
                   "raw: a line a type; c: a header (vmlinux.h); json: as of `bpftool -j`")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, btfgen::DumpFormat>{{"raw", btfgen::DumpFormat::kRaw},
                                                      {"c", btfgen::DumpFormat::kC},
                                                      {"json", btfgen::DumpFormat::kJson}}))
        ->option_text("raw|c|json [raw]");
    app.add_flag("-p,--pretty", options.pretty, "JSON over several lines");
    app.add_option("-t,--type", options.types,
                   "only the types of this name; a header has what they depend on, too");
    app.add_option("-r,--root-id", options.root_ids, "the same for types of this id");
    app.add_option("-B,--base", options.base, "the BTF that a split BTF (a module's) is on");
    app.add_option("-o,--output", options.output, "file to write, or -")->capture_default_str();
    app.callback([this] {
      if (options.input == "-" && options.base == "-") {
        throw CLI::ValidationError("only one of FILE and --base can be standard input");
      }
    });
  }

  Result<void> run() const { return btfgen::dump(options); }
};

struct ExtractCommand {
  btfgen::ExtractOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.input, kBtfFile)->required();
    CLI::Option* output = app.add_option("-o,--output", options.output, "file to write, or -");
    app.add_flag("-i,--info", options.info,
                 "print instead what the BTF was in, the kernel's release and build id, its size "
                 "and byte order")
        ->excludes(output);
    app.callback([this] {
      if (options.output.empty() && !options.info) throw CLI::RequiredError("--output or --info");
    });
  }

  Result<void> run() const { return btfgen::extract(options); }
};

struct ShowCommand {
  btfgen::ShowCommandOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.input, kBtfFile)->required();
    app.add_option("TYPE", options.types,
                   "names of types: `task_struct`, or `struct task_struct` for no function or "
                   "typedef of that name")
        ->required();
    app.add_flag("-E,--expand", options.layout.expand,
                 "write what a member is made of in its place");
    app.add_option("-c,--cacheline", options.layout.cacheline, "bytes of a cache line")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("-B,--base", options.base, "the BTF that a split BTF (a module's) is on");
    app.callback([this] {
      if (options.input == "-" && options.base == "-") {
        throw CLI::ValidationError("only one of FILE and --base can be standard input");
      }
    });
  }

  Result<void> run() const { return btfgen::show(options); }
};

struct DiffCommand {
  btfgen::DiffOptions options;
  bool exit_code = false;

  void declare(CLI::App& app) {
    app.add_option("A", options.before, kBtfFile)->required();
    app.add_option("B", options.after, "what it is compared with")->required();
    app.add_option("--for", options.objects,
                   "only what the CO-RE relocations of these BPF objects touch")
        ->option_text("PROG.o...");
    app.add_option("-f,--format", options.format, "text: a block a type; json: one line")
        ->transform(CLI::CheckedTransformer(std::map<std::string, btfgen::DiffFormat>{
            {"text", btfgen::DiffFormat::kText}, {"json", btfgen::DiffFormat::kJson}}))
        ->option_text("text|json [text]");
    app.add_option("-B,--base", options.base, "the BTF that both are on if they are split");
    app.add_flag("--exit-code", exit_code, "exit with status 3 if there is a difference");
    app.add_option("-o,--output", options.output, "file to write, or -")->capture_default_str();
    app.callback([this] {
      int inputs = (options.before == "-") + (options.after == "-") + (options.base == "-");
      if (inputs > 1) {
        throw CLI::ValidationError("only one of A, B and --base can be standard input");
      }
    });
  }

  Result<ExitStatus> run() const {
    bool differ = BTFKIT_TRY(btfgen::diff(options));
    return differ && exit_code ? kVerdict : kSuccess;
  }
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Make BTF, the type information of BPF and the Linux kernel, and show it.",
               "btfgen"};
  app.set_version_flag("--version", "btfgen " BTFKIT_VERSION);
  app.require_subcommand(1);
  app.failure_message(usage_message);
  EncodeCommand encode;
  CLI::App* encode_app = app.add_subcommand("encode", "make BTF from DWARF");
  encode.declare(*encode_app);
  DumpCommand dump;
  CLI::App* dump_app = app.add_subcommand("dump", "print BTF as text");
  dump.declare(*dump_app);
  ExtractCommand extract;
  CLI::App* extract_app = app.add_subcommand("extract", "take BTF out of its container");
  extract.declare(*extract_app);
  ShowCommand show;
  CLI::App* show_app = app.add_subcommand("show", "print single types with their layout");
  show.declare(*show_app);
  DiffCommand diff;
  CLI::App* diff_app = app.add_subcommand("diff", "print what is different between two BTFs");
  diff.declare(*diff_app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  ExitStatus status = kSuccess;
  auto run_diff = [&]() -> Result<void> {
    status = BTFKIT_TRY(diff.run());
    return {};
  };
  Result<void> result = encode_app->parsed()    ? encode.run()
                        : extract_app->parsed() ? extract.run()
                        : show_app->parsed()    ? show.run()
                        : diff_app->parsed()    ? run_diff()
                                                : dump.run();
  if (result) return status;
  fmt::print(stderr, "btfgen: {}\n", result.error().message());
  return kFailure;
}
