// Maps of maps and program arrays that can't be made.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]

enum { HASH = 1, ARRAY = 2, PROG_ARRAY = 3, ARRAY_OF_MAPS = 12, HASH_OF_MAPS = 13 };
struct inner { UINT(type, ARRAY); UINT(max_entries, 1); int *key, *value; };
struct inner one SEC(".maps");

#ifndef TYPE
#define TYPE ARRAY_OF_MAPS
#endif
#ifndef KEY
#define KEY 4
#endif
#ifndef VALUE
#define VALUE 4
#endif
#ifndef VALUES
#define VALUES struct inner *values[];
#endif
#ifndef INITIALISER
#define INITIALISER [0] = &one
#endif

SEC("socket") int program(void *context) { return 0; }
__attribute__((noinline)) int function(void *context) { return 1; }
int variable = 1;

// RUN: %{compile} && bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.out

// RUN: %{compile} -DTYPE=HASH && %{refuses} | FileCheck %s --check-prefix=TYPE
// TYPE: .o: .maps: map 'outer': member 'values': type 1 is neither a map of maps nor a program array
// RUN: %{compile} -DVALUE=8 && %{refuses} | FileCheck %s --check-prefix=VALUE
// VALUE: .o: .maps: map 'outer': member 'values': its elements have 4 bytes, 8 were given
// RUN: %{compile} '-DVALUES=struct inner *values[2];' && %{refuses} | FileCheck %s --check-prefix=LENGTH
// LENGTH: .o: .maps: map 'outer': member 'values': its type is not an array without a length
// RUN: %{compile} '-DVALUES=struct inner *values;' '-DINITIALISER=&one' && %{refuses} | FileCheck %s --check-prefix=LENGTH
// RUN: %{compile} '-DVALUES=void *values[];' && %{refuses} | FileCheck %s --check-prefix=STRUCTS
// STRUCTS: .o: .maps: map 'outer': member 'values': its type is not an array of pointers to structs
// RUN: %{compile} '-DVALUES=long values[];' '-DINITIALISER=0' && %{refuses} | FileCheck %s --check-prefix=POINTERS
// POINTERS: .o: .maps: map 'outer': member 'values': its type is not a pointer
// RUN: %{compile} -DTYPE=PROG_ARRAY '-DINITIALISER=(void *)program' && %{refuses} | FileCheck %s --check-prefix=FUNCTIONS
// FUNCTIONS: .o: .maps: map 'outer': member 'values': its type is not an array of pointers to functions
// RUN: %{compile} '-DVALUES=struct inner *values[0]; UINT(numa_node, 1);' '-DINITIALISER=' && %{refuses} | FileCheck %s --check-prefix=LAST
// LAST: .o: .maps: map 'outer': member 'values': it is not the last member
// RUN: %{compile} '-DVALUES=struct { UINT(type, ARRAY); UINT(pinning, 1); } *values[];' '-DINITIALISER=' && %{refuses} | FileCheck %s --check-prefix=PINNED
// PINNED: .o: .maps: map 'outer': member 'values': member 'pinning': the template of a map of maps can't be pinned
// RUN: %{compile} '-DVALUES=struct { UINT(type, ARRAY_OF_MAPS); struct inner *values[]; } *values[];' '-DINITIALISER=' && %{refuses} | FileCheck %s --check-prefix=NESTED
// NESTED: .o: .maps: map 'outer': member 'values': member 'values': a map in a map of maps can't have maps or programs itself
// RUN: %{compile} -DNO_VALUES '-DVALUES=' && %{refuses} | FileCheck %s --check-prefix=NO-VALUES
// NO-VALUES: .o: .maps: map 'outer': it has no member 'values', which says what the maps in it are like

// RUN: %{compile} '-DINITIALISER=[3] = &one' && %{refuses} | FileCheck %s --check-prefix=ENTRIES
// ENTRIES: .o: section '.rel.maps': relocation [0]: map 'outer': values[3]: the map has 3 entries
// RUN: %{compile} -DTYPE=HASH_OF_MAPS '-DINITIALISER=&one, &one, &one, &one' && %{refuses} | FileCheck %s --check-prefix=HASH-ENTRIES
// HASH-ENTRIES: .o: section '.rel.maps': relocation [3]: map 'outer': values[3]: the map has 3 entries
// RUN: %{compile} -DTYPE=HASH_OF_MAPS -DKEY=8 && %{refuses} | FileCheck %s --check-prefix=KEY
// KEY: .o: section '.rel.maps': relocation [0]: map 'outer': values[0]: the map's keys have 8 bytes, not 4
// RUN: %{compile} '-DINITIALISER=[1] = (void *)&variable' && %{refuses} | FileCheck %s --check-prefix=NO-MAP
// NO-MAP: .o: section '.rel.maps': relocation [0]: map 'outer': values[1]: 'variable' is not a map of .maps
// RUN: %{compile} '-DINITIALISER=[1] = (void *)&outer' && %{refuses} | FileCheck %s --check-prefix=OUTER
// OUTER: .o: section '.rel.maps': relocation [0]: map 'outer': values[1]: map 'outer' is a map of maps itself
// RUN: %{compile} '-DINITIALISER=[1] = (void *)((char *)&one + 8)' && %{refuses} | FileCheck %s --check-prefix=MIDST-OF-MAP
// MIDST-OF-MAP: .o: section '.rel.maps': relocation [0]: map 'outer': values[1]: 'one' is not a map of .maps
// RUN: %{compile} -DTYPE=PROG_ARRAY '-DVALUES=int (*values[])(void *);' '-DINITIALISER=function' && %{refuses} | FileCheck %s --check-prefix=NO-PROGRAM
// NO-PROGRAM: .o: section '.rel.maps': relocation [0]: map 'outer': values[0]: 'function' is not a program
// A pointer in the part of the definition that is types only.
// RUN: %{compile} -DPLACE && %{refuses} | FileCheck %s --check-prefix=PLACE
// PLACE: .o: section '.rel.maps': relocation [0]: offset {{[0-9]+}} is not in a map's 'values'
struct {
#ifdef PLACE
  int *key;
#endif
  UINT(type, TYPE);
  UINT(max_entries, 3);
  UINT(key_size, KEY);
  UINT(value_size, VALUE);
  VALUES
} outer SEC(".maps") = {
#if defined(PLACE)
  .key = &variable
#elif !defined(NO_VALUES)
  .values = {INITIALISER}
#endif
};

SEC("license") char license_text[] = "GPL";
