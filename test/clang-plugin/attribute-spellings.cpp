// Every spelling of the attribute, at every place where it can stand.
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

#if !__has_attribute(preserve_access_index) || !__has_cpp_attribute(clang::preserve_access_index)
#error the built-in attribute is not open
#endif

struct [[btf::preserve_access_index]] own { int x, y; };
struct [[clang::preserve_access_index]] scoped { int x, y; };
struct __attribute__((preserve_access_index)) gnu_before { int x, y; };
struct gnu_after { int x, y; } __attribute__((preserve_access_index));
struct [[btf::preserve_access_index]] declared_before;
struct declared_before { int x, y; };
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct by_pragma { int x, y; };
template <class T> struct template_by_pragma { T x, y; };
#pragma clang attribute pop
struct plain { int x, y; };

// CHECK: struct own::y (0:1){{$}}
int read(own* object) { return object->y; }
// CHECK: struct scoped::y (0:1){{$}}
int read(scoped* object) { return object->y; }
// CHECK: struct gnu_before::y (0:1){{$}}
int read(gnu_before* object) { return object->y; }
// CHECK: struct gnu_after::y (0:1){{$}}
int read(gnu_after* object) { return object->y; }
// CHECK: struct declared_before::y (0:1){{$}}
int read(declared_before* object) { return object->y; }
// CHECK: struct by_pragma::y (0:1){{$}}
int read(by_pragma* object) { return object->y; }
// CHECK: struct template_by_pragma_int::y (0:1){{$}}
int read(template_by_pragma<int>* object) { return object->y; }
// CHECK-NOT: CO-RE
int read(plain* object) { return object->y; }
