// A copy of a function that the compiler made for other parameters is not that function.
// RUN: gcc -O2 -g -nostdlib -shared -fPIC %s -o %t.so
// RUN: llvm-readelf -s %t.so | FileCheck --check-prefix=SYMBOL %s
// RUN: btfgen encode %t.so -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck --implicit-check-not="FUNC 'copied'" %s
// SYMBOL: copied.{{isra|constprop}}
// CHECK: FUNC 'caller'

struct pair {
  int a, b;
};
int other(int);
static __attribute__((noinline)) int copied(struct pair *pair, int unused) {
  return other(pair->a) + pair->b;
}
int caller(struct pair *pair) { return copied(pair, 3) + copied(pair + 1, 4); }
