/* The thin loader: opens an image that bpfreloc made, carries out the load plan in it, and attaches
 * and pins the result. docs/image-format.md describes the image.
 *
 * Errors: a function that takes a `struct bpfload_error *` reports failure by -1 or NULL and leaves
 * one line in error->text, without a newline: the image (where there is one), the record, map or
 * program, what was found, what was expected, and the kernel's reason. A function that fails has
 * left nothing behind that it made. `error` is never NULL.
 *
 * Ownership: what a *_open or bpfload_load function returns belongs to the caller until the
 * matching
 * *_close. Strings and descriptors that other functions return belong to the object asked and live
 * as long as it does. An image must outlive the objects loaded from it. No function is safe to call
 * on one object from two threads at once.
 *
 * Sizes are bytes, and every other number is a count unless its comment says so.
 */
#ifndef BTFKIT_LOADER_H_
#define BTFKIT_LOADER_H_

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bpfload_error {
  char text[1024];
};

/* Images */

struct bpfload_image;

/* Reads the file and checks its whole plan. Needs no privileges. */
struct bpfload_image* bpfload_image_open(const char* path, struct bpfload_error* error);
void bpfload_image_close(struct bpfload_image* image);

/* Prints the plan as text, one record after the other, without the file's name. */
void bpfload_image_print(const struct bpfload_image* image, FILE* out);

/* Loading */

struct bpfload_object;

struct bpfload_options {
  size_t size; /* sizeof(struct bpfload_options): how the struct may grow */
  /* 1: load even if the running kernel is not the one that the image was made for. */
  int any_kernel;
  /* The verifier's log level for every program. 0: no log unless a program is refused. */
  uint32_t log_level;
  /* Called with the verifier's log of a program, which is not a C string; may be NULL. */
  void (*log)(void* context, const char* program, const char* text, size_t length);
  void* log_context;
  /* What variables that the image left settable are to be: `set_count` strings "VARIABLE=VALUE". */
  const char* const* set;
  size_t set_count;
  /* For programs that replace a function of another one (freplace), which that is: `replaced_count`
   * strings "PROGRAM=PIN" or "PROGRAM=ID". */
  const char* const* replaced;
  size_t replaced_count;
  /* Sizes of maps in place of the plan's: `map_count` strings "MAP.max_entries=N". */
  const char* const* map;
  size_t map_count;
};

/* Creates the image's maps and loads its programs. `options` may be NULL: all fields 0. */
struct bpfload_object* bpfload_load(const struct bpfload_image* image,
                                    const struct bpfload_options* options,
                                    struct bpfload_error* error);

/* Detaches what isn't pinned, closes every descriptor, and removes the pins that this object made
 * unless bpfload_keep_pins was called. */
void bpfload_close(struct bpfload_object* object);

/* Maps and programs are numbered from 0 in the plan's order; `index` is below the count. */
size_t bpfload_map_count(const struct bpfload_object* object);
const char* bpfload_map_name(const struct bpfload_object* object, size_t index);
int bpfload_map_fd(const struct bpfload_object* object, size_t index);
size_t bpfload_program_count(const struct bpfload_object* object);
const char* bpfload_program_name(const struct bpfload_object* object, size_t index);
int bpfload_program_fd(const struct bpfload_object* object, size_t index);
/* enum bpf_prog_type of linux/bpf.h */
uint32_t bpfload_program_type(const struct bpfload_object* object, size_t index);

/* The first of that name, or -1. */
int bpfload_find_map(const struct bpfload_object* object, const char* name);
int bpfload_find_program(const struct bpfload_object* object, const char* name);

/* Attaching */

/* The image's only program that can be attached to `target`, which is "KIND:TARGET". */
int bpfload_find_attachable(const struct bpfload_object* object, const char* target,
                            struct bpfload_error* error);

/* Attaches one program. `target` is NULL where the plan says what to attach to, or "KIND:TARGET" as
 * docs/bpfload.md lists them, such as "xdp:eth0". */
