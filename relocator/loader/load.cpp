// The loader's list of stages, and the handles it gives out.
#include <cstring>

#include "elf_section.h"
#include "file.h"
#include "maps.h"
#include "object.h"
#include "patch.h"
#include "plan_reader.h"
#include "programs.h"
#include "replace.h"
#include "target_check.h"

using namespace loader;

namespace {

bool open_image(const char* path, bpfload_image& image, bpfload_error& error) {
  if (!read_file(path, image.file, error)) return false;
  Bytes plan;
  if (!find_plan_section(bytes_of(image.file), plan, error)) {
    return add_context(error, "%s", path);
  }
  if (!read_plan(plan, image.plan, error)) {
    return add_context(error, "%s: section %s", path, PLAN_SECTION);
  }
  const size_t size = strlen(path) + 1;
  if (!image.name.resize(size)) return fail(error, "%s: %m", path);
  memcpy(image.name.data(), path, size);
  return true;
}

bool load(const bpfload_options& options, bpfload_object& object, bpfload_error& error) {
  if (options.any_kernel == 0 && !check_target(object.image.plan.target, error)) return false;
  if (!object.data.set(object.image.plan, options.set, options.set_count, error)) return false;
  if (!object.sizes.set(object.image.plan, options.map, options.map_count, error)) return false;
  if (!find_replaced(object, options, error)) return false;
  // From here the plan's BTF ids are this kernel's, or those of programs that run in it.
  if (!load_types(object, error)) return false;
  if (!find_symbols(object.image.plan, "/proc/kallsyms", object.symbols, error)) return false;
  if (!create_maps(object, error)) return false;
  // From here every map's index has a descriptor, and data is in its place.
  if (!load_programs(object, options, error)) return false;
  return fill_program_arrays(object, error);
}

}  // namespace

bpfload_image* bpfload_image_open(const char* path, bpfload_error* error) {
  bpfload_image* image = allocate<bpfload_image>();
  if (image == nullptr) {
    fail(*error, "%s: %m", path);
  } else if (!open_image(path, *image, *error)) {
    release(image);
    image = nullptr;
  }
  return image;
}

void bpfload_image_close(bpfload_image* image) {
  release(image);
}

bpfload_object* bpfload_load(const bpfload_image* image, const bpfload_options* options,
                             bpfload_error* error) {
  bpfload_options settled = {};
  if (options != nullptr) {
    memcpy(&settled, options, options->size < sizeof settled ? options->size : sizeof settled);
  }
  bpfload_object* object = allocate<bpfload_object>(*image);
  if (object == nullptr) {
    fail(*error, "%s: %m", image->name.begin());
  } else if (!load(settled, *object, *error)) {
    add_context(*error, "%s", image->name.begin());
    release(object);
    object = nullptr;
  }
  return object;
}

void bpfload_close(bpfload_object* object) {
  release(object);
}

size_t bpfload_map_count(const bpfload_object* object) {
  return object->maps.size();
}

const char* bpfload_map_name(const bpfload_object* object, size_t index) {
  return object->image.plan.maps[index].name;
}

int bpfload_map_fd(const bpfload_object* object, size_t index) {
  return object->maps[index];
}

size_t bpfload_program_count(const bpfload_object* object) {
  return object->programs.size();
}

const char* bpfload_program_name(const bpfload_object* object, size_t index) {
  return object->image.plan.programs[index].name;
}

int bpfload_program_fd(const bpfload_object* object, size_t index) {
  return object->programs[index];
}

uint32_t bpfload_program_type(const bpfload_object* object, size_t index) {
  return object->image.plan.programs[index].attr.prog_type;
}

namespace {

template <class T>
int find_by_name(const Array<T>& items, const char* name) {
  for (size_t i = 0; i < items.size(); i++) {
    if (strcmp(items[i].name, name) == 0) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

int bpfload_find_map(const bpfload_object* object, const char* name) {
  return find_by_name(object->image.plan.maps, name);
}

int bpfload_find_program(const bpfload_object* object, const char* name) {
  return find_by_name(object->image.plan.programs, name);
}
