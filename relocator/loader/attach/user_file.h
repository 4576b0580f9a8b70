#pragma once

#include "attach/executable.h"
#include "attach/mapped_file.h"
#include "pin.h"

namespace loader {

// A file that processes run, open to be searched.
struct UserFile {
  // `path` has `size` letters. Errors begin with where the file is.
  bool open(const char* path, size_t size, bpfload_error& error);

  Path path;
  MappedFile mapped;
  Executable executable;
};

}  // namespace loader
