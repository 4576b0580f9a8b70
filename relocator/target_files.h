// What a user means by --target: a kernel, perhaps with what belongs to it.
#pragma once

#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::relocator {

struct TargetFiles {
  std::string kernel;
  std::vector<std::string> modules = {};  // files or folders
  std::string kconfig = {};               // empty if there is none
};

// A folder holds `vmlinux` or, if it has none, `vmlinuz`, both perhaps with '.' or '-' and more
// behind; `config` in the same way; and modules, also in folders below (module_files). Any other
// path is the kernel itself. Of the running one (/sys/kernel/btf/vmlinux) the modules are those
// that it has loaded. Fails where a folder has no kernel, or has two.
Result<TargetFiles> target_files(const std::string& path);

}  // namespace btfkit::relocator
