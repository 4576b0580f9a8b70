// Exceptions and run-time types, said at the line that asks for them.
// RUN: not %clangxx_bpf -fplugin=%plugin -fexceptions -frtti -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: not %clangxx_bpf -fplugin=%plugin -fexceptions -frtti -c %s -o %t.o -O0 2>&1 | FileCheck %s
// What isn't asked for is not said: the same without those lines.
// RUN: %clangxx_bpf -fplugin=%plugin -fexceptions -frtti -Werror -DFITS -c %s -o %t.o
void external();
struct guard { ~guard(); };
struct shape { virtual int area(); virtual int sides(); int id; };
struct square : shape { int area() override; };
namespace std { struct type_info { virtual ~type_info(); const char* name() const { return name_; } const char* name_; }; }

#ifndef FITS
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: an exception is thrown here: BPF has none; {{.*}} [btf-exceptions]
int thrown(int x) { if (x) throw 3; return 0; }
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: an exception may come out of this call, {{.*}} compile with -fno-exceptions [btf-exceptions]
int destroyed() { guard object; external(); return 1; }
int caught() {
  try {
    // CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: an exception may come out of this call
    external();
  } catch (int) { return 1; }
  return 0;
}
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: an exception may come out of this call
void ends() noexcept { external(); }
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: the type of an object is asked for at run time (dynamic_cast, typeid), {{.*}} [btf-rtti]
square* cast(shape* s) { return dynamic_cast<square*>(s); }
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: the type of an object is asked for at run time
const char* name() { return typeid(int).name(); }
// CHECK-DAG: exceptions.cpp:[[@LINE+1]]:{{[0-9]+}}: error: the type of an object is asked for at run time
const char* name_of(shape& s) { return typeid(s).name(); }
// CHECK: 7 errors generated
#else
int leaf(square* s) { return s->id; }
void calls() { external(); }
#endif
