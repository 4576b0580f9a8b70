/* What libbpf makes of an object: prints the maps as libbpf has created them, and each program's
 * instructions after libbpf has relocated and linked them against a given BTF, in the form of
 * `bpfload inspect`, and then gives up before any program is loaded. The oracle of test/bpfreloc/.
 *
 *   libbpf_relocate OBJECT BTF
 *
 * libbpf 1.1 relocates only on its way to a load, after it has created the maps: this needs root.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int print(enum libbpf_print_level level, const char* format, va_list args) {
  if (level != LIBBPF_WARN) return 0;
  return vfprintf(stderr, format, args);
}

static struct bpf_object* object;

static const char* map_name(int fd) {
  struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    if (bpf_map__fd(map) == fd) return bpf_map__name(map);
  }
  return "?";
}

static void show_maps(void) {
  struct bpf_map* map;
  bpf_object__for_each_map(map, object) {
    /* By now libbpf has put the number of processors in place of a perf event array's 0. */
    bool is_perf = bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY;
    printf("map '%s': type %u, key %u, value %u, %u entries, flags 0x%x\n", bpf_map__name(map),
           bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
           is_perf ? 0 : bpf_map__max_entries(map), bpf_map__map_flags(map));
    if (bpf_map__btf_key_type_id(map) || bpf_map__btf_value_type_id(map)) {
      printf("  BTF types: key %u, value %u\n", bpf_map__btf_key_type_id(map),
             bpf_map__btf_value_type_id(map));
    }
    if (bpf_map__map_extra(map)) {
      printf("  map_extra: 0x%llx\n", (unsigned long long)bpf_map__map_extra(map));
    }
    if (bpf_map__numa_node(map)) printf("  NUMA node: %u\n", bpf_map__numa_node(map));
  }
}

static size_t shown;

/* Called for a program when its instructions are final. The error ends the load. */
static int show(struct bpf_program* program, struct bpf_prog_load_opts* opts, long cookie) {
  (void)opts;
  (void)cookie;
  if (shown == 0) show_maps();
  const struct bpf_insn* insns = bpf_program__insns(program);
  printf("program '%s'\n", bpf_program__name(program));
  for (size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
    struct bpf_insn insn = insns[i];
    const char* map = NULL;
    if (insn.code == (BPF_LD | BPF_IMM | BPF_DW) &&
        (insn.src_reg == BPF_PSEUDO_MAP_FD || insn.src_reg == BPF_PSEUDO_MAP_VALUE)) {
      map = map_name(insn.imm);
      insn.src_reg =
          insn.src_reg == BPF_PSEUDO_MAP_FD ? BPF_PSEUDO_MAP_IDX : BPF_PSEUDO_MAP_IDX_VALUE;
      insn.imm = 0;
    }
    unsigned char bytes[sizeof insn];
    memcpy(bytes, &insn, sizeof insn);
    printf("%zu:", i);
    for (size_t k = 0; k < sizeof bytes; k++) printf(" %02x", bytes[k]);
    if (map) printf("  ; '%s'", map);
    putchar('\n');
  }
  shown++;
  return -ECANCELED;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: libbpf_relocate OBJECT BTF\n");
    return 2;
  }
  libbpf_set_print(print);
  LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = argv[2]);
  LIBBPF_OPTS(libbpf_prog_handler_opts, handler, .prog_prepare_load_fn = show);

  /* First pass: each section gets a handler of ours, in place of libbpf's own, which would look the
   * attach target up in the running kernel. */
  object = bpf_object__open_file(argv[1], &options);
  if (!object) return 1;
  struct bpf_program* program;
  size_t programs = 0;
  bpf_object__for_each_program(program, object) {
    libbpf_register_prog_handler(bpf_program__section_name(program), BPF_PROG_TYPE_SOCKET_FILTER, 0,
                                 &handler);
    programs++;
  }
  bpf_object__close(object);

  /* One program at a time, since the load ends with the first that is shown. */
  for (size_t wanted = 0; wanted < programs; wanted++) {
    object = bpf_object__open_file(argv[1], &options);
    if (!object) return 1;
    size_t index = 0;
    bpf_object__for_each_program(program, object) {
      bpf_program__set_autoload(program, index++ == wanted);
    }
    libbpf_print_fn_t previous = libbpf_set_print(NULL);
    bpf_object__load(object);
    libbpf_set_print(previous);
    bpf_object__close(object);
  }
  return shown == programs ? 0 : 1;
}
