// btfgen: makes BTF, shows it and checks it.
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <ranges>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "btf/writer.h"
#include "btfgen/check.h"
#include "btfgen/diff.h"
#include "btfgen/distill.h"
#include "btfgen/dump.h"
#include "btfgen/encode_files.h"
#include "btfgen/extract.h"
#include "btfgen/merge.h"
#include "btfgen/min.h"
#include "btfgen/show.h"
#include "pahole/pahole_options.h"
#include "progress_line.h"
#include "report.h"
#include "support/file.h"
#include "support/option_table.h"

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

// An enumerator by its name. CLI11's own transformer would show its number in the error message.
template <typename Value, size_t count>
CLI::Validator one_of(const std::pair<std::string_view, Value> (&names)[count]) {
  auto convert = [&names](std::string& text) {
    auto found = std::ranges::find(names, text, [](const auto& entry) { return entry.first; });
    if (found != std::end(names)) {
      text = std::to_string(static_cast<int>(found->second));
      return std::string();
    }
    return fmt::format("'{}' is none of {}", text, fmt::join(std::views::keys(names), ", "));
  };
  return CLI::Validator(convert, "", "");
}

constexpr std::pair<std::string_view, btfgen::DumpFormat> kDumpFormats[] = {
    {"raw", btfgen::DumpFormat::kRaw},
    {"c", btfgen::DumpFormat::kC},
    {"c++", btfgen::DumpFormat::kCxx},
    {"json", btfgen::DumpFormat::kJson},
};

constexpr std::pair<std::string_view, btfgen::DwarfReader> kReaders[] = {
    {"fast", btfgen::DwarfReader::kFast},
    {"libdwarf", btfgen::DwarfReader::kLibdwarf},
};

constexpr std::pair<std::string_view, btfgen::CheckFormat> kCheckFormats[] = {
    {"text", btfgen::CheckFormat::kText},
    {"json", btfgen::CheckFormat::kJson},
};

constexpr std::pair<std::string_view, btfgen::DiffFormat> kDiffFormats[] = {
    {"text", btfgen::DiffFormat::kText},
    {"json", btfgen::DiffFormat::kJson},
};

struct EncodeCommand {
  std::vector<std::string> inputs;
  std::string output;
  bool is_distilled = false;
  btfgen::EncodeFilesOptions options;

  void declare(CLI::App& app) {
    btfgen::EncodeOptions& encode = options.encode;
    app.add_option("FILE", inputs, "ELF files with DWARF")->required();
    app.add_option("-o,--output", output,
                   "file to write, or -, or a folder for FILE's names with .btf; without it "
                   "each FILE gets a section .BTF");
    app.add_option("-B,--base", options.base, "the BTF that modules are on (vmlinux)");
    app.add_flag("--distilled-base", is_distilled,
                 "a section .BTF.base too, for other builds of the kernel");
    app.add_flag("--strict", encode.strict, "fail if something can't be encoded");
    app.add_option("-j,--jobs", encode.jobs, "threads")->check(CLI::PositiveNumber);
    app.add_option("--reader", encode.reader,
                   "fast: our own reader of DWARF; libdwarf: the reference, 40 times slower")
        ->transform(one_of(kReaders))
        ->option_text("fast|libdwarf [fast]");
    app.add_option_function<std::string>(
        "--btf_features",
        [this](const std::string& list) {
          btfgen::Features& features = options.encode.features;
          features = btfgen::no_features();
          auto unknown = btfgen::add_features(list, features);
          if (unknown.empty()) return;
          throw CLI::ValidationError(
              "--btf_features",
              fmt::format("'{}' is none of {}", unknown.front(), btfgen::supported_features()));
        },
        "encode these alone, apart by commas, as pahole does; +... for `default` and more "
        "[default]");
    app.parse_complete_callback([this] {
      options.encode.features.distilled_base |= is_distilled;
      if (is_distilled && options.base.empty()) throw CLI::RequiredError("--base");
      if (is_distilled && !output.empty()) {
        throw CLI::ValidationError("--distilled-base makes a section of FILE: --output can't be");
      }
      set_files();
    });
  }

  void set_files() {
    std::error_code none;
    bool is_folder = std::filesystem::is_directory(output, none);
    if (inputs.size() > 1 && !output.empty() && !is_folder) {
      throw CLI::ValidationError("--output: of several FILEs it is a folder, and must exist");
    }
    std::set<std::string> outputs;
    for (const std::string& input : inputs) {
      std::string of_input = output;
      if (is_folder) {
        auto name = std::filesystem::path(input).stem().concat(".btf");
        of_input = std::filesystem::path(output) / name;
        if (!outputs.insert(of_input).second) {
          throw CLI::ValidationError(fmt::format("two FILEs would be written to {}", of_input));
        }
      }
      options.files.push_back({input, of_input});
    }
  }

  Result<ExitStatus> run() {
    auto files = [this] {
      btfgen::ProgressLine line(stderr);
      options.encode.progress = line.listener();
      return btfgen::encode_files(options);
    }();
    return btfgen::report(files) ? kSuccess : kFailure;
  }
};

