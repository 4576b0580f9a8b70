// Maps as class templates.
//
//   SEC(".maps") btfkit::hash_map<u32, event, 1024> events;
//   event* e = events.lookup(pid);
//
// A loader learns what a map is from the BTF of its variable: a struct whose members are pointers,
// a number N being the pointer to an array of N ints. The members are never read or written.
#pragma once

#include <btfkit/helpers.hpp>

namespace btfkit {

// Values of enum bpf_map_type, part of the kernel's binary interface.
enum class map_type : u32 {
  hash = 1,
  array = 2,
  perf_event_array = 4,
  percpu_hash = 5,
  percpu_array = 6,
  lru_hash = 9,
  lru_percpu_hash = 10,
  ringbuf = 27,
};

// Flags that are 0 are left out: ISO C++ has no arrays of no elements.
template <u32 flags>
struct map_flags_member {
  int (*map_flags)[flags];
};
template <>
struct map_flags_member<0> {};

// How a key or a value is passed. One that a register holds is copied: a reference to it may lead
// into the context (`map.lookup(skb->mark)`), and helpers take no pointer to there. An array would
// be passed as a pointer.
template <class T,
          bool copied = __is_trivially_copyable(T) && !__is_array(T) && sizeof(T) <= sizeof(u64)>
struct passed {
  using type = const T&;
};
template <class T>
struct passed<T, true> {
  using type = const T;
};

// A map from Key to Value with room for `capacity` entries.
template <map_type kind, class Key, class Value, u32 capacity, u32 flags = 0>
struct map : map_flags_member<flags> {
  // Pointers alone would not make the compiler complete them, and a loader wants their sizes.
  static_assert(sizeof(Key) > 0 && sizeof(Value) > 0, "keys and values are complete types");

  int (*type)[static_cast<u32>(kind)];
  Key* key;
  Value* value;
  int (*max_entries)[capacity];

  // Null if there is no such key.
  BTFKIT_INLINE Value* lookup(typename passed<Key>::type wanted) {
    return static_cast<Value*>(map_lookup_elem(this, &wanted));
  }
  // Zero, or a negative error number.
  BTFKIT_INLINE long update(typename passed<Key>::type at, typename passed<Value>::type to,
                            update_mode mode = update_mode::any) {
    return map_update_elem(this, &at, &to, mode);
  }
  BTFKIT_INLINE long erase(typename passed<Key>::type at) { return map_delete_elem(this, &at); }
};

template <class Key, class Value, u32 capacity, u32 flags = 0>
using hash_map = map<map_type::hash, Key, Value, capacity, flags>;
template <class Key, class Value, u32 capacity, u32 flags = 0>
using percpu_hash_map = map<map_type::percpu_hash, Key, Value, capacity, flags>;
template <class Key, class Value, u32 capacity, u32 flags = 0>
using lru_hash_map = map<map_type::lru_hash, Key, Value, capacity, flags>;
template <class Value, u32 capacity, u32 flags = 0>
using array_map = map<map_type::array, u32, Value, capacity, flags>;
template <class Value, u32 capacity, u32 flags = 0>
using percpu_array_map = map<map_type::percpu_array, u32, Value, capacity, flags>;

// A ring buffer of `bytes` bytes, a power of two and a multiple of the page size. Programs may put
// records of any type into it; if all are of one type, `Record` says so, and `bpfshow events`
// prints them by it.
template <u32 bytes, class Record = int>
struct ringbuf {
  static_assert(bytes >= 4096 && (bytes & (bytes - 1)) == 0,
                "a ring buffer's size is a power of two and at least a page");
  int (*type)[static_cast<u32>(map_type::ringbuf)];
  // A loader reads the array's length only.
  Record (*max_entries)[bytes];

  // Copies one record; zero, or a negative error number.
  template <class T>
  BTFKIT_INLINE long output(T& record, u64 flags = 0) {
    return ringbuf_output(this, &record, sizeof record, flags);
  }
  // Room for one record, to be filled in place, or null. It must be submitted or discarded.
  template <class T = Record>
  BTFKIT_INLINE T* reserve() {
    return static_cast<T*>(ringbuf_reserve(this, sizeof(T)));
  }
  template <class T>
  BTFKIT_INLINE void submit(T* record, u64 flags = 0) {
    ringbuf_submit(record, flags);
  }
  template <class T>
  BTFKIT_INLINE void discard(T* record, u64 flags = 0) {
    ringbuf_discard(record, flags);
  }
};

// One perf event buffer a processor, whose records are of type `Record` as those of a ringbuf.
template <class Record>
struct perf_event_array_of {
  int (*type)[static_cast<u32>(map_type::perf_event_array)];
  int (*key_size)[4];
  Record (*value_size)[4];

  template <class T>
  BTFKIT_INLINE long output(void* context, T& record) {
    constexpr u64 current_processor = 0xffffffff;
    return perf_event_output(context, this, current_processor, &record, sizeof record);
  }
};
using perf_event_array = perf_event_array_of<int>;

}  // namespace btfkit
