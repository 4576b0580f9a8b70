#include "command_events.h"

#include "cli.h"
#include "events.h"

namespace btfkit::show {

int command_events(int argc, char** argv) {
  CLI::App app{"Follow a ring buffer or perf event array, and print its records by their type.",
               "bpfshow events"};
  EventsOptions options;
  std::string format = "text";
  Limits limits;
  app.add_option("MAP", options.map, kMapDescription)->required();
  app.add_option("-t,--type", options.type, "the records' type; else the map's definition says it");
  app.add_option(
      "--btf", options.btf,
      "look for the type in this file's BTF (an image, an object, BTF), not in that of the "
      "programs that use the map");
  add_limits(app, limits, "records");
  add_format(app, format);
  if (auto status = parse(app, argc, argv)) return *status;
  options.count = limits.count;
  options.seconds = limits.seconds;
  options.format = format == "json" ? Format::kJson : Format::kText;
  auto followed = follow_events(options);
  return followed ? kSuccess : fail_with(followed.error());
}

}  // namespace btfkit::show
