#define _GNU_SOURCE
#include "fake_kernel.h"

#include <bpf/bpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

struct fake_kernel fake_kernel = {
    .kconfig = "/nonexistent", .kallsyms = "/nonexistent", .release = "6.12.0"};

void die(const char* what) {
  fprintf(stderr, "fake_kernel: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void* copy(const void* bytes, size_t size) {
  void* copied = malloc(size + 1);
  if (!copied) die("memory");
  if (size > 0) memcpy(copied, bytes, size);
  return copied;
}

static void* address(uint64_t number) {
  return (void*)(uintptr_t)number;
}

static struct resource** resources;
static size_t resource_count;
/* BTF id n is n - 1 here. */
static int module_fds[64];
static size_t module_count;

ino_t inode_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

static struct resource* by_inode(ino_t inode) {
  for (size_t i = 0; i < resource_count; i++) {
    if (resources[i]->inode == inode) return resources[i];
  }
  return NULL;
}

static struct resource* by_fd(int fd) {
  struct resource* found = by_inode(inode_of(fd));
  if (!found) errno = EBADF;
  return found;
}

const struct resource* resource_of_inode(ino_t inode) {
  return by_inode(inode);
}

const struct resource* resource_of_fd(int fd) {
  return by_fd(fd);
}

static struct resource* add(enum kind kind) {
  struct resource* added = calloc(1, sizeof *added);
  resources = realloc(resources, (resource_count + 1) * sizeof *resources);
  if (!added || !resources) die("memory");
  added->kind = kind;
  resources[resource_count++] = added;
  return added;
}

/* A descriptor that stands for `resource`. libbpf may map so many bytes of it into memory. */
static int give_fd(struct resource* resource, size_t size) {
  int fd = memfd_create("bpf", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, (off_t)size) != 0) die("memfd_create");
  resource->inode = inode_of(fd);
  return fd;
}

/* BPF_BTF_LOAD */

static bool has_kind_that_is_refused(const void* bytes, size_t size) {
  struct btf* btf = btf__new(bytes, (uint32_t)size);
  bool refused = false;
  for (uint32_t id = 1; btf && id < btf__type_cnt(btf); id++) {
    const struct btf_type* type = btf__type_by_id(btf, id);
    refused |= fake_kernel.refuses_kind[btf_kind(type)];
    refused |= fake_kernel.refuses_global_functions && btf_is_func(type) &&
               btf_vlen(type) == BTF_FUNC_GLOBAL;
  }
  btf__free(btf);
  return refused;
}

static int load_btf(const union bpf_attr* attr) {
  if (has_kind_that_is_refused(address(attr->btf), attr->btf_size)) {
    errno = EINVAL;
    return -1;
  }
  struct resource* loaded = add(BTF);
  loaded->btf = copy(address(attr->btf), attr->btf_size);
  loaded->btf_size = attr->btf_size;
  return give_fd(loaded, 0);
}

/* BPF_MAP_CREATE */

/* Whether the kernel creates the map with these BTF types: its map_check_btf() and what it calls.
 * libbpf leaves them out after it has been refused. */
static bool takes_types(const union bpf_attr* attr) {
  const uint32_t key_id = attr->btf_key_type_id, value_id = attr->btf_value_type_id;
  if (key_id == 0 && value_id == 0) return true;
  const struct resource* loaded = by_fd((int)attr->btf_fd);
  struct btf* btf = loaded ? btf__new(loaded->btf, (uint32_t)loaded->btf_size) : NULL;
  if (!btf) return false;
  uint32_t id = key_id;
  const struct btf_type* key = btf__type_by_id(btf, id);
  while (btf_is_mod(key) || btf_is_typedef(key)) key = btf__type_by_id(btf, id = key->type);
  bool taken = value_id != 0 && btf__resolve_size(btf, value_id) == attr->value_size;
  if (key_id != 0) taken &= btf__resolve_size(btf, key_id) == attr->key_size;
  switch (attr->map_type) {
    case BPF_MAP_TYPE_ARRAY:
      if (key_id == 0) {
        taken &= btf_is_datasec(btf__type_by_id(btf, value_id)) && attr->max_entries == 1;
        break;
      } /* fall through */
    case BPF_MAP_TYPE_PERCPU_ARRAY:
      taken &= btf_is_int(key) && key->size == sizeof(uint32_t) && btf_int_bits(key) == 32;
      break;
    case BPF_MAP_TYPE_LPM_TRIE:
      taken &= btf_is_struct(key);
      break;
    case BPF_MAP_TYPE_BLOOM_FILTER:
      taken &= key_id == 0;
      break;
    default:
      taken &= key_id != 0;
  }
  btf__free(btf);
  return taken;
}

