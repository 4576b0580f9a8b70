/* What libbpf makes of BTF: appends the inputs to each other and deduplicates the result. The
 * oracle of `btfgen merge`, and what bench/run measures it against.
 *
 *   libbpf_dedup [--base BASE] [--time] INPUT... OUTPUT
 *
 * Inputs are raw BTF or ELF files; with --base they are split BTF on it, and so is the output. One
 * input is deduplicated where it is, several are appended to an empty BTF first. --time prints the
 * CPU seconds that btf__dedup alone took, after libbpf's version.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int failed(const char* what) {
  fprintf(stderr, "libbpf_dedup: %s: %s\n", what, strerror(errno));
  return 1;
}

static int save(const struct btf* btf, const char* path) {
  __u32 size;
  const void* bytes = btf__raw_data(btf, &size);
  FILE* file = bytes ? fopen(path, "wb") : NULL;
  if (!file) return failed(path);
  bool is_written = fwrite(bytes, 1, size, file) == size;
  if (fclose(file) != 0 || !is_written) return failed(path);
  return 0;
}

int main(int argc, char** argv) {
  struct btf* base = NULL;
  bool prints_time = false;
  int next = 1;
  for (; next < argc && strncmp(argv[next], "--", 2) == 0; next++) {
    if (strcmp(argv[next], "--base") == 0 && next + 1 < argc) {
      base = btf__parse(argv[++next], NULL);
      if (!base) return failed(argv[next]);
    } else if (strcmp(argv[next], "--time") == 0) {
      prints_time = true;
    }
  }
  if (argc - next < 2) {
    fputs("usage: libbpf_dedup [--base BASE] [--time] INPUT... OUTPUT\n", stderr);
    return 2;
  }
  struct btf* btf = NULL;
  if (argc - next == 2) {
    btf = btf__parse_split(argv[next], base);
    if (!btf) return failed(argv[next]);
  } else {
    btf = btf__new_empty_split(base);
    for (; next < argc - 1; next++) {
      struct btf* input = btf__parse_split(argv[next], base);
      if (!input || btf__add_btf(btf, input) < 0) return failed(argv[next]);
      btf__free(input);
    }
  }
  double start = cpu_seconds();
  if (btf__dedup(btf, NULL) != 0) return failed("btf__dedup");
  double seconds = cpu_seconds() - start;
  if (prints_time) printf("libbpf %s: %.6f s\n", libbpf_version_string() + 1, seconds);
  int status = save(btf, argv[argc - 1]);
  btf__free(btf);
  btf__free(base);
  return status;
}
