/* The same with libbpf: libbpf_find_type BTF NAME. */
#include <bpf/btf.h>
#include <stdio.h>

static void print_memory(void) {
  FILE* status = fopen("/proc/self/status", "r");
  char line[256];
  unsigned kilobytes;
  while (status && fgets(line, sizeof line, status)) {
    if (sscanf(line, "RssAnon: %u", &kilobytes) == 1) printf("%u KB\n", kilobytes);
  }
  if (status) fclose(status);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  struct btf* btf = btf__parse(argv[1], NULL);
  if (!btf) return 1;
  int id = btf__find_by_name(btf, argv[2]);
  if (id < 0) return 1;
  printf("[%d] %s\n", id, argv[2]);
  print_memory();
  return 0;
}
