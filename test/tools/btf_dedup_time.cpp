// How long btf::deduplicate alone takes, to stand beside `libbpf_dedup --time`.
//
//   btf_dedup_time INPUT OUTPUT
#include <cstdio>
#include <ctime>

#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "support/file.h"

namespace {

using namespace btfkit;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Result<void> run(const char* input, const char* output) {
  Content content = BTFKIT_TRY(read_file(input));
  btf::Btf btf = BTFKIT_TRY(btf::read(content.bytes()));
  double start = cpu_seconds();
  btf::Btf result = BTFKIT_TRY(btf::deduplicate(btf));
  double seconds = cpu_seconds() - start;
  printf("btfkit: %.6f s\n", seconds);
  return write_file(output, BTFKIT_TRY(btf::write(result)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: btf_dedup_time INPUT OUTPUT\n", stderr);
    return 2;
  }
  auto result = run(argv[1], argv[2]);
  if (result) return 0;
  fprintf(stderr, "btf_dedup_time: %s\n", result.error().message().c_str());
  return 1;
}
