/* Relocates BPF objects for a kernel by its BTF, offline, as the command bpfreloc does.
 * docs/library.md has an example; docs/bpfreloc.md says what is settled, docs/image-format.md what
 * an image is.
 *
 * Errors: a function that takes a `struct btfkit_error *` reports failure by -1 or NULL and leaves
 * one line in error->text, without a newline: the file, the section, the type or relocation, what
 * was found and what was expected. A function that fails has left nothing behind that it made.
 * `error` is never NULL. No function prints, ends the process or throws.
 *
 * Ownership: what an *_open, a *_read or btfkit_relocate returns belongs to the caller until the
 * matching *_close, which takes NULL, too. Bytes, strings and options that are passed in are read
 * during the call and may go afterwards. Strings and structs that functions return belong to the
 * handle asked and live as long as it does. No handle needs another one to stay.
 *
 * Threads: any number of threads may use the same kernels, objects and images at the same time, as
 * long as none of them closes one. With a kernel that has modules they take turns.
 *
 * Growth: structs get new members at their end. One that the caller fills in begins with its size,
 * as the caller knows it: what a smaller one lacks is 0, and what this library doesn't know of a
 * larger one must be.
 *
 * Sizes and offsets are bytes.
 */
#ifndef BTFKIT_RELOCATOR_H_
#define BTFKIT_RELOCATOR_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && __GNUC__ >= 4
#define BTFKIT_API __attribute__((visibility("default")))
#else
#define BTFKIT_API
#endif

struct btfkit_error {
  char text[1024]; /* ends earlier if it is too long */
};

/* The library's version, as "0.1.0". */
BTFKIT_API const char* btfkit_version(void);

/* Kernels */

struct btfkit_kernel;

struct btfkit_kernel_options {
  size_t size; /* sizeof(struct btfkit_kernel_options) */
  /* BTF of the kernel's modules: files that are named as the modules are, or folders of them as
   * /sys/kernel/btf. They are read when an object names what the kernel itself lacks. One that can't
   * be read is left out then; the images' warnings say so. */
  const char* const* modules;
  size_t module_count;
  /* The file with its configuration, for objects that ask for it, or NULL. It is read for each of
   * them. */
  const char* config;
  /* Its version as "6.1.192", for objects that ask for it, or NULL: what its container tells. */
  const char* version;
};

/* Opens a kernel's BTF: raw, or in an ELF file, a kernel image or a file of /sys/kernel/btf, each
 * also compressed; "FILE:MEMBER" of a tar archive; "-" is standard input; or a folder with it, its
 * modules and its configuration, as for `bpfreloc --target`. /sys/kernel/btf/vmlinux has the modules
 * of the running kernel. What `options` give goes before what the folder has; they may be NULL. */
BTFKIT_API struct btfkit_kernel* btfkit_kernel_open(const char* path,
                                                    const struct btfkit_kernel_options* options,
                                                    struct btfkit_error* error);

/* The same for what such a file holds. `name` stands for its path in messages. */
BTFKIT_API struct btfkit_kernel* btfkit_kernel_read(const void* data, size_t size, const char* name,
                                                    const struct btfkit_kernel_options* options,
                                                    struct btfkit_error* error);
BTFKIT_API void btfkit_kernel_close(struct btfkit_kernel* kernel);

/* Its release as `uname -r` prints it, or NULL where its container doesn't tell. */
BTFKIT_API const char* btfkit_kernel_release(const struct btfkit_kernel* kernel);

/* Objects */

struct btfkit_object;

/* Reads a BPF object as a compiler or `bpftool gen object` wrote it; "-" is standard input. */
BTFKIT_API struct btfkit_object* btfkit_object_open(const char* path, struct btfkit_error* error);

/* The same for such a file's bytes. `name` stands for its path in messages, and up to its first dot
 * it is the object's name, with which the names of its data maps begin. */
BTFKIT_API struct btfkit_object* btfkit_object_read(const void* data, size_t size, const char* name,
                                                    struct btfkit_error* error);
BTFKIT_API void btfkit_object_close(struct btfkit_object* object);

/* Images */

struct btfkit_image;

struct btfkit_image_options {
  size_t size; /* sizeof(struct btfkit_image_options) */
  /* "VARIABLE=VALUE": what global variables are to be, as `bpfreloc --set`. */
  const char* const* set;
  size_t set_count;
  /* "VARIABLE": what may be set when the image is loaded. */
  const char* const* settable;
  size_t settable_count;
  /* "MAP.max_entries=N" */
  const char* const* map_sizes;
  size_t map_size_count;
  /* "PROGRAM": load these and no others; where there are none, all but those of SEC("?..."). */
  const char* const* only;
  size_t only_count;
  /* "PROGRAM=TARGET": what programs attach to, as `bpfreloc --attach`. */
  const char* const* attach;
  size_t attach_count;
  /* 1: keep what each relocation came to. */
  int relocations;
  /* Where several things are wrong that don't depend on each other: called with a line for each,
   * the first of which is in error->text; may be NULL. `line` lives as long as the call. */
  void (*failure)(void* context, const char* line);
  void* failure_context;
  /* "VARIABLE": create these struct_ops maps and no others; where there are none, all but those of
   * SEC("?.struct_ops"). */
  const char* const* struct_ops;
  size_t struct_ops_count;
  /* "PROGRAM=OBJECT[:FUNCTION]": the program of whose function a freplace program takes the place,
   * as `bpfreloc --replaces`. The files are read by each btfkit_relocate. */
  const char* const* replaces;
  size_t replaces_count;
};

/* Makes an object ready for a kernel: relocates and links its programs and plans their loading.
 * `options` may be NULL. */
BTFKIT_API struct btfkit_image* btfkit_relocate(const struct btfkit_object* object,
                                                const struct btfkit_kernel* kernel,
                                                const struct btfkit_image_options* options,
                                                struct btfkit_error* error);
BTFKIT_API void btfkit_image_close(struct btfkit_image* image);

/* The image's bytes: an ELF object that bpfload, bpftool and libbpf load. */
BTFKIT_API const void* btfkit_image_data(const struct btfkit_image* image);
BTFKIT_API size_t btfkit_image_size(const struct btfkit_image* image);

/* Writes it to a temporary file that is renamed once it is complete; "-" is standard output. */
BTFKIT_API int btfkit_image_write(const struct btfkit_image* image, const char* path,
                                  struct btfkit_error* error);

/* What there is to say of an image that was made, a line each. `index` is below the count. */
BTFKIT_API size_t btfkit_image_warning_count(const struct btfkit_image* image);
BTFKIT_API const char* btfkit_image_warning(const struct btfkit_image* image, size_t index);

/* What a relocation came to. */
struct btfkit_relocation {
  const char* section; /* of the code */
  uint32_t offset;     /* of the instruction in the section */
  uint32_t kind;       /* enum bpf_core_relo_kind of linux/bpf.h */
  uint64_t old_value;  /* what the compiler wrote */
  uint64_t new_value;  /* what it is for the kernel */
  int poisoned;        /* 1: the kernel has nothing for it, and must never run the instruction */
  const char* text;    /* the line that `bpfreloc --verbose` prints of it */
};

/* In the object's order; none if the options didn't ask for them. `index` is below the count. */
BTFKIT_API size_t btfkit_image_relocation_count(const struct btfkit_image* image);
BTFKIT_API const struct btfkit_relocation* btfkit_image_relocation(const struct btfkit_image* image,
                                                                   size_t index);

#ifdef __cplusplus
}
#endif

#endif /* BTFKIT_RELOCATOR_H_ */
