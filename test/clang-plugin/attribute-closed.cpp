// Where clang's own attributes can't be opened for C++ that is said, and ours have their effect.
// RUN: %clang -shared -fPIC -DPROTECT -x c %s -o %t.so
// RUN: env LD_PRELOAD=%t.so %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=SAID
// SAID: warning: libbtfplugin: clang's own preserve_access_index, {{.*}} could not be opened for C++
// RUN: llvm-objdump -dr %t.o | FileCheck %s
#ifdef PROTECT
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
// Refuses what the plugin asks for: one page to be writable that isn't.
int mprotect(void* page, size_t size, int protection) {
  if (size == 4096 && protection == (PROT_READ | PROT_WRITE)) return -1;
  return (int)syscall(SYS_mprotect, page, size, protection);
}
#else
struct [[btf::preserve_access_index]] task { int pid; };
// CHECK: struct task::pid (0:0)
int read(task* object) { return object->pid; }
#endif