struct DumpCommand {
  btfgen::DumpOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.input, kBtfFile)->required();
    app.add_option("-f,--format", options.format,
                   "raw: a line a type; c: a header (vmlinux.h); c++: one for libbtfplugin.so "
                   "(vmlinux.hpp); json: as of `bpftool -j`")
        ->transform(one_of(kDumpFormats))
        ->option_text("raw|c|c++|json [raw]");
    app.add_flag("-p,--pretty", options.pretty, "JSON over several lines");
    app.add_option("-t,--type", options.types,
                   "only the types of this name; a header has what they depend on, too");
    app.add_option("-r,--root-id", options.root_ids, "the same for types of this id");
    app.add_option("-B,--base", options.bases,
                   "the BTF that a split BTF (a module's) is on; again for one that is on the one "
                   "before")
        ->allow_extra_args(false);
    app.add_option("-o,--output", options.output, "file to write, or -")->capture_default_str();
    app.parse_complete_callback([this] {
      if ((options.input == "-") + std::ranges::count(options.bases, "-") > 1) {
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
    app.parse_complete_callback([this] {
      if (options.output.empty() && !options.info) throw CLI::RequiredError("--output or --info");
    });
  }

  Result<void> run() const { return btfgen::extract(options); }
};

struct MinCommand {
  btfgen::MinOptions options;
  std::vector<std::string> more;

  void declare(CLI::App& app) {
    app.add_option("--for", options.files, "the BPF objects; kernels may stand among them")
        ->required()
        ->option_text("PROG.o... ");
    app.add_option("KERNEL", more, kBtfFile);
    app.add_option("-B,--base", options.base, "the BTF that a split BTF (a module's) is on");
    app.add_option("-o,--output", options.output,
                   "file to write, or -; with several kernels a directory")
        ->required();
  }

  Result<void> run() {
    options.files.insert(options.files.end(), more.begin(), more.end());
    for (const std::string& warning : BTFKIT_TRY(btfgen::minimise(options))) {
      fmt::print(stderr, "btfgen: warning: {}\n", warning);
    }
    return {};
  }
};

struct CheckCommand {
  btfgen::CheckOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.inputs, kBtfFile)->required();
    app.add_option_function<std::string>(
           "-k,--kernel",
           [this](const std::string& text) {
             auto version = btfgen::parse_kernel_version(text);
             if (!version) throw CLI::ValidationError("--kernel", version.error().message());
             options.kernel = *version;
           },
           fmt::format("the kernel whose rules apply, {}.{} to {}.{}; the newest if none is given",
                       btf::kOldestKernel.major, btf::kOldestKernel.minor, btf::kNewestKernel.major,
                       btf::kNewestKernel.minor))
        ->type_name("VERSION");
    app.add_option("-B,--base", options.base, "the BTF that a split BTF (a module's) is on");
    app.add_option("-f,--format", options.format, "text: a line a fault; json: one array")
        ->transform(one_of(kCheckFormats))
        ->option_text("text|json [text]");
    app.add_flag("-v,--verbose", options.verbose, "name the files without a fault, too");
    app.parse_complete_callback([this] {
      if (std::ranges::count(options.inputs, "-") + (options.base == "-") > 1) {
        throw CLI::ValidationError("only one of FILE and --base can be standard input");
      }
    });
  }

  Result<ExitStatus> run() const {
    btfgen::Checked checked = BTFKIT_TRY(btfgen::check(options));
    BTFKIT_CHECK(write_file("-", as_bytes(checked.text)));
    for (const Error& error : checked.failures) btfgen::report(error);
    return checked.is_accepted ? kSuccess : kFailure;
  }
};

struct MergeCommand {
  btfgen::MergeOptions options;
  bool dedup_only = false;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.inputs, kBtfFile)->required();
    app.add_option("-o,--output", options.output, "file to write, or -")->required();
    app.add_option("-B,--base", options.base, "the BTF that split BTF is on");
    app.add_flag("--dedup-only", dedup_only, "deduplicate one file");
    app.parse_complete_callback([this] {
      bool is_one = options.inputs.size() == 1;
      if (dedup_only && !is_one) {
        throw CLI::ValidationError("--dedup-only takes one FILE");
      }
      if (!dedup_only && is_one) {
        throw CLI::ValidationError("one FILE has nothing to be merged with (--dedup-only?)");
      }
      auto standard_inputs = std::ranges::count(options.inputs, "-");
      if (standard_inputs + (options.base == "-" ? 1 : 0) > 1) {
        throw CLI::ValidationError("only one of FILE and --base can be standard input");
      }
    });
  }

  Result<void> run() const { return btfgen::merge(options); }
};

struct DistillCommand {
  btfgen::DistillOptions options;

