// Pins: files of a BPF file system that hold maps, programs and links after their process ended.
#include "pin.h"

#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "attach/tc.h"
#include "bpf_syscall.h"
#include "object.h"

namespace loader {
namespace {

bool is_bpffs(const char* path) {
  struct statfs file_system;
  return statfs(path, &file_system) == 0 && file_system.f_type == BPF_FS_MAGIC;
}

bool is_below_default(const char* directory) {
  const size_t size = strlen(BPFLOAD_BPFFS);
  return strncmp(directory, BPFLOAD_BPFFS, size) == 0 &&
         (directory[size] == '/' || directory[size] == '\0');
}

// The directory, or its parent if it is still to be made.
bool is_in_bpffs(const char* directory, bpfload_error& error) {
  if (is_bpffs(directory)) return true;
  Path parent;
  const size_t size = strlen(directory);
  if (size == 0 || size >= sizeof parent.text) {
    errno = size == 0 ? ENOENT : ENAMETOOLONG;
    return fail(error, "'%.64s': %m", directory);
  }
  memcpy(parent.text, directory, size + 1);
  for (size_t end = size; end > 1 && parent.text[end - 1] == '/'; end--)
    parent.text[end - 1] = '\0';
  char* slash = strrchr(parent.text, '/');
  if (slash == nullptr) {
    strcpy(parent.text, ".");
  } else {
    slash[slash == parent.text ? 1 : 0] = '\0';
  }
  struct stat status;
  if (stat(directory, &status) != 0 && is_bpffs(parent.text)) return true;
  return fail(error, "%s: is not in a BPF file system", directory);
}

}  // namespace

bool pin_path(Path& path, const char* directory, const char* prefix, const char* name,
              bpfload_error& error) {
  const int size = snprintf(path.text, sizeof path.text, "%s/%s%s", directory, prefix, name);
  if (size < 0 || static_cast<size_t>(size) >= sizeof path.text) {
    errno = ENAMETOOLONG;
    return fail(error, "%s/%s%s: %m", directory, prefix, name);
  }
  // The file system reserves names with dots.
  for (char* c = path.text + size - strlen(name); *c != '\0'; c++) {
    if (*c == '.') *c = '_';
  }
  return true;
}

bool ensure_bpffs(const char* directory, bpfload_error& error) {
  if (is_below_default(directory) && !is_bpffs(BPFLOAD_BPFFS) &&
      mount("bpf", BPFLOAD_BPFFS, "bpf", 0, "mode=0700") != 0) {
    return fail(error, "mounting a BPF file system at %s: %m", BPFLOAD_BPFFS);
  }
  return is_in_bpffs(directory, error);
}

Pins::~Pins() {
  while (!entries_.empty()) {
    const Entry entry = entries_[entries_.size() - 1];
    entries_.pop();
    if (!kept_) static_cast<void>(entry.directory ? rmdir(entry.path) : unlink(entry.path));
    free(entry.path);
  }
}

bool Pins::pin(int fd, const char* path, bpfload_error& error) {
  if (object_pin(fd, path) != 0) return fail(error, "%s: BPF_OBJ_PIN: %m", path);
  return remember(path, false, error);
}

bool Pins::make_directory(const char* path, bpfload_error& error) {
  if (mkdir(path, 0700) == 0) return remember(path, true, error);
  return errno == EEXIST || fail(error, "%s: %m", path);
}

bool Pins::remember(const char* path, bool directory, bpfload_error& error) {
  char* copy = strdup(path);
  if (copy != nullptr && entries_.append({copy, directory})) return true;
  fail(error, "%s: %m", path);
  free(copy);
  static_cast<void>(directory ? rmdir(path) : unlink(path));
  return false;
}

}  // namespace loader

using namespace loader;

namespace {

// The program's name, and of a filter its network namespace. One that is attached several times is
// numbered, behind a '-', which no program's name has.
void name_link(const Array<Link>& links, size_t index, Path& name) {
  const Link& link = links[index];
  unsigned number = 1;
  for (size_t i = 0; i < index; i++) number += strcmp(links[i].name, link.name) == 0;
  char times[16] = "";
  char network[32] = "";
  if (number > 1) snprintf(times, sizeof times, "-%u", number);
  if (link.network != 0) {
    snprintf(network, sizeof network, "%s%llu", kFilterNetwork,
             static_cast<unsigned long long>(link.network));
  }
  snprintf(name.text, sizeof name.text, "%s%s%s", link.name, times, network);
}

bool pin_object(bpfload_object& object, const char* directory, bpfload_error& error) {
  if (!ensure_bpffs(directory, error) || !object.pins.make_directory(directory, error)) {
    return false;
  }
  const auto pin = [&](int fd, const char* prefix, const char* name) {
    Path path;
    return pin_path(path, directory, prefix, name, error) && object.pins.pin(fd, path.text, error);
  };
  const Plan& plan = object.image.plan;
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (!pin(object.maps[i], "", plan.maps[i].name)) return false;
  }
  for (size_t i = 0; i < plan.programs.size(); i++) {
    if (!pin(object.programs[i], "", plan.programs[i].name)) return false;
  }
  for (size_t i = 0; i < object.links.size(); i++) {
    const Link& link = object.links[i];
    Path name;
    name_link(object.links, i, name);
    if (link.is_link && !pin(link.fd, "link_", name.text)) return false;
    if (link.network != 0 && !pin(link.program, kFilterPin, name.text)) return false;
  }
  return true;
}

bool check_keepable(const bpfload_object& object, bpfload_error& error) {
  for (const Link& link : object.links) {
    // What has a function to detach it stays until that is called.
    if (link.is_link || link.detach != nullptr) continue;
    return fail(error,
                "program '%s': is attached for as long as bpfload runs, not longer; use 'run'",
                link.name);
  }
  return true;
}

}  // namespace

int bpfload_pin(bpfload_object* object, const char* directory, bpfload_error* error) {
  if (pin_object(*object, directory, *error)) return 0;
  add_context(*error, "%s", object->image.name.begin());
  return -1;
}

int bpfload_check_keepable(const bpfload_object* object, bpfload_error* error) {
  if (check_keepable(*object, *error)) return 0;
  add_context(*error, "%s", object->image.name.begin());
  return -1;
}

void bpfload_keep_pins(bpfload_object* object) {
  object->pins.keep();
}
