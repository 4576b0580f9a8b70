#include "command_map.h"

#include "cli.h"
#include "map_dump.h"
#include "support/file.h"

namespace btfkit::show {
namespace {

Result<void> show_map(const std::string& which, Format format) {
  KernelMap map = BTFKIT_TRY(KernelMap::open(which));
  std::string text = BTFKIT_TRY(dump(map, format));
  return write_file("-", as_bytes(text));
}

}  // namespace

int command_map(int argc, char** argv) {
  CLI::App app{"Print the entries of a map, keys and values by their types.", "bpfshow map"};
  std::string which, format = "text";
  app.add_option("MAP", which, kMapDescription)->required();
  add_format(app, format);
  if (auto status = parse(app, argc, argv)) return *status;
  auto shown = show_map(which, format == "json" ? Format::kJson : Format::kText);
  return shown ? kSuccess : fail_with(shown.error());
}

}  // namespace btfkit::show