static int create_map(const union bpf_attr* attr) {
  const bool is_mappable = attr->map_flags & BPF_F_MMAPABLE;
  if (!takes_types(attr) || (is_mappable && fake_kernel.refuses_mappable_maps)) {
    errno = EINVAL;
    return -1;
  }
  struct resource* map = add(MAP);
  map->attr = *attr;
  if (attr->inner_map_fd != 0) map->inner = inode_of((int)attr->inner_map_fd);
  const bool has_values = attr->map_type == BPF_MAP_TYPE_ARRAY;
  const size_t value = (attr->value_size + 7) / 8 * 8, page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t size = has_values ? value * attr->max_entries : 0;
  return give_fd(map, (size + page - 1) / page * page);
}

/* Where a struct_ops map's value has descriptors of programs. */
static ino_t* programs_in(const unsigned char* value, size_t size) {
  ino_t* programs = calloc(size / sizeof(uint64_t) + 1, sizeof *programs);
  if (!programs) die("memory");
  for (size_t i = 0; i < size / sizeof(uint64_t); i++) {
    uint64_t number;
    memcpy(&number, value + i * sizeof number, sizeof number);
    const struct resource* found =
        number > 0 && number < 65536 ? by_inode(inode_of((int)number)) : NULL;
    if (found && found->kind == PROGRAM) programs[i] = found->inode;
  }
  return programs;
}

static int update_map(const union bpf_attr* attr) {
  struct resource* map = by_fd((int)attr->map_fd);
  if (!map) return -1;
  map->updates = realloc(map->updates, (map->update_count + 1) * sizeof *map->updates);
  if (!map->updates) die("memory");
  const void* value = address(attr->value);
  ino_t referred = 0;
  if (map->attr.map_type == BPF_MAP_TYPE_PROG_ARRAY || map->inner != 0) {
    int fd;
    memcpy(&fd, value, sizeof fd);
    referred = inode_of(fd);
  }
  map->updates[map->update_count++] =
      (struct update){copy(address(attr->key), map->attr.key_size),
                      copy(value, map->attr.value_size), referred, NULL};
  if (map->attr.map_type == BPF_MAP_TYPE_STRUCT_OPS) {
    map->updates[map->update_count - 1].programs = programs_in(value, map->attr.value_size);
  }
  return 0;
}

static int freeze_map(const union bpf_attr* attr) {
  struct resource* map = by_fd((int)attr->map_fd);
  if (!map) return -1;
  map->frozen = true;
  return 0;
}

/* BPF_PROG_LOAD */

