#include "session.h"

#include <linux/bpf.h>

#include <cstdio>
#include <cstring>

#include "error.h"

namespace bpfload {
namespace {

constexpr size_t kEndLines = 12;

void print_log(void* context, const char* program, const char* text, size_t size) {
  const bool whole = *static_cast<const bool*>(context);
  while (size > 0 && text[size - 1] == '\n') size--;
  size_t start = whole ? 0 : size;
  for (size_t lines = 0; start > 0; start--) {
    if (text[start - 1] == '\n' && ++lines == kEndLines) break;
  }
  fprintf(stderr, "the verifier's log of program '%s'%s:\n", program,
          start > 0 ? " (its end; --verifier-log prints all)" : "");
  fprintf(stderr, "%.*s\n", static_cast<int>(size - start), text + start);
}

bool attach_one(const Options& options, const char* what, Session& session) {
  bpfload_error& error = session.error;
  const char* colon = strchr(what, ':');
  const char* equals = strchr(what, '=');
  // Behind the colon is what to attach to, a path perhaps.
  if (colon != nullptr && equals > colon) equals = nullptr;
  if (equals == nullptr && colon != nullptr) {
    const int program = bpfload_find_attachable(session.object, what, &error);
    return program >= 0 &&
           bpfload_attach(session.object, static_cast<size_t>(program), what, &error) == 0;
  }
  const size_t name_size = equals == nullptr ? strlen(what) : static_cast<size_t>(equals - what);
  for (size_t i = 0; i < bpfload_program_count(session.object); i++) {
    const char* name = bpfload_program_name(session.object, i);
    if (strncmp(name, what, name_size) != 0 || name[name_size] != '\0') continue;
    return bpfload_attach(session.object, i, equals == nullptr ? nullptr : equals + 1, &error) == 0;
  }
  const int map = equals == nullptr ? bpfload_find_map(session.object, what) : -1;
  if (map >= 0) return bpfload_attach_map(session.object, static_cast<size_t>(map), &error) == 0;
  return loader::fail(error, "%s: has no program '%.*s'", options.image,
                      static_cast<int>(name_size), what);
}

}  // namespace

Session::~Session() {
  bpfload_close(object);
  bpfload_image_close(image);
}

int report(const bpfload_error& error) {
  fprintf(stderr, "bpfload: %s\n", error.text);
  return 1;
}

bool open_and_load(const Options& options, Session& session) {
  session.image = bpfload_image_open(options.image, &session.error);
  if (session.image != nullptr) {
    bool whole_log = options.verifier_log;
    bpfload_options load_options = {};
    load_options.size = sizeof load_options;
    load_options.any_kernel = options.any_kernel ? 1 : 0;
    load_options.log_level = options.verifier_log ? 2 : 0;
    load_options.log = print_log;
    load_options.log_context = &whole_log;
    load_options.set = options.set.begin();
    load_options.set_count = options.set.size();
    load_options.replaced = options.replaced.begin();
    load_options.replaced_count = options.replaced.size();
    load_options.map = options.map.begin();
    load_options.map_count = options.map.size();
    session.object = bpfload_load(session.image, &load_options, &session.error);
  }
  if (session.object != nullptr) return true;
  report(session.error);
  return false;
}

bool attach_named(const Options& options, Session& session) {
  for (const char* what : options.attach) {
    if (attach_one(options, what, session)) continue;
    report(session.error);
    return false;
  }
  return true;
}

void print_hex(const void* data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    printf(" %02x", static_cast<const unsigned char*>(data)[i]);
  }
}

}  // namespace bpfload
