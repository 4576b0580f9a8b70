// Probes in what processes run: at one place, by an event of perf, or at many (Linux 6.6).
#include <cerrno>
#include <cstring>
#include <utility>

#include "attach/link.h"
#include "attach/newer.h"
#include "attach/perf_event.h"
#include "attach/place.h"
#include "attach/probe_event.h"
#include "attach/user_file.h"

namespace loader {
namespace {

// Of Linux 6.6 and 6.13, which linux/bpf.h may be too old for.
constexpr uint32_t kAtReturn = 1;  // BPF_F_UPROBE_MULTI_RETURN

// What bpf_attr.link_create.uprobe_multi is.
struct UprobeMulti {
  uint64_t path;
  uint64_t offsets;
  uint64_t ref_ctr_offsets;
  uint64_t cookies;
  uint32_t count;
  uint32_t flags;
  uint32_t pid;
};
constexpr size_t kUprobeMultiAt = offsetof(bpf_attr, link_create.kprobe_multi);

// "PATH:WHERE"; a path may have colons.
const char* split(const char* target, size_t& path_size, bpfload_error& error) {
  const char* colon = strrchr(target, ':');
  if (colon == nullptr || colon[1] == '\0') {
    fail(error, "expected PATH:FUNCTION or PATH:0xOFFSET");
    return nullptr;
  }
  path_size = static_cast<size_t>(colon - target);
  return colon + 1;
}

bool find_place(const UserFile& file, const char* where, bool at_return, uint64_t& offset,
                bpfload_error& error) {
  // An offset in the file itself.
  if (parse_number(where, offset)) {
    return offset < file.mapped.bytes().size() ||
           fail(error, "%s: byte %s is behind its end", file.path.text, where);
  }
  FunctionPlace place;
  if (!parse_place(where, place, error)) return false;
  if (at_return && place.offset != 0) {
    return fail(error, "a function returns as a whole: no offset expected");
  }
  if (!find_function(file.executable, place.name.data(), offset, error)) {
    return add_context(error, "%s", file.path.text);
  }
  if (place.offset >= file.mapped.bytes().size() - offset) {
    return fail(error, "%s: '%s' is behind its end", file.path.text, where);
  }
  offset += place.offset;
  return true;
}

bool attach_probe(const Attempt& attempt, bool at_return, Link& link, bpfload_error& error) {
  size_t path_size;
  const char* where = split(attempt.target, path_size, error);
  UserFile file;
  uint64_t offset;
  Fd event;
  return where != nullptr && file.open(attempt.target, path_size, error) &&
         find_place(file, where, at_return, offset, error) &&
         open_user_probe({at_return, file.path.text, offset, 0}, event, error) &&
         attach_to_event(attempt, std::move(event), 0, link, error);
}

bool attach_functions(const Attempt& attempt, uint32_t attach_type, uint32_t flags, Link& link,
                      bpfload_error& error) {
  size_t path_size;
  const char* pattern = split(attempt.target, path_size, error);
  UserFile file;
  if (pattern == nullptr || !file.open(attempt.target, path_size, error)) return false;
  Array<uint64_t> offsets;
  if (!find_functions(file.executable, pattern, offsets, error)) {
    return add_context(error, "%s", file.path.text);
  }
  const UprobeMulti probes = {.path = pointer(file.path.text),
                              .offsets = pointer(offsets.data()),
                              .ref_ctr_offsets = 0,
                              .cookies = 0,
                              .count = static_cast<uint32_t>(offsets.size()),
                              .flags = flags,
                              .pid = 0};
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(attempt.program);
  attr.link_create.attach_type = attach_type;
  memcpy(reinterpret_cast<std::byte*>(&attr) + kUprobeMultiAt, &probes, sizeof probes);
  if (create_link(attr, link, error)) return true;
  if (errno == EINVAL) {
    return fail(error, "this kernel is older than such probes (Linux 6.6; sessions: 6.13)");
  }
  return add_context(error, "%zu functions", offsets.size());
}

}  // namespace

bool attach_uprobe(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_probe(attempt, false, link, error);
}

bool attach_uretprobe(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_probe(attempt, true, link, error);
}

bool attach_uprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, kUprobeMulti, 0, link, error);
}

bool attach_uretprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, kUprobeMulti, kAtReturn, link, error);
}

bool attach_uprobe_session(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, kUprobeSession, 0, link, error);
}

}  // namespace loader
