// The same as encode_fuzz by libdwarf's reader, which runs in a child process, since libdwarf
// crashes on some damaged files. Here the child tells libdwarf's crashes, which become errors, from
// ours, which must not be, and lets libFuzzer in the parent see where it has been.
#include <dlfcn.h>
#include <execinfo.h>
#include <libdwarf/libdwarf.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "encode_files.h"

// The counters of clang's -fsanitize=fuzzer, if it is built with that.
extern "C" {
extern uint8_t __start___sancov_cntrs[] __attribute__((weak));
extern uint8_t __stop___sancov_cntrs[] __attribute__((weak));
}

namespace {

using namespace btfkit;

constexpr int kOurCrash = 99;
constexpr long kMaxMemory = 2 << 20;  // KiB, of the largest child

const void* module_of(void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

// Whether libdwarf, or what it has called, is running.
bool is_in_libdwarf() {
  static const void* const kLibdwarf = module_of(reinterpret_cast<void*>(&dwarf_errmsg));
  std::array<void*, 64> frames;
  int count = backtrace(frames.data(), static_cast<int>(frames.size()));
  return std::any_of(frames.begin(), frames.begin() + count,
                     [](void* frame) { return module_of(frame) == kLibdwarf; });
}

void die_of(int signal_number) {
  if (!is_in_libdwarf()) _exit(kOurCrash);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void watch_crashes() {
  struct sigaction action{};
  action.sa_handler = die_of;
  action.sa_flags = SA_NODEFER;
  for (int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) {
    sigaction(number, &action, nullptr);
  }
}

// Makes parent and children count in the same memory: the whole pages of it, beside which there is
// nothing else.
void share_counters() {
  auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  uintptr_t begin = (reinterpret_cast<uintptr_t>(__start___sancov_cntrs) + page - 1) & ~(page - 1);
  uintptr_t end = reinterpret_cast<uintptr_t>(__stop___sancov_cntrs) & ~(page - 1);
  if (begin >= end) return;
  void* shared = mmap(reinterpret_cast<void*>(begin), end - begin, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  fuzz::expect(shared != MAP_FAILED);
}

}  // namespace

// A sanitizer has found an error, which is to become a signal if it is in libdwarf.
extern "C" void __asan_on_error() {
  if (is_in_libdwarf()) die_of(SIGSEGV);
}

extern "C" const char* __asan_default_options() {
  return "exitcode=99:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool kIsReady = [] {
    std::array<void*, 1> frame;
    backtrace(frame.data(), 1);  // which loads a library at its first call
    pthread_atfork(nullptr, nullptr, watch_crashes);
    share_counters();
    return true;
  }();
  fuzz::EncodeFiles files({reinterpret_cast<const std::byte*>(data), size});
  files.encode(btfgen::DwarfReader::kLibdwarf);
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  fuzz::expect(kIsReady && usage.ru_maxrss < kMaxMemory);
  return 0;
}
