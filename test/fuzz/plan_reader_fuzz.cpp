// An image's way from bytes to a checked plan: as an ELF file if it looks like one, otherwise as
// the content of the plan's section, so that the fuzzer needn't find its way through ELF.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "elf_section.h"
#include "object.h"
#include "plan_reader.h"
#include "target_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const loader::Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  loader::find_build_id(bytes);

  bpfload_image image;
  bpfload_error error = {};
  loader::Bytes plan = bytes;
  bool read = size < 4 ||
              memcmp(data,
                     "\x7f"
                     "ELF",
                     4) != 0 ||
              loader::find_plan_section(bytes, plan, error);
  read = read && loader::read_plan(plan, image.plan, error);
  // Success has no text, and a failure one line.
  if (read != (error.text[0] == '\0') || strchr(error.text, '\n') != nullptr) abort();
  if (read) {
    // What was let through can be walked to its last byte.
    static FILE* const nowhere = fopen("/dev/null", "w");
    bpfload_image_print(&image, nowhere);
  }
  return 0;
}
