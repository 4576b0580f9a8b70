#include "command_log.h"

#include "cli.h"
#include "log.h"

namespace btfkit::show {

int command_log(int argc, char** argv) {
  CLI::App app{"Follow what programs say by bpf_printk.", "bpfshow log"};
  LogOptions options;
  std::string format = "text";
  Limits limits;
  app.add_option("--file", options.file, "read this in place of the kernel's trace_pipe");
  add_limits(app, limits, "messages");
  add_format(app, format);
  if (auto status = parse(app, argc, argv)) return *status;
  options.count = limits.count;
  options.seconds = limits.seconds;
  options.format = format == "json" ? Format::kJson : Format::kText;
  auto followed = follow_log(options);
  return followed ? kSuccess : fail_with(followed.error());
}

}  // namespace btfkit::show
