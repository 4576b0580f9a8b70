#include "command_explain.h"

#include <unistd.h>

#include <cstdlib>

#include "cli.h"
#include "explain.h"
#include "image_options.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

// https://no-color.org: set and not empty.
bool wants_colour(const std::string& when) {
  if (when != "auto") return when == "always";
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (!no_colour || !*no_colour);
}

}  // namespace

int command_explain(int argc, char** argv) {
  CLI::App app{"Say of each CO-RE relocation of a BPF object what kernels make of it, and why.",
               "bpfreloc explain"};
  ExplainOptions options;
  std::string format = "text", colour = "auto";
  app.add_option("OBJECT", options.object, "BPF object as the compiler wrote it, or -")->required();
  app.add_option("-t,--target", options.targets, "kernels, as for bpfreloc relocate")->required();
  app.add_option("--modules", options.modules, "modules of the kernel, of which there is one then")
      ->allow_extra_args(false);
  add_kernel_options(app, options.externs);
  add_value_option(app, options.settings);
  app.add_option("--format", format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_flag("--failures", options.failures_only,
               "only relocations that fail or poison their instruction");
  app.add_option("--color", colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.failure_message(usage_message);
  app.callback([&] {
    int inputs = options.object == "-";
    for (const std::string& target : options.targets) inputs += target == "-";
    if (inputs > 1) {
      throw CLI::ValidationError("only one of OBJECT and --target can be standard input");
    }
    require_nothing_of_one_kernel(options.targets, options.modules, options.externs);
  });
  if (auto status = parse(app, argc, argv)) return *status;
  auto all = explain(options);
  if (!all) return fail_with(all.error());
  bool is_bad = false;
  for (const Explained& one : *all) {
    is_bad |= one.is_bad();
    for (const std::string& warning : one.warnings) warn(warning);
  }
  std::string text = format == "json"
                         ? explain_json(*all, options.failures_only)
                         : explain_text(*all, options.failures_only, wants_colour(colour));
  if (auto printed = write_file("-", as_bytes(text)); !printed) return fail_with(printed.error());
  return is_bad ? kVerdict : kSuccess;
}

}  // namespace btfkit::relocator
