// What explain says of each relocation: every status, the source line, the values, the words and
// what is near; and it doesn't stop at one that fails.
// RUN: %clang_bpf -c %s -o %t.o
// RUN: %clang -DTARGET -g -c %s -o %t.target.o
// RUN: btfgen encode %t.target.o -o %t-6.12.btf
// RUN: bpfreloc explain %t.o --target %t-6.12.btf > %t.txt; test $? = 3
// RUN: FileCheck %s < %t.txt

// The same as bpfreloc itself, which says nothing but the failures.
// RUN: not bpfreloc %t.o --target %t-6.12.btf -o %t.image 2>&1 | FileCheck %s --check-prefix=SAME
// SAME: section 'socket/errors': CO-RE relocation [0] {{.*}}: it is ambiguous
// SAME-NEXT: section 'socket/errors': CO-RE relocation [1] {{.*}}: offset 40000 doesn't fit{{.*$}}
// SAME-NOT: {{.}}

// RUN: (bpfreloc explain %t.o --target %t-6.12.btf --failures; test $? = 3) | FileCheck %s --check-prefix=FAILURES
// FAILURES-NOT: {{(same|moved|resized|changed|absent)}}:
// FAILURES: poisoned: <byte_off> struct bio.bi_disk
// FAILURES: error: <byte_off>

#define CORE __attribute__((preserve_access_index))
#define SEC(name) __attribute__((section(name), used))
#define exists(field) __builtin_preserve_field_info(field, 2)

struct gendisk {
  int major;
} CORE;
#ifdef TARGET
struct block_device {
  struct gendisk *bd_disk;
} CORE;
struct thread_info {
  int flags;
  int cpu;
} CORE;
struct bio {
  struct bio *bi_next;
  struct block_device *bi_bdev;
  int bi_size;
} CORE;
struct thing {
  struct thread_info info;
  int same_at_8;
  int moved;
  unsigned long wide;
  long state;
  int array[2];
  int number;
} CORE;
struct big {
  char space[40000];
  int behind;
} CORE;
enum colour { RED = 7, GREEN_LIGHT };
enum other { BLUE };
typedef int *word_t;
struct twice {
  int a;
} CORE;
struct twice___b {
  int pad, a;
} CORE;
union turned {
  int a;
} CORE;
struct bio *bio;
struct thing *thing;
struct big *big;
enum colour colour;
enum other other;
word_t word;
struct twice *twice;
struct twice___b *twice_b;
union turned *turned;

#else
struct bio {
  struct gendisk *bi_disk;
} CORE;
struct thing {
  int moved;
  int pad;
  int same_at_8;
  unsigned int wide;
  int state;
  int array[8];
  int cpu;
  struct gendisk *number;
  int gone;
} CORE;
struct big {
  int behind;
} CORE;
enum colour { RED = 1, GREEN = 2, BLUE = 3 };
typedef int word_t;
struct twice {
  int a;
} CORE;
struct turned {
  int a;
} CORE;
struct nowhere {
  int a;
} CORE;

unsigned long sum;

// CHECK: {{.*}}explain.c:[[#@LINE+6]]:16: same: <byte_off> struct thing.same_at_8: 8 -> 8 bytes
// CHECK-NEXT: {{^ *}}[[#@LINE+5]] | sum = thing->same_at_8;
// CHECK-NEXT: {{^ *}}|              ^
// CHECK-NEXT: at socket/values+0x{{[0-9a-f]+}}, in values
// CHECK-NEXT: explain.c:{{.*}}: moved: <byte_off> struct thing.moved: 0 -> 12 bytes
SEC("socket/values") int values(struct thing *thing) {
  sum = thing->same_at_8;
  sum += thing->moved;
  // CHECK: resized: <byte_off> struct thing.wide: 12 -> 16 bytes, 4 bytes -> 8 bytes wide
  sum += thing->wide;
  // CHECK: resized: <byte_sz> struct thing.array: 32 -> 8 bytes
  sum += __builtin_preserve_field_info(thing->array, 1);
  // CHECK: changed: <enumval_value> enum colour::RED: 1 -> 7
  sum += __builtin_preserve_enum_value(*(enum colour *)RED, 1);
  // CHECK: absent: <field_exists> struct thing.gone: 1 -> 0
  // CHECK: why: struct thing has no member 'gone' in explain{{.*}}-6.12
  sum += exists(thing->gone);
  // CHECK: absent: <type_exists> struct nowhere: 1 -> 0
  // CHECK: why: explain{{.*}}-6.12 has no struct 'nowhere'{{$}}
  sum += __builtin_preserve_type_info(*(struct nowhere *)0, 0);
  // CHECK: absent: <type_exists> struct turned: 1 -> 0
  // CHECK: why: explain{{.*}} has no struct 'turned'; nearest: 'union turned'
  sum += __builtin_preserve_type_info(*(struct turned *)0, 0);
  // CHECK: absent: <type_size> word_t: 4 -> 0
  // CHECK: why: typedef 'word_t' is 'int *' in explain{{.*}}, which isn't compatible with 'int'
  sum += __builtin_preserve_type_info(*(word_t *)0, 1);
  return 0;
}

