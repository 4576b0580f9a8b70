/* Opens and prepares BPF objects as libbpf does to load them, but without a kernel: bpf(2) is not
 * called. What is left is libbpf's own work: to read the ELF file and both BTFs, to look for what
 * programs attach to and need of the kernel, to relocate and to link.
 *
 *   libbpf_relocate [--custom-path] KERNEL_BTF OBJECT...
 *   libbpf_relocate --version
 *
 * KERNEL_BTF is raw. libbpf finds it at /sys/kernel/btf/vmlinux; with --custom-path it is also
 * given as bpf_object_open_opts.btf_custom_path, as a program must that relocates for another
 * kernel than its own.
 *
 * libbpf.so calls syscall() and the like through its table of imports. This program defines them
 * (ENABLE_EXPORTS) and so puts its own in their place. A descriptor is one of /dev/zero, which
 * can be mapped as a map's values.
 */
#define _GNU_SOURCE
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(function) ((typeof(&function))dlsym(RTLD_NEXT, #function))

static const char* kernel_btf;
static int zero_fd;

static long answer(int command) {
  switch (command) {
    case BPF_MAP_CREATE:
    case BPF_PROG_LOAD:
    case BPF_BTF_LOAD:
      return fcntl(zero_fd, F_DUPFD_CLOEXEC, 3);
    case BPF_BTF_GET_NEXT_ID: /* no modules */
      errno = ENOENT;
      return -1;
    case BPF_LINK_CREATE: /* what a kernel with such links says to a descriptor that is none */
      errno = EBADF;
      return -1;
    default:
      return 0;
  }
}

long syscall(long number, ...) {
  static typeof(&syscall) next;
  if (!next) next = NEXT(syscall);
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (int i = 0; i < 6; i++) arguments[i] = va_arg(list, long);
  va_end(list);
  if (number == __NR_bpf) return answer((int)arguments[0]);
  return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
              arguments[5]);
}

static const char* as_kernel(const char* path) {
  return strcmp(path, "/sys/kernel/btf/vmlinux") == 0 ? kernel_btf : path;
}

/* Which of these libbpf calls depends on its version: 1.1 reads the kernel's BTF, later ones map
 * it. */
FILE* fopen(const char* path, const char* mode) {
  return NEXT(fopen)(as_kernel(path), mode);
}

FILE* fopen64(const char* path, const char* mode) {
  return NEXT(fopen64)(as_kernel(path), mode);
}

static mode_t mode_of(int flags, va_list list) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
}

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return openat(AT_FDCWD, as_kernel(path), flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = mode_of(flags, list);
  va_end(list);
  return openat64(AT_FDCWD, as_kernel(path), flags, mode);
}

int faccessat(int folder, const char* path, int mode, int flags) {
  return NEXT(faccessat)(folder, as_kernel(path), mode, flags);
}

static int print_warning(enum libbpf_print_level level, const char* format, va_list args) {
  return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

/* Up to what libbpf would then give the kernel; before 1.6 only as part of loading. */
static int prepare(struct bpf_object* object) {
  int (*prepare_only)(struct bpf_object*) =
      (int (*)(struct bpf_object*))dlsym(RTLD_DEFAULT, "bpf_object__prepare");
  return prepare_only ? prepare_only(object) : bpf_object__load(object);
}

static int relocate(const char* path, const char* custom_path) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = custom_path);
  struct bpf_object* object = bpf_object__open_file(path, &options);
  if (!object || prepare(object) != 0) {
    fprintf(stderr, "libbpf_relocate: %s: %s\n", path, strerror(errno));
    return 1;
  }
  bpf_object__close(object);
  return 0;
}

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    printf("%s\n", libbpf_version_string());
    return 0;
  }
  int at = 1;
  int is_custom = argc > at && strcmp(argv[at], "--custom-path") == 0;
  at += is_custom;
  if (argc - at < 2) return 2;
  kernel_btf = argv[at++];
  zero_fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
  if (zero_fd < 0) return 1;
  libbpf_set_print(print_warning);
  for (; at < argc; at++) {
    if (relocate(argv[at], is_custom ? kernel_btf : NULL) != 0) return 1;
  }
  return 0;
}
