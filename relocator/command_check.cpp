#include "command_check.h"

#include <set>

#include "check.h"
#include "check_report.h"
#include "cli.h"
#include "image_options.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

// An image must not take the place of another one.
void require_distinct_images(const CheckOptions& options) {
  std::set<std::string> paths;
  for (const std::string& target : options.targets) {
    for (const std::string& object : options.objects) {
      std::string path = image_path(options, target, object);
      if (paths.insert(path).second) continue;
      throw CLI::ValidationError(fmt::format("two images would be {}", path));
    }
  }
}

}  // namespace

int command_check(int argc, char** argv) {
  CLI::App app{"Say whether BPF objects can be made ready for kernels, and write the images.",
               "bpfreloc check"};
  CheckOptions options;
  app.add_option("OBJECT", options.objects, "BPF objects as the compiler wrote them")->required();
  app.add_option("-t,--target", options.targets,
                 "kernels, as for bpfreloc relocate; a folder with one may have its modules and "
                 "config, too")
      ->required();
  app.add_option("--modules", options.modules, "modules of the kernel, of which there is one then")
      ->allow_extra_args(false);
  app.add_option("-o,--output", options.output,
                 "folder for the images, which are FOLDER/KERNEL/OBJECT");
  add_program_options(app, options.image);
  add_image_options(app, options.image);
  CheckFormat format = CheckFormat::kText;
  app.add_option_function<std::string>(
      "--format",
      [&](const std::string& name) {
        auto known = check_formats().find(name);
        if (known == check_formats().end()) {
          throw CLI::ValidationError(
              fmt::format("--format: '{}' is none of text, table, json", name));
        }
        format = known->second;
      },
      "text: a line for each object and kernel; table: of Markdown; json");
  app.failure_message(usage_message);
  app.callback([&] {
    if (!options.output.empty()) require_distinct_images(options);
    require_nothing_of_one_kernel(options.targets, options.modules, options.image.externs);
  });
  if (auto status = parse(app, argc, argv)) return *status;
  std::vector<CheckedTarget> targets;
  bool all_are_ok = true;
  auto checked = check(options, [&](CheckedTarget&& target) {
    for (const std::string& warning : target.warnings) warn(warning);
    for (const Verdict& verdict : target.verdicts) {
      all_are_ok &= verdict.errors.empty();
      for (const std::string& warning : verdict.warnings) {
        warn(fmt::format("{}: {}: {}", verdict.target, verdict.object, warning));
      }
    }
    targets.push_back(std::move(target));
  });
  // The verdicts that there are, even if there should be more.
  auto printed = write_file("-", as_bytes(describe(targets, format)));
  if (!checked) return fail_with(checked.error());
  if (!printed) return fail_with(printed.error());
  return all_are_ok ? kSuccess : kVerdict;
}

}  // namespace btfkit::relocator
