/* Runs the one program of an object in the kernel and prints what it wrote: the bytes of a file are
 * the value of the map `input`, and the numbers of the map `output`, 64 bits each, are printed.
 *
 *   run_program INPUT OBJECT [BTF]
 *
 * libbpf relocates the object for BTF, an ELF or a raw file; without it nothing is left to relocate.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print(enum libbpf_print_level level, const char* format, va_list args) {
  if (level != LIBBPF_WARN) return 0;
  return vfprintf(stderr, format, args);
}

static int fail(const char* what) {
  fprintf(stderr, "run_program: %s: %s\n", what, strerror(errno));
  return 1;
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: run_program INPUT OBJECT [BTF]\n");
    return 2;
  }
  libbpf_set_print(print);
  LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = argc > 3 ? argv[3] : NULL);
  struct bpf_object* object = bpf_object__open_file(argv[2], &options);
  if (!object) return fail(argv[2]);
  if (bpf_object__load(object) != 0) return fail("load");

  const struct bpf_map* input = bpf_object__find_map_by_name(object, "input");
  const struct bpf_map* output = bpf_object__find_map_by_name(object, "output");
  const struct bpf_program* program = bpf_object__next_program(object, NULL);
  if (!input || !output || !program) return fail("no map `input`, map `output` and program");

  const size_t input_size = bpf_map__value_size(input);
  const size_t output_size = bpf_map__value_size(output);
  void* bytes = calloc(1, input_size);
  uint64_t* numbers = calloc(1, output_size);
  if (!bytes || !numbers) return fail("memory");
  FILE* file = fopen(argv[1], "rb");
  if (!file || fread(bytes, 1, input_size, file) != input_size) return fail(argv[1]);
  fclose(file);

  const uint32_t key = 0;
  if (bpf_map_update_elem(bpf_map__fd(input), &key, bytes, BPF_ANY) != 0) return fail("input");
  LIBBPF_OPTS(bpf_test_run_opts, run);
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &run) != 0) return fail("run");
  if (run.retval != 0) {
    fprintf(stderr, "run_program: the program returned %u\n", run.retval);
    return 1;
  }
  if (bpf_map_lookup_elem(bpf_map__fd(output), &key, numbers) != 0) return fail("output");
  for (size_t i = 0; i < output_size / sizeof *numbers; i++) {
    printf("%llu\n", (unsigned long long)numbers[i]);
  }
  free(bytes);
  free(numbers);
  bpf_object__close(object);
  return 0;
}
