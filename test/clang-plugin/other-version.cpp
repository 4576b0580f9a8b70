// Loaded into another version of clang, the plugin says so in one line and ends. Another version is
// stood in for by its answer to the question for it.
// RUN: %clangxx -shared -fPIC -DANSWER %s -o %t.so
// RUN: not env LD_PRELOAD=%t.so %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: libbtfplugin.so: built for clang 22, 19, but loaded into clang version 18.1.8
// RUN: not ls %t.o
#ifdef ANSWER
#include <string>
namespace clang {
std::string getClangFullVersion() { return "clang version 18.1.8"; }
}  // namespace clang
#endif
