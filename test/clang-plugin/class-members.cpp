// Of a class BTF has the data members: no methods, static members, nested types, friends.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s

class counter {
  int value_;
  static int instances;
  static constexpr int limit = 7;
  static inline int shared = 3;
  enum state { idle, busy };
  typedef long number;
  struct nested { char c; };
  friend struct other;
  template <class T> T convert() { return value_; }

 public:
  explicit counter(int value) : value_(value) {}
  counter operator+(int more) const;
  operator bool() const { return value_ != 0; }
  state now;
  number total;
  nested part;
};
// CHECK: STRUCT 'counter' size=24 vlen=4
// CHECK-NEXT: 'value_' {{.*}} bits_offset=0
// CHECK-NEXT: 'now' {{.*}} bits_offset=32
// CHECK-NEXT: 'total' {{.*}} bits_offset=64
// CHECK-NEXT: 'part' {{.*}} bits_offset=128
// CHECK-DAG: ENUM 'counter_state' encoding=UNSIGNED size=4 vlen=2
// CHECK-DAG: TYPEDEF 'counter_number'
// CHECK-DAG: STRUCT 'counter_nested' size=1 vlen=1
// CHECK-NOT: limit
// CHECK-NOT: convert
bool use(counter c) { return c; }