int bpfload_attach(struct bpfload_object* object, size_t program, const char* target,
                   struct bpfload_error* error);

/* Attaches a struct_ops map, and so the programs in it. */
int bpfload_attach_map(struct bpfload_object* object, size_t map, struct bpfload_error* error);

/* Attaches every program that the plan has a target for, and every struct_ops map. Programs of
 * types that are attached to something the user names (XDP, TC, sockets) or are only called are
 * passed over. Returns the number of attachments or -1. */
int bpfload_attach_all(struct bpfload_object* object, struct bpfload_error* error);

/* Attachments that there are. One target may take several: a link for each place of a USDT. */
size_t bpfload_attachment_count(const struct bpfload_object* object);

/* Those of them that are iterators, whose text is read. */
size_t bpfload_iterator_count(const struct bpfload_object* object);

/* Runs each attached iterator and hands over what it writes, in pieces, which are no C strings.
 * `text` returns 0 to go on, anything else to end this iterator. */
int bpfload_read_iterators(const struct bpfload_object* object,
                           int (*text)(void* context, const char* data, size_t size), void* context,
                           struct bpfload_error* error);

/* Pinning */

#define BPFLOAD_BPFFS "/sys/fs/bpf"

/* Pins maps and programs as DIR/NAME and attachments as DIR/link_NAME, '.' in a name becoming '_',
 * which is what a BPF file system accepts. Makes the directory if it isn't there, and mounts a BPF
 * file system at BPFLOAD_BPFFS if DIR is below it and nothing is mounted. */
int bpfload_pin(struct bpfload_object* object, const char* directory, struct bpfload_error* error);

/* Fails if an attachment ends with this process though it is pinned: before Linux 5.15 those to
 * events of perf (tracepoints, kprobes, uprobes) do. */
int bpfload_check_keepable(const struct bpfload_object* object, struct bpfload_error* error);

/* From here bpfload_close leaves the pins in place. */
void bpfload_keep_pins(struct bpfload_object* object);

/* Removes the pinned maps, programs and links of a directory, links first, and the directory. */
int bpfload_unpin(const char* directory, struct bpfload_error* error);

/* The descriptor of a pinned map, program or link, which is the caller's to close, or -1. */
int bpfload_open_pin(const char* path, struct bpfload_error* error);

/* Prints a line for each object pinned in a directory and in those below it, ordered by name. */
int bpfload_list_pins(const char* directory, FILE* out, struct bpfload_error* error);

/* Maps */

struct bpfload_map_info {
  uint32_t type; /* enum bpf_map_type of linux/bpf.h */
  uint32_t id;
  uint32_t key_size;
  uint32_t value_size;
  uint32_t max_entries; /* bytes of data for a ring buffer */
  uint32_t flags;
  uint64_t map_extra;
  /* What a lookup yields: value_size, or for a per-CPU map each possible processor's value, each
   * rounded up to 8 bytes. */
  uint32_t lookup_size;
  char name[16];
};
int bpfload_get_map_info(int map_fd, struct bpfload_map_info* info, struct bpfload_error* error);

/* Calls `entry` for each key of a map until it returns something but 0, which is then returned. */
int bpfload_map_each(int map_fd,
                     int (*entry)(void* context, const void* key, uint32_t key_size,
                                  const void* value, uint32_t value_size),
                     void* context, struct bpfload_error* error);

/* Ring buffers */

struct bpfload_ringbuf;

/* Maps a ring buffer map's memory; `map_fd` may be closed afterwards. */
struct bpfload_ringbuf* bpfload_ringbuf_open(int map_fd, struct bpfload_error* error);
void bpfload_ringbuf_close(struct bpfload_ringbuf* ring);

/* Becomes readable when there are records; for a caller's own epoll. */
int bpfload_ringbuf_fd(const struct bpfload_ringbuf* ring);

/* Hands over the records that are there without waiting. `record` returns 0 to go on; with anything
 * else its record is done and the next ones stay for the next call. Returns how many were handed
 * over. */
