/* What libbpf gives the kernel when it loads an object: its BTF, its maps with their content, its
 * programs. The oracle of test/bpfreloc/; it needs neither privileges nor a kernel with BPF, for
 * the kernel is that of fake_kernel.c.
 *
 *   libbpf_as_oracle [OPTION]... OBJECT KERNEL_BTF
 *     --core-btf FILE     BTF to settle CO-RE relocations by, in place of KERNEL_BTF
 *     --kconfig FILE      the kernel's configuration, plain or gzip
 *     --kallsyms FILE     the kernel's symbols, as /proc/kallsyms
 *     --release RELEASE   the kernel's release, as `uname -r` prints it
 *     --module NAME=FILE  a module that is loaded, and its split BTF (repeated)
 *     --program NAME      load this program (repeated) and no other
 *     --attach NAME=TARGET  what this program attaches to (repeated)
 *     --without KIND      a kernel that refuses BTF with types of this kind, as FLOAT (repeated);
 *                         or GLOBAL_FUNC, PROBE_READ_KERNEL or MMAPABLE
 *
 * The output is text that test/bpfreloc/Inputs/plan_as_text.py makes of a load plan as well.
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_kernel.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct bpf_object* object;

/* Stand for what libbpf would fill in, or wouldn't load: the number of this machine's processors,
 * and the attach type of a program whose section it doesn't know. */
enum { ONE_FOR_EACH_PROCESSOR = 0x7ffffffe, UNKNOWN_SECTION = 0x7fffffff };

static _Noreturn void usage(void) {
  fprintf(stderr, "usage: libbpf_as_oracle [OPTION]... OBJECT KERNEL_BTF\n");
  exit(2);
}

static void print_bytes(const void* bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char*)bytes)[i]);
}

static const char* name_of(ino_t inode) {
  const struct resource* resource = resource_of_inode(inode);
  const struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    if (inode_of(bpf_map__fd(map)) == inode) return bpf_map__name(map);
  }
  struct bpf_program* program;
  bpf_object__for_each_program(program, object) {
    if (inode_of(bpf_program__fd(program)) == inode) return bpf_program__name(program);
  }
  return resource && resource->kind == MODULE ? resource->name : "?";
}

static void print_attributes(const struct resource* map) {
  const union bpf_attr* attr = &map->attr;
  const uint32_t entries = attr->max_entries == ONE_FOR_EACH_PROCESSOR ? 0 : attr->max_entries;
  printf(
      "type %u, key %u, value %u, %u entries, flags 0x%x, extra 0x%llx, NUMA node %u, "
      "BTF types %u and %u, kernel's BTF type %u\n",
      attr->map_type, attr->key_size, attr->value_size, entries, attr->map_flags,
      (unsigned long long)attr->map_extra, attr->numa_node, attr->btf_key_type_id,
      attr->btf_value_type_id, attr->btf_vmlinux_value_type_id);
}

/* A program's descriptor is its loader's own. */
static void print_struct_ops(const struct update* update, size_t size) {
  unsigned char* value = update->value;
  for (size_t i = 0; i < size / sizeof(uint64_t); i++) {
    if (update->programs[i]) memset(value + i * sizeof(uint64_t), 0, sizeof(uint64_t));
  }
  print_bytes(value, size);
  for (uint32_t i = 0; i < size / sizeof(uint64_t); i++) {
    if (!update->programs[i]) continue;
    const uint32_t at = i * (uint32_t)sizeof(uint64_t);
    printf("\n  key ");
    print_bytes(&at, sizeof at);
    printf(": '%s'", name_of(update->programs[i]));
  }
}

static void print_map(const char* name, const struct resource* map) {
  printf("map '%s': ", name);
  print_attributes(map);
  if (map->inner) {
    printf("  inner map: ");
    print_attributes(resource_of_inode(map->inner));
  }
  for (size_t i = 0; i < map->update_count; i++) {
    const struct update* update = &map->updates[i];
    printf("  key ");
    print_bytes(update->key, map->attr.key_size);
    printf(": ");
    if (update->referred) {
      printf("'%s'", name_of(update->referred));
    } else if (update->programs) {
      print_struct_ops(update, map->attr.value_size);
    } else {
      print_bytes(update->value, map->attr.value_size);
    }
    putchar('\n');
  }
  if (map->frozen) printf("  frozen\n");
}

