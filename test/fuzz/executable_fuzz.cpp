// Bytes as an executable that probes are looked for in, and what its notes say of arguments.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "attach/executable.h"
#include "attach/usdt_arguments.h"
#include "attach/usdt_notes.h"

namespace {

using namespace loader;

// Success has no text, and a failure one line.
void expect_line(bool done, const bpfload_error& error) {
  if (done != (error.text[0] == '\0') || strchr(error.text, '\n') != nullptr) abort();
}

void read_arguments(const char* text) {
  for (const uint16_t machine : {EM_X86_64, EM_386, EM_AARCH64, EM_ARM, EM_S390, 243}) {
    UsdtSpec spec;
    bpfload_error error = {};
    if (!parse_usdt_arguments(text, machine, spec, error)) continue;
    if (spec.count > kUsdtArguments) abort();
    std::byte out[kUsdtIndexedSpecSize];
    for (const size_t size : {kUsdtSpecSize, kUsdtIndexedSpecSize}) {
      encode_usdt_spec(spec, size, out);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  bpfload_error error = {};
  Executable executable;
  const bool opened = executable.open(bytes, error);
  expect_line(opened, error);
  if (!opened) return 0;

  uint64_t offset = 0;
  bool found = find_function(executable, "probed", offset, error);
  if (found && offset >= size) abort();
  expect_line(found, error);

  error = {};
  Array<uint64_t> offsets;
  found = find_functions(executable, "*", offsets, error);
  for (const uint64_t one : offsets) {
    if (found && one >= size) abort();
  }

  error = {};
  Array<UsdtSite> sites;
  found = find_usdt_sites(executable, "prov", "tick", sites, error);
  for (const UsdtSite& site : sites) {
    if (site.offset >= size || site.semaphore >= size) abort();
    read_arguments(site.arguments);
  }
  return 0;
}
