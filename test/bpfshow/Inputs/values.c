// A value of every kind that C has, in maps that a run of fill() writes to.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum state { IDLE, BUSY = 7, BROKEN = -3 };
enum wide { SMALL = 1, LARGE = 0x123456789abcdefULL };

struct point {
  int x, y;
};

struct everything {
  char letter;
  signed char tiny;
  unsigned char byte;
  _Bool yes;
  short half;
  unsigned long long all_bits;
  long long least;
  __int128 huge;
  enum state state, other_state;
  enum wide wide;
  unsigned low : 3, middle : 11, high : 18;
  int negative : 5;
  struct point points[2];
  int rows[2][3];
  char text[8], cut[4], binary[4], empty[4];
  struct point *there, *null;
  union {
    unsigned whole;
    unsigned short halves[2];
  };
  struct {
    int inner;
  };
  volatile struct point fixed;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __type(key, struct point);
  __type(value, struct everything);
} everything SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 2);
  __type(key, unsigned);
  __type(value, struct point);
} by_processor SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __uint(key_size, 2);
  __uint(value_size, 3);
} untyped SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_QUEUE);
  __uint(max_entries, 4);
  __uint(value_size, 4);
} queue SEC(".maps");

int counter = 5;
double ratio = 1.5, infinite = __builtin_inf(), none = __builtin_nan("");
float tenth = 0.1f;
struct point origin = {-1, 1};
char greeting[16] = "hello \"world\"";
static volatile int private_counter = 9;

SEC("socket") int fill(struct __sk_buff *packet) {
  struct point key = {1, -2};
  struct everything value;
  __builtin_memset(&value, 0, sizeof value);
  value.letter = 'A';
  value.tiny = -5;
  value.byte = 200;
  value.yes = 1;
  value.half = -300;
  value.all_bits = -1;
  value.least = 1ULL << 63;
  value.huge = (__int128)0x1234 << 64 | 0x5678;
  value.state = BUSY;
  value.other_state = 4;
  value.wide = LARGE;
  value.low = 5;
  value.middle = 1027;
  value.high = 0x2aaaa;
  value.negative = -7;
  value.points[0].x = 10;
  value.points[1].y = -20;
  value.rows[0][2] = 3;
  value.rows[1][0] = 4;
  __builtin_memcpy(value.text, "some\0x", 6);
  __builtin_memcpy(value.cut, "full", 4);
  __builtin_memcpy(value.binary, "\0\1\2\3", 4);
  value.there = (struct point *)0xdeadbeefULL;
  value.whole = 0x00020001;
  value.inner = private_counter;
  bpf_map_update_elem(&everything, &key, &value, 0);

  unsigned zero = 0;
  struct point *mine = bpf_map_lookup_elem(&by_processor, &zero);
  if (mine) mine->x = 77;

  char short_key[2] = {1, 2}, short_value[3] = {3, 4, (char)255};
  bpf_map_update_elem(&untyped, short_key, short_value, 0);
  counter++;
  return origin.x + greeting[0];
}

char LICENSE[] SEC("license") = "GPL";
