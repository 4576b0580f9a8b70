// What is inside functions: its types are encoded and numbered as elsewhere, parameters and variables
// further inside aren't the function's. One function alone: Debian's pahole doesn't sort them.
// RUN: for compiler in "gcc -O0" "gcc -O2" "gcc -O2 -gdwarf-4" "%clang -O0" "%clang -O2" "%clang -O2 -gdwarf-4"; do $compiler -g -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.btf && bpftool btf dump file %t.btf format raw | FileCheck %s && bash %S/Inputs/as_pahole %t.o || { echo "with $compiler"; exit 1; }; done

// gcc's functions inside functions.
// RUN: gcc -O1 -g -DNESTED -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.btf && bpftool btf dump file %t.btf format raw | FileCheck --check-prefixes=CHECK,NESTED %s

struct shape {
  int sides;
};
extern int sink(void *);

static inline __attribute__((always_inline)) int inlined(int inlined_parameter) {
  struct in_inlined {
    int a, b;
  } local = {inlined_parameter, 2};
  {
    enum in_inlined_block { kFirst, kSecond } choice = kSecond;
    return sink(&local) + sink(&choice);
  }
}

int outer(int parameter, struct shape *other) {
  struct in_function {
    int x;
    int (*handler)(struct in_function *self, int event);
  } local = {parameter, 0};
  extern int declared_inside;
  {
    typedef struct in_block {
      union {
        int i;
        float f;
      };
      struct in_function *up;
    } in_block_t;
    in_block_t block = {{1}, &local};
    {
      volatile int (*array)[3][4] = 0;
      typedef int (*callback)(in_block_t *context, long number, ...);
      callback deep = 0;
      sink(&deep);
      sink(&array);
    }
    sink(&block);
  }
#ifdef NESTED
  int nested(int of_nested) {
    struct in_nested {
      int n;
    } local = {of_nested + parameter};
    return sink(&local);
  }
  sink(nested);
#endif
  return inlined(other->sides) + inlined(3) + declared_inside + sink(&local);
}

// CHECK-DAG: STRUCT 'in_function' size=16 vlen=2
// CHECK-DAG: STRUCT 'in_block' size=16 vlen=2
// CHECK-DAG: STRUCT 'in_inlined' size=8 vlen=2
// CHECK-DAG: ENUM 'in_inlined_block' {{.*}}vlen=2
// CHECK-DAG: TYPEDEF 'in_block_t'
// CHECK-DAG: TYPEDEF 'callback'
// NESTED-DAG: STRUCT 'in_nested' size=4 vlen=1
// CHECK: {{^.}}'parameter'
// CHECK-NEXT: 'other'
// CHECK-NEXT: FUNC 'outer'
