// The kernel's commonest helper functions.
//
// A helper has a number, not a symbol: calling address N compiles to `call N`. The address is
// written at each call, not kept in a variable, so that it is a direct call at -O0 as well.
#pragma once

#include <btfkit/types.hpp>

namespace btfkit {

// How map_update_elem treats a key that is there already.
enum class update_mode : u64 { any = 0, no_exist = 1, exist = 2 };

// Maps. `map` is the address of a variable in section .maps.
BTFKIT_INLINE void* map_lookup_elem(void* map, const void* key) {
  return reinterpret_cast<void* (*)(void*, const void*)>(1)(map, key);
}
BTFKIT_INLINE long map_update_elem(void* map, const void* key, const void* value,
                                   update_mode mode = update_mode::any) {
  return reinterpret_cast<long (*)(void*, const void*, const void*, u64)>(2)(
      map, key, value, static_cast<u64>(mode));
}
BTFKIT_INLINE long map_delete_elem(void* map, const void* key) {
  return reinterpret_cast<long (*)(void*, const void*)>(3)(map, key);
}

// Time and place.
BTFKIT_INLINE u64 ktime_get_ns() {
  return reinterpret_cast<u64 (*)()>(5)();
}
BTFKIT_INLINE u32 get_smp_processor_id() {
  return reinterpret_cast<u32 (*)()>(8)();
}

// The current task. The upper half is the thread group (user) id, the lower the task (group) id.
BTFKIT_INLINE u64 get_current_pid_tgid() {
  return reinterpret_cast<u64 (*)()>(14)();
}
BTFKIT_INLINE u64 get_current_uid_gid() {
  return reinterpret_cast<u64 (*)()>(15)();
}
BTFKIT_INLINE long get_current_comm(void* buffer, u32 size) {
  return reinterpret_cast<long (*)(void*, u32)>(16)(buffer, size);
}
// The same task as an address to be read with read_kernel, and as a pointer that the verifier
// knows the type of.
template <class Task>
BTFKIT_INLINE Task* get_current_task() {
  return reinterpret_cast<Task* (*)()>(35)();
}
template <class Task>
BTFKIT_INLINE Task* get_current_task_btf() {
  return reinterpret_cast<Task* (*)()>(158)();
}

// Reading memory that the program may not dereference.
BTFKIT_INLINE long probe_read_user(void* to, u32 size, const void* from) {
  return reinterpret_cast<long (*)(void*, u32, const void*)>(112)(to, size, from);
}
BTFKIT_INLINE long probe_read_kernel(void* to, u32 size, const void* from) {
  return reinterpret_cast<long (*)(void*, u32, const void*)>(113)(to, size, from);
}
BTFKIT_INLINE long probe_read_user_str(void* to, u32 size, const void* from) {
  return reinterpret_cast<long (*)(void*, u32, const void*)>(114)(to, size, from);
}
BTFKIT_INLINE long probe_read_kernel_str(void* to, u32 size, const void* from) {
  return reinterpret_cast<long (*)(void*, u32, const void*)>(115)(to, size, from);
}

// read_kernel(&task->real_parent): the value at that kernel address, zero if it can't be read.
template <class T>
BTFKIT_INLINE T read_kernel(const T* from) {
  T value{};
  probe_read_kernel(&value, sizeof value, from);
  return value;
}

// Output.
template <u32 size, class... Arguments>
BTFKIT_INLINE long trace_printk(const char (&format)[size], Arguments... arguments) {
  static_assert(sizeof...(Arguments) <= 3, "trace_printk takes at most three values");
  return reinterpret_cast<long (*)(const char*, u32, ...)>(6)(format, size, arguments...);
}
BTFKIT_INLINE long perf_event_output(void* context, void* map, u64 flags, void* data, u64 size) {
  return reinterpret_cast<long (*)(void*, void*, u64, void*, u64)>(25)(context, map, flags, data,
                                                                       size);
}
BTFKIT_INLINE long ringbuf_output(void* map, void* data, u64 size, u64 flags = 0) {
  return reinterpret_cast<long (*)(void*, void*, u64, u64)>(130)(map, data, size, flags);
}
BTFKIT_INLINE void* ringbuf_reserve(void* map, u64 size, u64 flags = 0) {
  return reinterpret_cast<void* (*)(void*, u64, u64)>(131)(map, size, flags);
}
BTFKIT_INLINE void ringbuf_submit(void* data, u64 flags = 0) {
  reinterpret_cast<void (*)(void*, u64)>(132)(data, flags);
}
BTFKIT_INLINE void ringbuf_discard(void* data, u64 flags = 0) {
  reinterpret_cast<void (*)(void*, u64)>(133)(data, flags);
}

}  // namespace btfkit
