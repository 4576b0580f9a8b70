// Calls that lead back to where they are made; what becomes a loop is none.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-recursion -c %s -o %t.o
namespace tree {
struct node { node* left; node* right; int value; };
// CHECK: recursion.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this call leads back to where it is made, which the kernel refuses: tree::sum -> tree::sum [btf-recursion]
int sum(node* n) { return n == nullptr ? 0 : n->value + sum(n->left) * sum(n->right); }
}
int odd(int n, int* seen);
[[gnu::noinline]] int even(int n, int* seen) { *seen += n; return n == 0 ? 1 : odd(n - 1, seen) + *seen; }
// CHECK: recursion.cpp:[[@LINE+1]]:{{[0-9]+}}: error: this call leads back to where it is made, which the kernel refuses: even -> odd -> even
[[gnu::noinline]] int odd(int n, int* seen) { *seen += n; return n == 0 ? 0 : even(n - 1, seen) + *seen; }
// CHECK: errors generated

int length(tree::node* n) { return n == nullptr ? 0 : length(n->left) + 1; }
[[gnu::noinline]] int leaf(int n) { return n * n; }
int twice(int n) { return leaf(n) + leaf(n + 1); }
