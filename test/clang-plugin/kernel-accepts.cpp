// REQUIRES: bpf
// The kernel takes the BTF of all of C++, at every optimisation level.
// RUN: for level in 0 1 2 3 s z; do %clangxx_btf -O$level %libstdcxx -c %s -o %t.o && python3 %S/Inputs/btf_load.py %t.o || exit 1; done
// RUN: %clangxx_btf -flto=full -c %libstdcxx %s -o %t.bc
// RUN: %clangxx_btf -S -emit-llvm %libstdcxx %s -o %t.ll
#include <array>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <variant>

template <class D> struct crtp { int base_id; int get() { return static_cast<D*>(this)->val; } };
struct user : crtp<user> { int val; };
struct left { int a, same; };
struct right { int b, same; };
struct both : left, right { int c; enum class in : short { x = -1, y } e; };
struct node { node* next; std::tuple<int, node*, std::optional<long>> t; };
struct shape { virtual int area() const { return 0; } virtual ~shape() = default; int id; };
struct square : shape { int area() const override { return side; } int side; };
struct virtually : virtual left { int v; };
namespace { struct hidden { int z; } hidden_object; }
namespace outer { inline namespace v1 { struct deep { int d; }; } int counter; }
template <class T, int n, T* p, bool b> struct parameters { T t; int array[n]; };
int global;
typedef int vector __attribute__((vector_size(16)));

struct everything {
  user a; both b; node* c; square d; virtually e; outer::deep g;
  parameters<int, 3, &global, true> h; vector i;
  std::array<int, 3> j; std::optional<left> k; std::tuple<int, char, long> l; std::span<int> m;
  std::string_view n; std::expected<int, left> o; std::variant<int, left, node*> p;
  int everything::*q; int (everything::*r)(int);
};
[[gnu::used]] int use(everything*, hidden*) { return outer::counter + hidden_object.z; }
[[gnu::used]] int lambdas(everything* e) {
  auto generic = [&](auto x) { return [=, this_one = e]() { return x + this_one->b.c; }(); };
  static int calls;
  union { int i; char c; } local = {calls++};
  return generic(1) + generic(2l) + local.c;
}
