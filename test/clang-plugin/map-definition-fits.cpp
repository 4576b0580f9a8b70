// Maps that need less, and the ways to write them.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
#include <btfkit/bpf.hpp>
SEC(".maps") btfkit::hash_map<int, long, 16> hash;
SEC(".maps") btfkit::array_map<long, 16> array;
SEC(".maps") btfkit::ringbuf<4096> ring;
SEC(".maps") btfkit::perf_event_array events;
// ring buffer of the user, arena, storage of a task, queue, stack trace
struct { int (*type)[31]; int (*max_entries)[4096]; } user_ring SEC(".maps");
struct {
  int (*type)[33];
  int (*map_flags)[1024];
  int (*max_entries)[100];
  enum { address = 1ull << 44 } map_extra;
} arena SEC(".maps");
struct { int (*type)[29]; int (*map_flags)[1]; int* key; long* value; } storage SEC(".maps");
struct { int (*type)[22]; long* value; int (*max_entries)[4]; } queue SEC(".maps");
struct { int (*type)[7]; int (*key_size)[4]; int (*value_size)[1016]; int (*max_entries)[4]; } stacks SEC(".maps");
// of programs, and of maps
struct { int (*type)[3]; int (*max_entries)[4]; int (*key_size)[4]; int (*values[])(void*); } jumps SEC(".maps");
struct inner { int (*type)[2]; int (*max_entries)[1]; int* key; long* value; };
struct { int (*type)[12]; int (*max_entries)[4]; int* key; inner* values[]; } outer SEC(".maps");
// of a type that is newer than the plugin
struct { int (*type)[99]; } newer SEC(".maps");
struct { int (*type)[1]; int* key; long* value; int (*max_entries)[1]; int (*pinning)[1]; int (*numa_node)[1]; } pinned SEC(".maps");
static btfkit::hash_map<int, long, 16> internal SEC(".maps");
template <class T> SEC(".maps") btfkit::hash_map<int, T, 16> generic;
void* use() { return &generic<long>; }
template <class T> struct holder { SEC(".maps") static inline T member; static T later __attribute__((section(".maps"))); };
template <class T> T holder<T>::later __attribute__((section(".maps")));
void* use_members() { return &holder<btfkit::ringbuf<4096>>::member; }
// Members of bases, and given names; the definition is elsewhere.
struct sized { int (*max_entries)[4]; };
struct : sized { int (*type_ [[btf::name("type")]])[1]; int* key; long* value; } derived SEC(".maps");
extern struct { int* key; } elsewhere __attribute__((section(".maps"), unused));