static void print_insn(const struct resource* program, uint32_t index) {
  struct bpf_insn insn = program->insns[index];
  /* A map's number is its loader's own. */
  if (refers_to_map(&insn)) {
    insn.src_reg =
        insn.src_reg == BPF_PSEUDO_MAP_FD ? BPF_PSEUDO_MAP_IDX : BPF_PSEUDO_MAP_IDX_VALUE;
    insn.imm = 0;
  }
  if (insn.code == (BPF_JMP | BPF_CALL) && program->referred[index]) insn.off = 0;
  if (index > 0 && is_wide(&program->insns[index - 1]) &&
      program->insns[index - 1].src_reg == BPF_PSEUDO_BTF_ID) {
    insn.imm = 0;
  }
  printf("  %u: ", index);
  print_bytes(&insn, sizeof insn);
  if (program->referred[index]) printf(" '%s'", name_of(program->referred[index]));
  putchar('\n');
}

static void print_program(const char* name, const struct resource* program) {
  const union bpf_attr* attr = &program->attr;
  printf("program '%s': ", name);
  if (attr->expected_attach_type != UNKNOWN_SECTION) {
    printf("type %u, attach type %u, flags 0x%x, attaches to %u of '%s', license '%s'\n",
           attr->prog_type, attr->expected_attach_type, attr->prog_flags, attr->attach_btf_id,
           program->module ? name_of(program->module) : "vmlinux", program->license);
  } else {
    printf("its section is unknown, license '%s'\n", program->license);
  }
  for (uint32_t i = 0; i < attr->insn_cnt; i++) print_insn(program, i);
  for (uint32_t i = 0; i < attr->func_info_cnt; i++) {
    printf("  function at %u: %u\n", program->functions[i].insn_off, program->functions[i].type_id);
  }
  for (uint32_t i = 0; i < attr->line_info_cnt; i++) {
    const struct bpf_line_info* line = &program->lines[i];
    printf("  line at %u: %u, %u, %u\n", line->insn_off, line->file_name_off, line->line_off,
           line->line_col);
  }
}

/* Options and the load */

static int print_message(enum libbpf_print_level level, const char* format, va_list args) {
  return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

static const char* const kind_names[] = {
    "VOID", "INT",     "PTR",      "ARRAY",    "STRUCT",   "UNION", "ENUM",
    "FWD",  "TYPEDEF", "VOLATILE", "CONST",    "RESTRICT", "FUNC",  "FUNC_PROTO",
    "VAR",  "DATASEC", "FLOAT",    "DECL_TAG", "TYPE_TAG", "ENUM64"};

static void refuse(const char* name) {
  if (strcmp(name, "GLOBAL_FUNC") == 0) {
    fake_kernel.refuses_global_functions = true;
    return;
  }
  if (strcmp(name, "PROBE_READ_KERNEL") == 0) {
    fake_kernel.refuses_probe_read_kernel = true;
    return;
  }
  if (strcmp(name, "MMAPABLE") == 0) {
    fake_kernel.refuses_mappable_maps = true;
    return;
  }
  size_t kind = 1;
  while (kind < LENGTH(kind_names) && strcmp(kind_names[kind], name) != 0) kind++;
  errno = EINVAL;
  if (kind == LENGTH(kind_names)) die(name);
  fake_kernel.refuses_kind[kind] = true;
}

/* Programs whose section says nothing to this version of libbpf are loaded as some type, so that
 * their code is there to compare. */
static void handle_unknown_sections(void) {
  struct bpf_program* program;
  bpf_object__for_each_program(program, object) {
    if (bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC) continue;
    const char* section = bpf_program__section_name(program);
    if (libbpf_register_prog_handler(section, BPF_PROG_TYPE_SOCKET_FILTER,
                                     (enum bpf_attach_type)UNKNOWN_SECTION, NULL) < 0) {
      die(section);
    }
  }
}

/* Leaves `object` open. */
static void open_object(const char* path, const char* core_btf) {
  LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = core_btf);
  object = bpf_object__open_file(path, &options);
  if (!object) die(path);
  /* Section names are looked up when an object is opened. */
  handle_unknown_sections();
  bpf_object__close(object);
  object = bpf_object__open_file(path, &options);
  if (!object) die(path);

  struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY && bpf_map__max_entries(map) == 0) {
      bpf_map__set_max_entries(map, ONE_FOR_EACH_PROCESSOR);
    }
  }
}

