// REQUIRES: bpf
// The standard library's classes, with every kind of inheritance and template, load into the kernel.
// RUN: g++ -std=c++20 -g %s -o %t.gcc && btfgen encode %t.gcc -o %t.gcc.btf
// RUN: %tools/btf_load %t.gcc.btf
// RUN: g++ -std=c++20 -O2 -g -gdwarf-4 -fdebug-types-section %s -o %t.gcc4 && btfgen encode %t.gcc4 -o %t.gcc4.btf
// RUN: %tools/btf_load %t.gcc4.btf
// RUN: g++ -std=c++20 -O2 -g -flto %s -o %t.lto && btfgen encode %t.lto -o %t.lto.btf
// RUN: %tools/btf_load %t.lto.btf
// RUN: %clangxx -std=c++20 -O2 -g %s -o %t.clang && btfgen encode %t.clang -o %t.clang.btf
// RUN: %tools/btf_load %t.clang.btf
// RUN: %clangxx -std=c++20 -g -fstandalone-debug %s -o %t.full && btfgen encode %t.full -o %t.full.btf
// RUN: %tools/btf_load %t.full.btf

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

std::tuple<int, int, char, std::tuple<int, int>> tuple;
std::map<std::string, std::vector<int>> map;
std::variant<int, std::string, std::unique_ptr<int>> variant;
std::function<int(int)> function;
std::optional<std::shared_ptr<std::string>> optional;

int main(int argc, char **) {
  struct Local {
    int value;
  } local{argc};
  auto lambda = [&local](int more) { return local.value + more; };
  function = lambda;
  std::cout << map.size() << variant.index() << optional.has_value() << std::get<0>(tuple);
  return function(1);
}