bool is_wide(const struct bpf_insn* insn) {
  return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

bool refers_to_map(const struct bpf_insn* insn) {
  return is_wide(insn) &&
         (insn->src_reg == BPF_PSEUDO_MAP_FD || insn->src_reg == BPF_PSEUDO_MAP_VALUE);
}

/* What the descriptors in the instructions stand for, which they do only now. */
static void find_referred(struct resource* program) {
  const int* fd_array = address(program->attr.fd_array);
  for (uint32_t i = 0; i < program->attr.insn_cnt; i++) {
    const struct bpf_insn* insn = &program->insns[i];
    if (refers_to_map(insn)) program->referred[i] = inode_of(insn->imm);
    if (is_wide(insn) && insn->src_reg == BPF_PSEUDO_BTF_ID && insn[1].imm != 0) {
      program->referred[i] = inode_of(insn[1].imm);
    }
    if (insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_KFUNC_CALL &&
        insn->off != 0) {
      program->referred[i] = inode_of(fd_array[insn->off]);
    }
    if (is_wide(insn)) i++;
  }
}

static bool has_helper_that_is_refused(const union bpf_attr* attr) {
  const struct bpf_insn* insns = address(attr->insns);
  for (uint32_t i = 0; fake_kernel.refuses_probe_read_kernel && i < attr->insn_cnt; i++) {
    if (insns[i].code == (BPF_JMP | BPF_CALL) && insns[i].src_reg == 0 &&
        insns[i].imm == BPF_FUNC_probe_read_kernel) {
      return true;
    }
  }
  return false;
}

static int load_program(const union bpf_attr* attr) {
  if (has_helper_that_is_refused(attr)) {
    errno = EINVAL;
    return -1;
  }
  struct resource* program = add(PROGRAM);
  program->attr = *attr;
  program->insns = copy(address(attr->insns), attr->insn_cnt * sizeof(struct bpf_insn));
  program->referred = calloc(attr->insn_cnt, sizeof *program->referred);
  if (!program->referred) die("memory");
  program->functions =
      copy(address(attr->func_info), attr->func_info_cnt * sizeof *program->functions);
  program->lines = copy(address(attr->line_info), attr->line_info_cnt * sizeof *program->lines);
  program->license = copy(address(attr->license), strlen(address(attr->license)) + 1);
  if (attr->attach_btf_obj_fd != 0) program->module = inode_of((int)attr->attach_btf_obj_fd);
  find_referred(program);
  return give_fd(program, 0);
}

/* Modules: BPF_BTF_GET_NEXT_ID, BPF_BTF_GET_FD_BY_ID, BPF_OBJ_GET_INFO_BY_FD */

void add_module(const char* name, const char* path) {
  FILE* file = fopen(path, "rb");
  if (!file || module_count == LENGTH(module_fds)) die(path);
  struct resource* module = add(MODULE);
  module->name = name;
  const size_t limit = 64 << 20;
  module->btf = malloc(limit);
  if (!module->btf) die("memory");
  module->btf_size = fread(module->btf, 1, limit, file);
  fclose(file);
  module_fds[module_count++] = give_fd(module, 0);
}

static int next_module(union bpf_attr* attr) {
  if (attr->start_id >= module_count) {
    errno = ENOENT;
    return -1;
  }
  attr->next_id = attr->start_id + 1;
  return 0;
}

static int module_fd(const union bpf_attr* attr) {
  return fcntl(module_fds[attr->btf_id - 1], F_DUPFD_CLOEXEC, 0);
}

static int module_info(union bpf_attr* attr) {
  const struct resource* module = by_fd((int)attr->info.bpf_fd);
  /* libbpf also asks whether there is such information at all. */
  if (!module || module->kind != MODULE) return module ? 0 : -1;
  struct bpf_btf_info* info = address(attr->info.info);
  const size_t room = info->btf_size;
  if (info->btf) {
    memcpy(address(info->btf), module->btf, room < module->btf_size ? room : module->btf_size);
  }
  if (info->name) snprintf(address(info->name), info->name_len, "%s", module->name);
  info->btf_size = (uint32_t)module->btf_size;
  info->kernel_btf = 1;
  return 0;
}

static int answer(enum bpf_cmd command, union bpf_attr* attr) {
  switch ((int)command) {
    case BPF_BTF_LOAD:
      return load_btf(attr);
    case BPF_MAP_CREATE:
      return create_map(attr);
    case BPF_MAP_UPDATE_ELEM:
      return update_map(attr);
    case BPF_MAP_FREEZE:
      return freeze_map(attr);
    case BPF_PROG_LOAD:
      return load_program(attr);
    case BPF_PROG_BIND_MAP:
      return 0;
    case BPF_BTF_GET_NEXT_ID:
      return next_module(attr);
    case BPF_BTF_GET_FD_BY_ID:
      return module_fd(attr);
    case BPF_OBJ_GET_INFO_BY_FD:
      return module_info(attr);
    case BPF_LINK_CREATE: /* what a kernel with such links says to a descriptor that is none */
      errno = EBADF;
      return -1;
    default:
      errno = EINVAL;
      return -1;
  }
}

/* What libbpf imports. */

#define NEXT(function) ((typeof(&function))dlsym(RTLD_NEXT, #function))

long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (size_t i = 0; i < LENGTH(arguments); i++) arguments[i] = va_arg(list, long);
  va_end(list);
  if (number == __NR_bpf) {
    /* What libbpf knows of the attributes; the kernel takes the rest for zeros. */
    union bpf_attr* given = (union bpf_attr*)arguments[1];
    const size_t size = (size_t)arguments[2];
    union bpf_attr attr = {};
    memcpy(&attr, given, size < sizeof attr ? size : sizeof attr);
    const int result = answer((enum bpf_cmd)arguments[0], &attr);
    memcpy(given, &attr, size < sizeof attr ? size : sizeof attr);
    return result;
  }
  return NEXT(syscall)(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                       arguments[5]);
}

static const char* as_kernel(const char* path) {
  if (strcmp(path, "/sys/kernel/btf/vmlinux") == 0) return fake_kernel.btf;
  if (strncmp(path, "/boot/config-", 13) == 0) return fake_kernel.kconfig;
  if (strcmp(path, "/proc/config.gz") == 0) return fake_kernel.kconfig;
  if (strcmp(path, "/proc/kallsyms") == 0) return fake_kernel.kallsyms;
  if (strcmp(path, "/proc/version_signature") == 0) return "/nonexistent";
  return path;
}

FILE* fopen64(const char* path, const char* mode) {
  return NEXT(fopen64)(as_kernel(path), mode);
}

int faccessat(int folder, const char* path, int mode, int flags) {
  return NEXT(faccessat)(folder, as_kernel(path), mode, flags);
}

/* zlib's; its header is of no use here. */
void* gzopen64(const char* path, const char* mode) {
  return ((void* (*)(const char*, const char*))dlsym(RTLD_NEXT, "gzopen64"))(as_kernel(path), mode);
}

int uname(struct utsname* name) {
  if (NEXT(uname)(name) != 0) return -1;
  snprintf(name->release, sizeof name->release, "%s", fake_kernel.release);
  snprintf(name->version, sizeof name->version, "#1 SMP");
  return 0;
}
