#include "attach/user_file.h"

#include "attach/executable_path.h"

namespace loader {

bool UserFile::open(const char* name, size_t size, bpfload_error& error) {
  if (!find_executable(name, size, path, error) || !mapped.open(path.text, error)) return false;
  return executable.open(mapped.bytes(), error) || add_context(error, "%s", path.text);
}

}  // namespace loader
