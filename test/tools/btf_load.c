/* Loads a file of raw BTF into the kernel. Exit status 0 and no word if the kernel accepts it;
 * otherwise 1 and the end of the kernel's log on standard error. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long load(void* btf, size_t size, char* log, size_t log_size) {
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.btf = (uintptr_t)btf;
  attr.btf_size = size;
  if (log) {
    attr.btf_log_buf = (uintptr_t)log;
    attr.btf_log_size = log_size;
    attr.btf_log_level = 1;
  }
  return syscall(SYS_bpf, BPF_BTF_LOAD, &attr, sizeof attr);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: btf_load FILE.btf\n");
    return 2;
  }
  int fd = open(argv[1], O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) {
    fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
    return 1;
  }
  void* btf = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (btf == MAP_FAILED) {
    fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
    return 1;
  }
  /* Without a log first: the kernel writes one line a type, and fails if they don't fit. */
  if (load(btf, status.st_size, NULL, 0) >= 0) return 0;
  int why = errno;
  const size_t log_size = 1 << 24;
  char* log = calloc(1, log_size);
  load(btf, status.st_size, log, log_size - 1);
  size_t length = strlen(log);
  const size_t shown = 2000;
  fprintf(stderr, "%s: %s\n%s", argv[1], strerror(why),
          log + (length > shown ? length - shown : 0));
  return 1;
}
