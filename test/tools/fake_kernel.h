/* A kernel that libbpf loads into without one: what bpf(2) is given is kept, and nothing runs.
 *
 * libbpf.so calls syscall(), fopen64() and the like through its table of imports. A program that
 * defines them (ENABLE_EXPORTS) puts its own in their place: fake_kernel.c does. A descriptor is a
 * memfd, and what it stands for is found by its inode, since libbpf gives descriptors other
 * numbers.
 */
#ifndef FAKE_KERNEL_H_
#define FAKE_KERNEL_H_

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What libbpf finds in place of this machine's. */
struct fake_kernel {
  const char* btf;                        /* file: /sys/kernel/btf/vmlinux */
  const char* kconfig;                    /* file: the configuration, plain or gzip */
  const char* kallsyms;                   /* file: /proc/kallsyms */
  const char* release;                    /* as uname() has it */
  bool refuses_kind[BTF_KIND_ENUM64 + 1]; /* BTF with types of this kind is not loaded */
  bool refuses_global_functions;          /* BTF with them is not loaded */
  bool refuses_probe_read_kernel;         /* programs that call this helper are not loaded */
  bool refuses_mappable_maps;             /* maps with BPF_F_MMAPABLE are not made */
};
extern struct fake_kernel fake_kernel;

enum kind { BTF, MODULE, MAP, PROGRAM };

/* An element written to a map. */
struct update {
  void* key;
  void* value;
  ino_t referred;  /* the map or program whose descriptor the value is, or 0 */
  ino_t* programs; /* of struct_ops: for each 8 bytes of the value, likewise */
};

/* What a descriptor stands for, and what it was made with. */
struct resource {
  ino_t inode;
  enum kind kind;
  const char* name; /* of a module */
  void* btf;        /* of BTF and modules */
  size_t btf_size;
  union bpf_attr attr;
  struct update* updates; /* of a map, in their order */
  size_t update_count;
  bool frozen;
  ino_t inner;            /* the template of a map of maps, or 0 */
  ino_t module;           /* of what a program attaches to, or 0 */
  struct bpf_insn* insns; /* of a program */
  ino_t* referred;        /* for each instruction: what its descriptor stands for, or 0 */
  struct bpf_func_info* functions;
  struct bpf_line_info* lines;
  char* license;
};

/* The inode behind a descriptor, or 0. */
ino_t inode_of(int fd);

/* What has that inode or descriptor, or null. */
const struct resource* resource_of_inode(ino_t inode);
const struct resource* resource_of_fd(int fd);

/* Loads a module with the split BTF of a file. Both strings stay in use. */
void add_module(const char* name, const char* path);

/* LDIMM64, the instruction of two slots. */
bool is_wide(const struct bpf_insn* insn);
/* It is one that has a map's descriptor. */
bool refers_to_map(const struct bpf_insn* insn);

/* Prints the error in `errno` and exits. */
_Noreturn void die(const char* what);

#endif
