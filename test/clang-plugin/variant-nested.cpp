// A variant that holds an optional. libc++'s have the same empty bases, so the variant's storage is
// behind these: the union begins there. libstdc++'s storage is at offset 0.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw > %t.raw
// RUN: FileCheck %s --check-prefix=STDCXX < %t.raw
// RUN: FileCheck %s --check-prefix=TAG < %t.raw
// RUN: %clangxx_btf %libcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw > %t.raw
// RUN: FileCheck %s --check-prefix=LIBCXX < %t.raw
// RUN: FileCheck %s --check-prefix=TAG < %t.raw
#include <optional>
#include <variant>

// STDCXX: STRUCT 'std_variant_std_optional_int_int' size=12 vlen=1
// STDCXX-NEXT: '(anon)' type_id=[[PARTS:[0-9]+]] bits_offset=0{{$}}
// STDCXX: [[[PARTS]]] UNION '(anon)' size=12 vlen=3
// STDCXX-NEXT: '(anon)' type_id={{[0-9]+}} bits_offset=0
// STDCXX-NEXT: 'std_optional_int' type_id=[[FIRST:[0-9]+]] bits_offset=0
// STDCXX: [[[FIRST]]] STRUCT 'std_optional_int' size=8 vlen=1
// LIBCXX: STRUCT 'std__1_variant_std__1_optional_int_int' size=16 vlen=1
// LIBCXX-NEXT: '(anon)' type_id=[[PARTS:[0-9]+]] bits_offset=32
// LIBCXX: [[[PARTS]]] UNION '(anon)' size=12 vlen=3
// LIBCXX-NEXT: '(anon)' type_id={{[0-9]+}} bits_offset=0
// LIBCXX-NEXT: 'std__1_optional_int' type_id=[[FIRST:[0-9]+]] bits_offset=0
// LIBCXX: [[[FIRST]]] STRUCT 'std__1_optional_int' size=8 vlen=1
// TAG: STRUCT '(anon)' size=12 vlen=1
// TAG-NEXT: '(anon)' type_id={{[0-9]+}} bits_offset=64
std::size_t index(std::variant<std::optional<int>, int>* v) { return v->index(); }
