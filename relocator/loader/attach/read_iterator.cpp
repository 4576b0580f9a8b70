// The text of iterators that are attached.
#include <cerrno>

#include "bpf_syscall.h"
#include "error.h"
#include "fd.h"
#include "object.h"

using namespace loader;

namespace {

bool read_iterator(const Link& link, int (*text)(void*, const char*, size_t), void* context,
                   bpfload_error& error) {
  bpf_attr attr = empty_attr();
  attr.iter_create.link_fd = static_cast<uint32_t>(link.fd);
  const Fd fd(bpf(BPF_ITER_CREATE, attr));
  if (!fd.valid()) return fail(error, "BPF_ITER_CREATE: %m");
  for (;;) {
    char buffer[4096];
    const ssize_t got = read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return fail(error, "reading the iterator: %m");
    if (got == 0) return true;
    if (text(context, buffer, static_cast<size_t>(got)) != 0) return true;
  }
}

}  // namespace

size_t bpfload_iterator_count(const bpfload_object* object) {
  size_t count = 0;
  for (const Link& link : object->links) count += link.is_iterator ? 1 : 0;
  return count;
}

size_t bpfload_attachment_count(const bpfload_object* object) {
  return object->links.size();
}

int bpfload_read_iterators(const bpfload_object* object,
                           int (*text)(void* context, const char* data, size_t size), void* context,
                           bpfload_error* error) {
  for (const Link& link : object->links) {
    if (!link.is_iterator || read_iterator(link, text, context, *error)) continue;
    add_context(*error, "%s: program '%s'", object->image.name.begin(), link.name);
    return -1;
  }
  return 0;
}
