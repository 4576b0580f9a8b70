// bpfload load, list, detach and inspect.
#include <cstdio>

#include "session.h"

namespace bpfload {

int load(const Options& options) {
  Session session;
  if (!open_and_load(options, session) || !attach_named(options, session)) return 1;
  if (options.attach_all && bpfload_attach_all(session.object, &session.error) < 0) {
    return report(session.error);
  }
  if (bpfload_check_keepable(session.object, &session.error) != 0) return report(session.error);
  if (bpfload_pin(session.object, options.pin, &session.error) != 0) return report(session.error);
  bpfload_keep_pins(session.object);
  return 0;
}

int list(const Options& options) {
  bpfload_error error;
  const char* directory = options.pin == nullptr ? BPFLOAD_BPFFS : options.pin;
  return bpfload_list_pins(directory, stdout, &error) == 0 ? 0 : report(error);
}

int detach(const Options& options) {
  bpfload_error error;
  return bpfload_unpin(options.image, &error) == 0 ? 0 : report(error);
}

int inspect(const Options& options) {
  Session session;
  session.image = bpfload_image_open(options.image, &session.error);
  if (session.image == nullptr) return report(session.error);
  bpfload_image_print(session.image, stdout);
  return 0;
}

}  // namespace bpfload
