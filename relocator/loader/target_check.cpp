#include "target_check.h"

#include <elf.h>
#include <sys/utsname.h>

#include <cstdio>
#include <cstring>

#include "file.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace loader {
namespace {

constexpr const char* kNotes = "/sys/kernel/notes";
constexpr const char* kBtf = "/sys/kernel/btf/vmlinux";

// A build id in hexadecimal; the usual ones have 20 bytes, and what's longer is cut off.
struct Hex {
  explicit Hex(Bytes bytes) {
    for (size_t i = 0; i < bytes.size() && i < 32; i++) {
      snprintf(text + 2 * i, 3, "%02x", static_cast<unsigned>(bytes[i]));
    }
  }
  char text[65] = {};
};

bool mismatch(const TargetPlan& target, const char* kind, const char* expected, const char* found,
              bpfload_error& error) {
  utsname running;
  if (uname(&running) != 0) return fail(error, "uname: %m");
  return fail(error, "made for kernel %s with %s %s, but the running kernel %s has %s",
              target.release == nullptr ? "(unnamed)" : target.release, kind, expected,
              running.release, found);
}

size_t aligned(size_t size) {
  return (size + 3) / 4 * 4;
}

}  // namespace

uint64_t btf_hash(Bytes btf) {
  return XXH64(btf.data(), btf.size(), 0);
}

Bytes find_build_id(Bytes notes) {
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    memcpy(&note, notes.data(), sizeof note);
    const Bytes rest = notes.subspan(sizeof note);
    const size_t name_size = aligned(note.n_namesz);
    if (name_size > rest.size() || note.n_descsz > rest.size() - name_size) break;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof ELF_NOTE_GNU &&
        memcmp(rest.data(), ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0) {
      return rest.subspan(name_size, note.n_descsz);
    }
    const size_t size = name_size + aligned(note.n_descsz);
    if (size > rest.size()) break;
    notes = rest.subspan(size);
  }
  return {};
}

bool check_target(const TargetPlan& target, bpfload_error& error) {
  Array<std::byte> file;
  if (!target.build_id.empty() && read_file(kNotes, file, error)) {
    const Bytes running = find_build_id(bytes_of(file));
    if (!running.empty()) {
      if (running.size() == target.build_id.size() &&
          memcmp(running.data(), target.build_id.data(), running.size()) == 0) {
        return true;
      }
      return mismatch(target, "build id", Hex(target.build_id).text, Hex(running).text, error);
    }
  }
  // A kernel without a readable build id, or an image made from BTF alone.
  Array<std::byte> btf;
  if (!read_file(kBtf, btf, error)) return false;
  const uint64_t running = btf_hash(bytes_of(btf));
  if (running == target.btf_hash) return true;
  char expected_text[17];
  char running_text[17];
  snprintf(expected_text, sizeof expected_text, "%016llx",
           static_cast<unsigned long long>(target.btf_hash));
  snprintf(running_text, sizeof running_text, "%016llx", static_cast<unsigned long long>(running));
  return mismatch(target, "BTF hash", expected_text, running_text, error);
}

}  // namespace loader
