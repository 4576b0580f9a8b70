#include "command_check.h"

#include <set>

#include "check.h"
#include "cli.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

// "fails: 6.1.btf: prog.o: program 'f': ... (and 2 more)"
std::string line_of(const Verdict& verdict) {
  if (!verdict.errors.empty()) {
    std::string line =
        fmt::format("fails: {}: {}", verdict.target, verdict.errors.front().message());
    if (verdict.errors.size() > 1) line += fmt::format(" (and {} more)", verdict.errors.size() - 1);
    return line;
  }
  std::string line = fmt::format("ok: {}: {}", verdict.target, verdict.object);
  if (verdict.poisoned > 0) {
    line += fmt::format(": {} of {} relocations poisoned", verdict.poisoned, verdict.relocations);
  }
  return line;
}

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
  app.add_option("-t,--target", options.targets, "kernels, as for bpfreloc relocate")->required();
  app.add_option("-o,--output", options.output,
                 "folder for the images, which are FOLDER/KERNEL/OBJECT");
  app.failure_message(usage_message);
  app.callback([&] {
    if (!options.output.empty()) require_distinct_images(options);
  });
  if (auto status = parse(app, argc, argv)) return *status;
  std::string lines;
  bool all_are_ok = true;
  auto checked = check(options, [&](const Verdict& verdict) {
    lines += line_of(verdict) + "\n";
    all_are_ok &= verdict.errors.empty();
  });
  // The verdicts that there are, even if there should be more.
  auto printed = write_file("-", as_bytes(lines));
  if (!checked) return fail_with(checked.error());
  if (!printed) return fail_with(printed.error());
  return all_are_ok ? kSuccess : kVerdict;
}

}  // namespace btfkit::relocator
