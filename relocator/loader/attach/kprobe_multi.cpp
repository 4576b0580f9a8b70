// One link for many functions of the kernel, by their names. A pattern stands for all of them that
// can be traced.
#include <cerrno>
#include <cstring>

#include "attach/link.h"
#include "attach/newer.h"
#include "attach/pattern.h"
#include "attach/tracefs.h"
#include "file.h"

namespace loader {
namespace {

int by_name(const void* left, const void* right) {
  return strcmp(*static_cast<const char* const*>(left), *static_cast<const char* const*>(right));
}

// Names of functions that ftrace knows; `text` holds them.
struct Functions {
  Array<std::byte> text;
  Array<const char*> names;
};

// A line is "NAME" or "NAME [MODULE]".
bool find_functions(const char* pattern, Functions& found, bpfload_error& error) {
  Path path;
  if (!tracefs_path(path, "available_filter_functions", error)) return false;
  if (!read_file(path.text, found.text, error)) {
    if (errno != ENOENT) return false;
    return fail(error, "this kernel traces no functions (CONFIG_FUNCTION_TRACER)");
  }
  if (!found.text.append(std::byte{0})) return fail(error, "%m");
  char* line = reinterpret_cast<char*>(found.text.data());
  while (*line != '\0') {
    const size_t size = strcspn(line, "\n");
    char* next = line[size] == '\0' ? line + size : line + size + 1;
    line[strcspn(line, " \t\n")] = '\0';
    if (matches(line, pattern) && !found.names.append(line)) return fail(error, "%m");
    line = next;
  }
  if (found.names.empty()) return fail(error, "no function that can be traced has such a name");
  // The kernel wants each name once, though several functions may have it.
  qsort(found.names.data(), found.names.size(), sizeof(const char*), by_name);
  size_t kept = 0;
  for (const char* name : found.names) {
    if (kept == 0 || strcmp(found.names[kept - 1], name) != 0) found.names[kept++] = name;
  }
  return found.names.resize(kept) || fail(error, "%m");
}

bool attach_functions(const Attempt& attempt, uint32_t attach_type, uint32_t flags, Link& link,
                      bpfload_error& error) {
  Functions functions;
  if (is_pattern(attempt.target)) {
    if (!find_functions(attempt.target, functions, error)) return false;
  } else if (!functions.names.append(attempt.target)) {
    return fail(error, "%m");
  }
  bpf_attr attr = empty_attr();
  attr.link_create.prog_fd = static_cast<uint32_t>(attempt.program);
  attr.link_create.attach_type = attach_type;
  attr.link_create.kprobe_multi.flags = flags;
  attr.link_create.kprobe_multi.cnt = static_cast<uint32_t>(functions.names.size());
  attr.link_create.kprobe_multi.syms = pointer(functions.names.data());
  if (create_link(attr, link, error)) return true;
  switch (errno) {
    case ESRCH:
      return fail(error, "the kernel has no such function that can be traced");
    case EOPNOTSUPP:
      return fail(error, "this kernel has no probes of many functions (CONFIG_FPROBE)");
    case EINVAL:
      return fail(error, "this kernel is older than such probes (Linux 5.18; sessions: 6.10)");
    default:
      return add_context(error, "%zu functions", functions.names.size());
  }
}

}  // namespace

bool attach_kprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, BPF_TRACE_KPROBE_MULTI, 0, link, error);
}

bool attach_kretprobe_multi(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, BPF_TRACE_KPROBE_MULTI, BPF_F_KPROBE_MULTI_RETURN, link, error);
}

bool attach_kprobe_session(const Attempt& attempt, Link& link, bpfload_error& error) {
  return attach_functions(attempt, kKprobeSession, 0, link, error);
}

}  // namespace loader