size_t bpfload_ringbuf_consume(struct bpfload_ringbuf* ring,
                               int (*record)(void* context, const void* data, uint32_t size),
                               void* context);

/* Waits for records for at most `timeout_ms` milliseconds (-1: for ever), then consumes. Returns
 * how many were handed over, 0 after the timeout or a signal, or -1. */
int bpfload_ringbuf_poll(struct bpfload_ringbuf* ring, int timeout_ms,
                         int (*record)(void* context, const void* data, uint32_t size),
                         void* context, struct bpfload_error* error);

/* Perf event arrays */

struct bpfload_perf;

/* Opens a buffer of 64 pages for each processor that is online and puts it into the map, where it
 * takes the place of one that another reader may have put there. `map_fd` may be closed
 * afterwards. */
struct bpfload_perf* bpfload_perf_open(int map_fd, struct bpfload_error* error);
void bpfload_perf_close(struct bpfload_perf* perf);

struct bpfload_perf_reader {
  /* As for ring buffers. The kernel adds up to 7 bytes to a record's end. */
  int (*record)(void* context, const void* data, uint32_t size);
  /* There was no room for so many records; may be NULL. */
  void (*lost)(void* context, uint64_t count);
  void* context;
};

/* Waits for records for at most `timeout_ms` milliseconds (-1: for ever), then hands over those
 * that are there, processor by processor. Returns how many, 0 after the timeout or a signal, or
 * -1. */
int bpfload_perf_poll(struct bpfload_perf* perf, int timeout_ms,
                      const struct bpfload_perf_reader* reader, struct bpfload_error* error);

/* What the kernel has, whoever loaded it */

/* The descriptor of the map with this id, which is the caller's to close, or -1. */
int bpfload_open_map(uint32_t id, struct bpfload_error* error);

/* Calls `map` for each map until it returns something but 0, which is then returned. The
 * descriptor is closed afterwards. */
int bpfload_each_map(int (*map)(void* context, int map_fd), void* context,
                     struct bpfload_error* error);

/* "hash", "ringbuf"; "unknown" for a type that is newer than the library. */
const char* bpfload_map_type_name(uint32_t type);

/* In which BTF a map's key and value are described, and by which types; 0 is none. */
struct bpfload_map_types {
  uint32_t btf_id;
  uint32_t key_type;
  uint32_t value_type;
  uint32_t kernel_value_type; /* of a struct_ops map: in the BTF of the kernel */
};
int bpfload_get_map_types(int map_fd, struct bpfload_map_types* types, struct bpfload_error* error);

/* Calls `program` for each program that uses the map and has BTF, in the order of ids, until it
 * returns something but 0, which is then returned. */
int bpfload_each_user_of_map(uint32_t map_id, int (*program)(void* context, uint32_t btf_id),
                             void* context, struct bpfload_error* error);

/* The bytes of the BTF with this id; free() is the caller's. */
int bpfload_read_btf(uint32_t btf_id, void** data, size_t* size, struct bpfload_error* error);

/* Test runs */

struct bpfload_test_run {
  const void* data; /* a packet, for types that take one, or NULL */
  uint32_t data_size;
  void* data_out;         /* room for the packet afterwards, or NULL */
  uint32_t data_out_size; /* its room; afterwards how much was written */
  void* context; /* raw tracepoints and syscall programs: what they get; the latter may change it */
  uint32_t context_size;
  uint32_t repeat;   /* 0: once; types that take a context only accept 0 */
  uint32_t retval;   /* out: what the program returned */
  uint32_t duration; /* out: mean nanoseconds of one run */
};

/* Runs a loaded program once (or `repeat` times) by BPF_PROG_TEST_RUN. */
int bpfload_run_program(struct bpfload_object* object, size_t program, struct bpfload_test_run* run,
                        struct bpfload_error* error);

#ifdef __cplusplus
}
#endif

#endif /* BTFKIT_LOADER_H_ */
