// Loaded into another clang the plugin says what is wrong, and nothing else happens.
// RUN: %clangxx -shared -fPIC -DOTHER_CLANG %s -o %t.so
// RUN: not env LD_PRELOAD=%t.so %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: libbtfplugin.so: built for clang version [[#]].{{.*}}, but loaded into Other clang version 3.9
// CHECK-NOT: Stack dump
#ifdef OTHER_CLANG
#include <string>
namespace clang {
std::string getClangFullVersion() { return "Other clang version 3.9"; }
}  // namespace clang
#endif