static void choose_programs(const char* const* names, size_t count) {
  struct bpf_program* program;
  bpf_object__for_each_program(program, object) {
    bool chosen = count == 0 && bpf_program__autoload(program);
    for (size_t i = 0; i < count; i++) {
      chosen |= strcmp(names[i], bpf_program__name(program)) == 0;
    }
    bpf_program__set_autoload(program, chosen);
  }
}

static void set_target(char* setting) {
  char* target = strchr(setting, '=');
  if (!target) usage();
  *target++ = '\0';
  struct bpf_program* program = bpf_object__find_program_by_name(object, setting);
  if (!program || bpf_program__set_attach_target(program, 0, target) != 0) die(setting);
}

/* Only now libbpf writes the values of struct_ops maps. */
static void attach_struct_ops(void) {
  const struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS && !bpf_map__attach_struct_ops(map)) {
      die(bpf_map__name(map));
    }
  }
}

/* What libbpf has made is what the object has descriptors of; the rest were its probes. */
static void print_object(void) {
  const struct resource* btf = resource_of_fd(bpf_object__btf_fd(object));
  if (btf) {
    printf("BTF ");
    print_bytes(btf->btf, btf->btf_size);
    putchar('\n');
  }
  const struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    const struct resource* made = resource_of_fd(bpf_map__fd(map));
    if (made) print_map(bpf_map__name(map), made);
  }
  struct bpf_program* program;
  bpf_object__for_each_program(program, object) {
    const struct resource* loaded = resource_of_fd(bpf_program__fd(program));
    if (loaded) print_program(bpf_program__name(program), loaded);
  }
}

int main(int argc, char** argv) {
  const char* core_btf = NULL;
  const char* chosen[64];
  char* targets[64];
  size_t chosen_count = 0, target_count = 0;
  char* path;
  const struct option options[] = {{"core-btf", required_argument, NULL, 'c'},
                                   {"kconfig", required_argument, NULL, 'k'},
                                   {"kallsyms", required_argument, NULL, 's'},
                                   {"release", required_argument, NULL, 'r'},
                                   {"module", required_argument, NULL, 'm'},
                                   {"program", required_argument, NULL, 'p'},
                                   {"attach", required_argument, NULL, 'a'},
                                   {"without", required_argument, NULL, 'w'},
                                   {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    switch (option) {
      case 'c':
        core_btf = optarg;
        break;
      case 'k':
        fake_kernel.kconfig = optarg;
        break;
      case 's':
        fake_kernel.kallsyms = optarg;
        break;
      case 'r':
        fake_kernel.release = optarg;
        break;
      case 'm':
        path = strchr(optarg, '=');
        if (!path) usage();
        *path = '\0';
        add_module(optarg, path + 1);
        break;
      case 'p':
        if (chosen_count == LENGTH(chosen)) usage();
        chosen[chosen_count++] = optarg;
        break;
      case 'a':
        if (target_count == LENGTH(targets)) usage();
        targets[target_count++] = optarg;
        break;
      case 'w':
        refuse(optarg);
        break;
      default:
        usage();
    }
  }
  if (argc - optind != 2) usage();
  libbpf_set_print(print_message);

  fake_kernel.btf = argv[optind + 1];
  open_object(argv[optind], core_btf);
  choose_programs(chosen, chosen_count);
  for (size_t i = 0; i < target_count; i++) set_target(targets[i]);
  if (bpf_object__load(object) != 0) return 1;
  attach_struct_ops();
  print_object();
  return fflush(stdout) == 0 ? 0 : 1;
}
