#include "image_options.h"

namespace btfkit::relocator {
namespace {

const CLI::Validator kAssignment(
    [](const std::string& text) {
      return text.find('=') == text.npos ? fmt::format("'{}' has no '='", text) : std::string();
    },
    "NAME=VALUE");

}  // namespace

void add_kernel_options(CLI::App& app, ExternOptions& options) {
  app.add_option("--kconfig", options.kconfig,
                 "the kernel's configuration for __kconfig externs: a file, also compressed, or a "
                 "kernel image that carries it");
  app.add_option_function<std::string>(
      "--kernel-version",
      [&options](const std::string& version) {
        options.version = elf::parse_kernel_version(version);
        if (options.version) return;
        throw CLI::ValidationError(
            fmt::format("--kernel-version: '{}' is not three numbers as 6.1.192", version));
      },
      "the kernel's version as 6.1.192, where the target doesn't tell it");
}

void add_value_option(CLI::App& app, Settings& settings) {
  app.add_option(
         "--set", settings.values,
         "VARIABLE=VALUE: a global variable's value, known to the verifier if it is constant")
      ->check(kAssignment)
      ->allow_extra_args(false);
}

void require_nothing_of_one_kernel(const std::vector<std::string>& targets,
                                   const std::vector<std::string>& modules,
                                   const ExternOptions& options) {
  const char* given = !modules.empty()           ? "--modules"
                      : !options.kconfig.empty() ? "--kconfig"
                      : options.version          ? "--kernel-version"
                                                 : nullptr;
  if (targets.size() < 2 || !given) return;
  throw CLI::ValidationError(
      fmt::format("{} is of one kernel; of several, each can be a folder with what is its", given));
}

void add_image_options(CLI::App& app, ImageOptions& options) {
  add_kernel_options(app, options.externs);
  add_value_option(app, options.settings);
  app.add_option("--settable", options.settings.settable, "VARIABLE: bpfload's --set may change it")
      ->allow_extra_args(false);
  app.add_option("--map", options.settings.maps, "MAP.max_entries=N: a map's size")
      ->check(kAssignment)
      ->allow_extra_args(false);
}

void add_program_options(CLI::App& app, ImageOptions& options) {
  app.add_option("--only", options.programs.only,
                 "PROGRAM: load this one and no other that isn't named so")
      ->allow_extra_args(false);
  app.add_option("--attach", options.programs.attach,
                 "PROGRAM=TARGET: the function, or what the program's section is for, that it "
                 "attaches to; also MODULE:TARGET")
      ->check(kAssignment)
      ->allow_extra_args(false);
  app.add_option("--struct-ops", options.struct_ops,
                 "VARIABLE: create this struct_ops map and no other that isn't named so")
      ->allow_extra_args(false);
  app.add_option(
         "--replaces", options.replaces,
         "PROGRAM=OBJECT[:FUNCTION]: the program of whose function a freplace program takes "
         "the place; by default the function that its section names")
      ->check(kAssignment)
      ->allow_extra_args(false);
}

}  // namespace btfkit::relocator
