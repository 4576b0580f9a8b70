// Directories of pins: what is in them, and removing it.
#include <dirent.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "attach/linkless.h"
#include "attach/tc.h"
#include "bpf_syscall.h"
#include "fd.h"
#include "names.h"
#include "pin.h"

using namespace loader;

// The kernel names the file behind a descriptor after what it is.
ObjectKind loader::kind_of(int fd) {
  char path[32];
  char target[64] = {};
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  if (readlink(path, target, sizeof target - 1) < 0) return ObjectKind::other;
  if (strstr(target, "bpf-map") != nullptr) return ObjectKind::map;
  if (strstr(target, "bpf-prog") != nullptr) return ObjectKind::program;
  // Older kernels write it with an underscore.
  if (strstr(target, "bpf-link") != nullptr || strstr(target, "bpf_link") != nullptr) {
    return ObjectKind::link;
  }
  return ObjectKind::other;
}

namespace {

// The names in a directory in order; owns them.
class Entries {
 public:
  Entries() = default;
  Entries(const Entries&) = delete;
  Entries& operator=(const Entries&) = delete;
  ~Entries() {
    for (int i = 0; i < count_; i++) free(names_[i]);
    free(names_);
  }
  bool read(const char* directory, bpfload_error& error) {
    const auto named = [](const dirent* entry) {
      return static_cast<int>(strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0);
    };
    count_ = scandir(directory, &names_, named, alphasort);
    return count_ >= 0 || fail(error, "%s: %m", directory);
  }
  dirent** begin() const { return names_; }
  dirent** end() const { return names_ + (count_ > 0 ? count_ : 0); }

 private:
  dirent** names_ = nullptr;
  int count_ = 0;
};

bool join(Path& path, const char* directory, const char* name, bpfload_error& error) {
  const int size = snprintf(path.text, sizeof path.text, "%s/%s", directory, name);
  if (size >= 0 && static_cast<size_t>(size) < sizeof path.text) return true;
  errno = ENAMETOOLONG;
  return fail(error, "%s/%s: %m", directory, name);
}

bool require_bpffs(const char* directory, bpfload_error& error) {
  struct statfs file_system;
  if (statfs(directory, &file_system) != 0) return fail(error, "%s: %m", directory);
  if (file_system.f_type != BPF_FS_MAGIC) {
    return fail(error, "%s: is not in a BPF file system", directory);
  }
  return true;
}

void print_object(FILE* out, const char* path, int fd) {
  switch (kind_of(fd)) {
    case ObjectKind::map: {
      bpf_map_info info = {};
      if (object_info(fd, &info, sizeof info) != 0) break;
      fprintf(out, "%s: map %u, %s, key %u, value %u, %u entries\n", path, info.id,
              map_type_name(info.type), info.key_size, info.value_size, info.max_entries);
      return;
    }
    case ObjectKind::program: {
      bpf_prog_info info = {};
      if (object_info(fd, &info, sizeof info) != 0) break;
      fprintf(out, "%s: program %u, %s, %u bytes\n", path, info.id, program_type_name(info.type),
              info.xlated_prog_len);
      return;
    }
    case ObjectKind::link: {
      bpf_link_info info = {};
      if (object_info(fd, &info, sizeof info) != 0) break;
      fprintf(out, "%s: link %u of program %u\n", path, info.id, info.prog_id);
      return;
    }
    case ObjectKind::other:
      break;
  }
  fprintf(out, "%s: unknown object\n", path);
}

bool list(const char* directory, FILE* out, bpfload_error& error) {
  Entries entries;
  if (!entries.read(directory, error)) return false;
  for (const dirent* entry : entries) {
    Path path;
    if (!join(path, directory, entry->d_name, error)) return false;
    if (entry->d_type == DT_DIR) {
      if (!list(path.text, out, error)) return false;
      continue;
    }
    const Fd fd(object_get(path.text));
    if (fd.valid()) {
      print_object(out, path.text, fd.get());
    } else if (errno != ENOENT) {  // unpinned meanwhile
      fprintf(out, "%s: %m\n", path.text);
    }
  }
  return true;
}

// Everything pinned by name in this machine is below the file system's root, and none of it is ours
// to remove.
bool refuse_mount_point(const char* directory, bpfload_error& error) {
  Path parent;
  struct stat here;
  struct stat above;
  if (!join(parent, directory, "..", error)) return false;
  if (stat(directory, &here) != 0 || stat(parent.text, &above) != 0) {
    return fail(error, "%s: %m", directory);
  }
  return here.st_dev == above.st_dev ||
         fail(error, "%s: is the BPF file system, not a directory in it", directory);
}

// Detaches what has no link, before any pin goes: a failure leaves the directory as it is.
bool detach_linkless(const char* directory, const Entries& entries, bpfload_error& error) {
  Array<int> fds;
  bool done = true;
  for (const dirent* entry : entries) {
    Path path;
    done = join(path, directory, entry->d_name, error);
    if (!done) break;
    Fd fd(object_get(path.text));
    if (!fd.valid()) continue;
    if (is_filter_pin(entry->d_name)) {
      done =
          detach_filter_pin(entry->d_name, fd.get(), error) || add_context(error, "%s", path.text);
    } else {
      done = fds.append(fd.get()) || fail(error, "%s: %m", path.text);
      if (done) fd.take();
    }
    if (!done) break;
  }
  if (done) loader::detach_linkless({fds.begin(), fds.size()});
  for (const int fd : fds) close(fd);
  return done;
}

bool unpin(const char* directory, bpfload_error& error) {
  if (!require_bpffs(directory, error) || !refuse_mount_point(directory, error)) return false;
  Entries entries;
  if (!entries.read(directory, error)) return false;
  if (!detach_linkless(directory, entries, error)) return false;
  // Links first: what is attached ends before what it uses goes.
  for (const bool links : {true, false}) {
    for (const dirent* entry : entries) {
      Path path;
      if (!join(path, directory, entry->d_name, error)) return false;
      const Fd fd(object_get(path.text));
      if (!fd.valid() || (kind_of(fd.get()) == ObjectKind::link) != links) continue;
      if (unlink(path.text) != 0) return fail(error, "%s: %m", path.text);
    }
  }
  return rmdir(directory) == 0 || fail(error, "%s: %m", directory);
}

}  // namespace

int bpfload_list_pins(const char* directory, FILE* out, bpfload_error* error) {
  return require_bpffs(directory, *error) && list(directory, out, *error) ? 0 : -1;
}

int bpfload_unpin(const char* directory, bpfload_error* error) {
  return unpin(directory, *error) ? 0 : -1;
}

int bpfload_open_pin(const char* path, bpfload_error* error) {
  const int fd = object_get(path);
  if (fd < 0) fail(*error, "%s: BPF_OBJ_GET: %m", path);
  return fd;
}
