// A note is
//
//   4 bytes  size of the owner's name, with its NUL
//   4 bytes  size of the description
//   4 bytes  type: 3
//   "stapsdt", filled up to a multiple of 4
//   the description, filled up likewise: three addresses, then three strings
//     where the probe is; where .stapsdt.base was when the note was written; the semaphore or 0
//     the provider, the probe's name, its arguments
//
// Whoever moves the program afterwards (prelink) moves .stapsdt.base with it, but not the notes.
#include "attach/usdt_notes.h"

#include <cstring>

namespace loader {
namespace {

constexpr uint32_t kNoteType = 3;
constexpr char kOwner[] = "stapsdt";

struct Note {
  uint32_t type;
  Bytes owner;
  Bytes description;
};

// Takes the next note off `notes`; false at their end, or if it is cut off.
bool next_note(Bytes& notes, Note& note) {
  uint32_t header[3];
  if (notes.size() < sizeof header) return false;
  memcpy(header, notes.data(), sizeof header);
  const auto padded = [](uint32_t size) { return (uint64_t{size} + 3) / 4 * 4; };
  const uint64_t description = sizeof header + padded(header[0]);
  const uint64_t end = description + header[1];  // the last one may lack its padding
  if (end > notes.size()) return false;
  note.owner = notes.subspan(sizeof header, header[0]);
  note.description = notes.subspan(static_cast<size_t>(description), header[1]);
  note.type = header[2];
  const uint64_t next = description + padded(header[1]);
  notes = notes.subspan(next < notes.size() ? static_cast<size_t>(next) : notes.size());
  return true;
}

// Takes a string off `bytes`; null if it doesn't end.
const char* take_string(Bytes& bytes) {
  const void* end = bytes.empty() ? nullptr : memchr(bytes.data(), 0, bytes.size());
  if (end == nullptr) return nullptr;
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  bytes = bytes.subspan(strlen(text) + 1);
  return text;
}

struct Probe {
  uint64_t address;
  uint64_t base;
  uint64_t semaphore;
  const char* provider;
  const char* name;
  const char* arguments;
};

bool read_probe(Bytes description, bool is_64_bit, Probe& probe) {
  const size_t size = is_64_bit ? 8 : 4;
  if (description.size() < 3 * size) return false;
  uint64_t addresses[3];
  for (size_t i = 0; i < 3; i++) {
    if (is_64_bit) {
      memcpy(&addresses[i], description.data() + i * size, size);
    } else {
      uint32_t narrow;
      memcpy(&narrow, description.data() + i * size, size);
      addresses[i] = narrow;
    }
  }
  Bytes strings = description.subspan(3 * size);
  probe.address = addresses[0];
  probe.base = addresses[1];
  probe.semaphore = addresses[2];
  probe.provider = take_string(strings);
  probe.name = take_string(strings);
  probe.arguments = take_string(strings);
  return probe.arguments != nullptr;
}

// Where .stapsdt.base is now; false if there is none.
bool find_base(const Executable& executable, uint64_t& base) {
  for (size_t i = 0; i < executable.section_count(); i++) {
    const char* name = executable.section_name(i);
    if (name == nullptr || strcmp(name, ".stapsdt.base") != 0) continue;
    base = executable.section(i).sh_addr;
    return true;
  }
  return false;
}

bool settle_site(const Executable& executable, const Probe& probe, UsdtSite& site,
                 bpfload_error& error) {
  uint64_t base;
  const uint64_t moved = find_base(executable, base) ? base - probe.base : 0;
  site = {
      .address = probe.address + moved, .offset = 0, .semaphore = 0, .arguments = probe.arguments};
  if (!executable.file_offset(site.address, true, site.offset)) {
    return fail(error, "0x%llx is in no executable segment",
                static_cast<unsigned long long>(site.address));
  }
  if (probe.semaphore == 0) return true;
  return executable.file_offset(probe.semaphore + moved, false, site.semaphore) ||
         fail(error, "its semaphore at 0x%llx is in no segment",
              static_cast<unsigned long long>(probe.semaphore + moved));
}

}  // namespace

bool find_usdt_sites(const Executable& executable, const char* provider, const char* name,
                     Array<UsdtSite>& sites, bpfload_error& error) {
  bool has_notes = false;
  for (size_t i = 0; i < executable.section_count(); i++) {
    const char* section = executable.section_name(i);
    if (section == nullptr || strcmp(section, ".note.stapsdt") != 0) continue;
    has_notes = true;
    Bytes notes = executable.content(i);
    while (!notes.empty()) {
      Note note;
      if (!next_note(notes, note)) return fail(error, "section .note.stapsdt: a note is cut off");
      const bool is_probe = note.type == kNoteType && note.owner.size() == sizeof kOwner &&
                            memcmp(note.owner.data(), kOwner, sizeof kOwner) == 0;
      if (!is_probe) continue;
      Probe probe;
      if (!read_probe(note.description, executable.is_64_bit(), probe)) {
        return fail(error, "section .note.stapsdt: a probe's description is cut off");
      }
      if (strcmp(probe.provider, provider) != 0 || strcmp(probe.name, name) != 0) continue;
      UsdtSite site;
      if (!settle_site(executable, probe, site, error)) {
        return add_context(error, "probe '%s:%s'", provider, name);
      }
      if (!sites.append(site)) return fail(error, "%m");
    }
  }
  if (!has_notes) return fail(error, "has no probes (section .note.stapsdt)");
  return !sites.empty() || fail(error, "has no probe '%s:%s'", provider, name);
}

}  // namespace loader