  void declare(CLI::App& app) {
    app.add_option("FILE", options.input, "a module, or its BTF alone")->required();
    app.add_option("-B,--base", options.base, "the BTF that it is on (vmlinux)")->required();
    app.add_option("-o,--output", options.output,
                   "file to write, or -: the module with sections .BTF and .BTF.base")
        ->required();
    app.add_option("--base-output", options.base_output,
                   "file for the distilled base; --output is then the module's BTF alone");
    app.parse_complete_callback([this] {
      bool is_module = options.base_output.empty();
      if (options.input == "-" && is_module) {
        throw CLI::ValidationError("standard input can't be a module (--base-output?)");
      }
      if (options.input == "-" && options.base == "-") {
        throw CLI::ValidationError("only one of FILE and --base can be standard input");
      }
      if (options.output == "-" && options.base_output == "-") {
        throw CLI::ValidationError("only one of --output and --base-output can be standard output");
      }
    });
  }

  Result<void> run() const { return btfgen::distill(options); }
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
    app.parse_complete_callback([this] {
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
                   "only what these BPF objects depend on: types of their CO-RE relocations, "
                   "functions that they "
                   "attach to or call, ...")
        ->option_text("PROG.o...");
    app.add_option("-f,--format", options.format, "text: a block a type; json: one line")
        ->transform(one_of(kDiffFormats))
        ->option_text("text|json [text]");
    app.add_option("-B,--base", options.base, "the BTF that both are on if they are split");
    app.add_flag("--exit-code", exit_code, "exit with status 3 if there is a difference");
    app.add_option("-o,--output", options.output, "file to write, or -")->capture_default_str();
    app.parse_complete_callback([this] {
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

// Declares a command; if it is the one that is asked for, `run` runs it.
template <typename Command>
void add_command(CLI::App& app, const char* name, const char* description,
                 std::span<char* const> arguments, std::function<Result<ExitStatus>()>& run) {
  CLI::App* subcommand = app.add_subcommand(name, description);
  // To declare the options of all commands takes as long as many a command runs.
  bool is_asked_for = std::ranges::any_of(arguments, [&](std::string_view argument) {
    return argument == name || argument == kPrintOptions;
  });
  if (!is_asked_for) return;
  auto command = std::make_shared<Command>();
  command->declare(*subcommand);
  subcommand->final_callback([command, &run] {
    run = [command]() -> Result<ExitStatus> {
      if constexpr (std::is_same_v<decltype(command->run()), Result<void>>) {
        BTFKIT_CHECK(command->run());
        return kSuccess;
      } else {
        return command->run();
      }
    };
  });
}

int print_options(const CLI::App& app) {
  std::string text = option_table_head(
      "tool", app.get_name(), "makes BTF, the type information of BPF and the Linux kernel");
  text += option_table(app);
  for (const CLI::App* command : app.get_subcommands({})) {
    text += option_table_head("command", command->get_name(), command->get_description());
    text += option_table(*command);
  }
  text += btfgen::pahole_option_table();
  auto printed = write_file("-", as_bytes(text));
  return printed ? kSuccess : kFailure;
}

// Whether the command line is pahole's: it neither begins with a command of ours nor asks for help.
bool is_for_pahole(const CLI::App& app, std::span<char* const> arguments) {
  if (arguments.size() < 2) return false;
  std::string_view first = arguments[1];
  bool is_command = std::ranges::any_of(app.get_subcommands({}), [&](const CLI::App* command) {
    return command->get_name() == first;
  });
  return !is_command && first != "-h" && first != "--help";
}

}  // namespace

int main(int argc, char** argv) {
  std::span arguments(argv, static_cast<size_t>(argc));
  CLI::App app{
      "btfgen " BTFKIT_VERSION
      ": make BTF, the type information of BPF and the Linux kernel, show it and check it.",
      "btfgen"};
  app.require_subcommand(1);
  app.failure_message(usage_message);
  std::function<Result<ExitStatus>()> run;
  add_command<EncodeCommand>(app, "encode", "make BTF from DWARF", arguments, run);
  add_command<DumpCommand>(app, "dump", "print BTF as text", arguments, run);
  add_command<ExtractCommand>(app, "extract", "take BTF out of its container", arguments, run);
  add_command<CheckCommand>(app, "check", "say why a kernel would refuse BTF", arguments, run);
  add_command<MergeCommand>(app, "merge", "make one of several, each type once", arguments, run);
  add_command<DistillCommand>(app, "distill", "put what a module needs of its base beside its BTF",
                              arguments, run);
  add_command<ShowCommand>(app, "show", "print single types with their layout", arguments, run);
  add_command<DiffCommand>(app, "diff", "print what is different between two BTFs", arguments, run);
  add_command<MinCommand>(app, "min", "keep of a kernel's BTF what BPF objects need", arguments,
                          run);

  if (arguments.size() == 2 && arguments[1] == kPrintOptions) return print_options(app);
  if (is_for_pahole(app, arguments)) return btfgen::run_as_pahole(arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kSuccess : kUsage;
  }
  Result<ExitStatus> status = run();
  if (status) return *status;
  btfgen::report(status.error());
  return kFailure;
}
