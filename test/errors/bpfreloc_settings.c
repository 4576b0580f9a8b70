// Settings that don't fit the object.
// RUN: %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define CONSTANT const volatile

static CONSTANT int twice;
#ifdef SECOND
SEC("socket") int second(void *context) { return twice; }
#else
struct { int (*type)[1]; int (*max_entries)[1]; int *key, *value; } map SEC(".maps");
CONSTANT signed char number = 1;
CONSTANT unsigned short positive;
CONSTANT char text[4];
CONSTANT struct { int member, field : 3; } point;
CONSTANT int row[3];
CONSTANT _Bool on;
CONSTANT float ratio;
CONSTANT enum { kOne } one;
CONSTANT __int128 huge;
const void *CONSTANT pointer;
int zero;

// RUN: %{refuses} --set no_such=1 | FileCheck %s --check-prefix=NO-SUCH
// NO-SUCH: .o: --set no_such=1: no data section has such a variable
// RUN: %clang_bpf -DSECOND -c %s -o %t.second.o && bpftool gen object %t.joined.o %t.o %t.second.o
// RUN: %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.joined.o --target %testdata/6.12.107+deb13-amd64.btf.xz --set twice=1 | FileCheck %s --check-prefix=TWICE
// TWICE: .o: --set twice=1: there are 2 variables of this name
// RUN: %{refuses} --set number=128 | FileCheck %s --check-prefix=LARGE
// LARGE: .o: --set number=128: 128 doesn't fit into 1 signed bytes
// RUN: %{refuses} --set number=-129 | FileCheck %s --check-prefix=SMALL
// SMALL: .o: --set number=-129: -129 doesn't fit into 1 signed bytes
// RUN: %{refuses} --set positive=-1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: .o: --set positive=-1: -1 doesn't fit into 2 unsigned bytes
// RUN: %{refuses} --set positive=0x10000 | FileCheck %s --check-prefix=HEX
// HEX: .o: --set positive=0x10000: 0x10000 doesn't fit into 2 unsigned bytes
// RUN: %{refuses} --set number=1x | FileCheck %s --check-prefix=NUMBER
// NUMBER: .o: --set number=1x: '1x' is not a number
// RUN: %{refuses} --set one=kTwo | FileCheck %s --check-prefix=ENUMERATOR
// ENUMERATOR: .o: --set one=kTwo: 'kTwo' is not a number
// RUN: %{refuses} --set on=yes | FileCheck %s --check-prefix=BOOL
// BOOL: .o: --set on=yes: 'yes' is neither true nor false
// RUN: %{refuses} --set ratio=1.5x | FileCheck %s --check-prefix=FLOAT
// FLOAT: .o: --set ratio=1.5x: '1.5x' is not a number of 4 bytes with a fraction
// RUN: %{refuses} --set text=abcd | FileCheck %s --check-prefix=TEXT
// TEXT: .o: --set text=abcd: its 4 bytes and a zero don't fit into 4
// RUN: %{refuses} --set point=1 | FileCheck %s --check-prefix=STRUCT
// STRUCT: .o: --set point=1: '1' is not its bytes: '{00 1f ff}' expected
// RUN: %{refuses} --set huge=1 | FileCheck %s --check-prefix=HUGE
// HUGE: .o: --set huge=1: '1' is not its bytes
// RUN: %{refuses} '--set=point={1 2}' | FileCheck %s --check-prefix=DIGITS
// DIGITS: .o: --set point={1 2}: '1 2' does not begin with two hex digits
// RUN: %{refuses} '--set=text={01 02}' | FileCheck %s --check-prefix=BYTES
// BYTES: .o: --set text={01 02}: 2 bytes are given, it has 4
// RUN: %{refuses} --set pointer=1 | FileCheck %s --check-prefix=POINTER
// POINTER: .o: --set pointer=1: type {{.*}} has no value that could be given
// RUN: %{refuses} --set zero=1 | FileCheck %s --check-prefix=BSS
// BSS: .o: --set zero=1: section '.bss' has no bytes in the file; only zeros can be there
// RUN: %{refuses} --set point.other=1 | FileCheck %s --check-prefix=MEMBER
// MEMBER: .o: --set point.other=1: .other: {{.*}} has no such member
// RUN: %{refuses} --set point.field=1 | FileCheck %s --check-prefix=FIELD
// FIELD: .o: --set point.field=1: .field: it is a bit field
// RUN: %{refuses} --set number.member=1 | FileCheck %s --check-prefix=NO-STRUCT
// NO-STRUCT: .o: --set number.member=1: .member: {{.*}} is not a struct
// RUN: %{refuses} '--set=row[3]=1' | FileCheck %s --check-prefix=ELEMENT
// ELEMENT: .o: --set row[3]=1: [3]: there are 3 elements
// RUN: %{refuses} '--set=point[0]=1' | FileCheck %s --check-prefix=NO-ARRAY
// NO-ARRAY: .o: --set point[0]=1: [0]: {{.*}} is not an array
// RUN: %{refuses} '--set=row[0=1' | FileCheck %s --check-prefix=BRACKET
// BRACKET: .o: --set row[0=1: '[0' has no ']'
// RUN: %{refuses} '--set=row[0]x=1' | FileCheck %s --check-prefix=STEP
// STEP: .o: --set row[0]x=1: 'x' is neither a member nor an element
// RUN: %{refuses} --settable no_such | FileCheck %s --check-prefix=SETTABLE
// SETTABLE: .o: --settable no_such: no data section has such a variable
// RUN: %{refuses} --map map.key_size=4 | FileCheck %s --check-prefix=ATTRIBUTE
// ATTRIBUTE: .o: --map map.key_size=4: 'MAP.max_entries=N' expected
// RUN: %{refuses} --map other.max_entries=4 | FileCheck %s --check-prefix=NO-MAP
// NO-MAP: .o: --map other.max_entries=4: there is no map 'other'
// RUN: %{refuses} --map map.max_entries=4294967296 | FileCheck %s --check-prefix=ENTRIES
// ENTRIES: .o: --map map.max_entries=4294967296: '4294967296' is not a number of 32 bits
// RUN: %{refuses} --map .rodata.own.max_entries=2 | FileCheck %s --check-prefix=DATA-MAP
// DATA-MAP: .o: --map .rodata.own.max_entries=2: map '.rodata.own' is a data section
CONSTANT int own SEC(".rodata.own");

// RUN: not bpfreloc %t.o --set number --target %t.o -o %t.out 2>&1 | FileCheck %s --check-prefix=USAGE
// USAGE: --set: 'number' has no '='

SEC("socket") int program(void *context) {
  return number + positive + text[0] + point.member + row[0] + on + one + (int)huge + (long)pointer + zero +
         twice + *(CONSTANT int *)&ratio;
}
#endif
SEC("license") char license_text[] = "GPL";
