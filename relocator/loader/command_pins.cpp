// bpfload load, list, detach and inspect.
#include <cstdio>

#include "session.h"

namespace bpfload {

int load(const Options& options) {
  Session session;
  if (!open_and_load(options, session) || !attach_named(options, session)) return 1;
  if (options.attach_all && loader_attach_all(session.object, &session.error) < 0) {
    return report(session.error);
  }
  if (loader_pin(session.object, options.pin, &session.error) != 0) return report(session.error);
  loader_keep_pins(session.object);
  return 0;
}

int list(const Options& options) {
  loader_error error;
  const char* directory = options.pin == nullptr ? LOADER_BPFFS : options.pin;
  return loader_list_pins(directory, stdout, &error) == 0 ? 0 : report(error);
}

int detach(const Options& options) {
  loader_error error;
  return loader_unpin(options.image, &error) == 0 ? 0 : report(error);
}

int inspect(const Options& options) {
  Session session;
  session.image = loader_image_open(options.image, &session.error);
  if (session.image == nullptr) return report(session.error);
  loader_image_print(session.image, stdout);
  return 0;
}

}  // namespace bpfload
