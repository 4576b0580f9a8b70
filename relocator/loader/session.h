// What the commands share: an open image, what was loaded from it, and how failures are shown.
#pragma once

#include "btfkit/loader.h"
#include "options.h"

namespace bpfload {

struct Session {
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  bpfload_image* image = nullptr;
  bpfload_object* object = nullptr;
  bpfload_error error = {};
};

// Prints the error's line and returns exit status 1.
int report(const bpfload_error& error);

// Each prints its own failure.
bool open_and_load(const Options& options, Session& session);
bool attach_named(const Options& options, Session& session);

void print_hex(const void* data, size_t size);

int load(const Options& options);
int run(const Options& options);
int test_run(const Options& options);
int list(const Options& options);
int detach(const Options& options);
int inspect(const Options& options);

}  // namespace bpfload
