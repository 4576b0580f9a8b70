// Opens a BTF, finds a type by its name and says how much memory of its own that took.
//   find_type BTF NAME
#include <cstdio>

#include "btf/find.h"
#include "support/file.h"

namespace {

// RssAnon of /proc/self/status, in KB.
void print_memory() {
  std::FILE* status = std::fopen("/proc/self/status", "r");
  char line[256];
  while (status && std::fgets(line, sizeof line, status)) {
    unsigned kilobytes;
    if (std::sscanf(line, "RssAnon: %u", &kilobytes) == 1) std::printf("%u KB\n", kilobytes);
  }
  if (status) std::fclose(status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  auto content = btfkit::read_file(argv[1]);
  if (!content) return 1;
  auto found = btfkit::btf::find_type(content->bytes(), argv[2]);
  if (!found || !*found) return 1;
  std::printf("[%u] %s\n", btfkit::btf::number((*found)->id), argv[2]);
  print_memory();
}