SEC("socket/missing") int missing(struct bio *bio) {
  // CHECK: poisoned: <byte_off> struct bio.bi_disk: 0 bytes -> none
  // CHECK: why: struct bio has no member 'bi_disk' in explain{{.*}}-6.12; nearest: 'bi_bdev', {{.*}}'bi_bdev->bd_disk'; guard it with an exists check
  // CHECK-NEXT: reach: program 'missing' can reach it: the kernel refuses that
  sum = (unsigned long)bio->bi_disk;
  return 0;
}

SEC("socket/apart") int apart(struct thing *thing) {
  // CHECK: poisoned: <byte_off> struct thing.state: 16 bytes -> none
  // CHECK: why: it is 'long' in {{.*}}, but 'int' in the object: only pointers and unsigned integers can be loaded and stored in another width; read it with
  // CHECK-NEXT: reach: program 'apart'
  sum = thing->state;
  // CHECK: poisoned: <byte_off> struct thing.array[5]
  // CHECK: why: struct thing.array has 2 elements in explain{{.*}}, none of index 5;
  sum += thing->array[5];
  // CHECK: poisoned: <byte_off> struct thing.number
  // CHECK: why: member 'number' of struct thing is 'int' in explain{{.*}}, which can't stand for 'struct gendisk *';
  sum += (unsigned long)thing->number;
  // CHECK: poisoned: <byte_off> struct thing.cpu
  // CHECK: why: struct thing has no member 'cpu' in explain{{.*}}; nearest: 'info.cpu';
  sum += thing->cpu;
  // CHECK: poisoned: <enumval_value> enum colour::GREEN: 2 -> none
  // CHECK: why: enum colour has no enumerator 'GREEN' in explain{{.*}}; nearest: 'GREEN_LIGHT';
  sum += __builtin_preserve_enum_value(*(enum colour *)GREEN, 1);
  // CHECK: poisoned: <enumval_value> enum colour::BLUE
  // CHECK: why: enum colour has no enumerator 'BLUE' in explain{{.*}}; nearest: 'enum other::BLUE'
  sum += __builtin_preserve_enum_value(*(enum colour *)BLUE, 1);
  return 0;
}

SEC("socket/errors") int errors(struct twice *twice) {
  // CHECK: ambiguous: <byte_off> struct twice.a
  // CHECK: why: explain{{.*}}-6.12 has more than one struct 'twice', and they disagree: [[[#A:]]] struct twice gives 0, [[[#B:]]] struct twice___b gives 4
  // CHECK-NEXT: [[[#A]]] struct twice: gives 0
  // CHECK-NEXT: [[[#B]]] struct twice___b: gives 4
  sum = twice->a;
  // CHECK: error: <byte_off> struct big.behind: 0 -> 40000 bytes
  // CHECK: why: offset 40000 doesn't fit into a load or store, whose limit is 32767
  sum += ((struct big *)twice)->behind;
  // CHECK: moved: <byte_off> struct thing.moved
  sum += ((struct thing *)twice)->moved;
  return 0;
}
// CHECK: explain{{.*}}.o for explain{{.*}}-6.12: 19 relocations: 1 same, 2 moved, 2 resized, 1 changed, 4 absent, 7 poisoned (7 can be reached), 1 ambiguous, 1 error
// CHECK-NOT: {{.}}
#endif
