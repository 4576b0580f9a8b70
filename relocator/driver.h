// What the bpfreloc command does, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "kernel.h"
#include "object.h"
#include "relocate.h"
#include "settings.h"
#include "support/error.h"

namespace btfkit::relocator {

struct Options {
  std::string object;
  std::string target;
  std::string output;
  bool verbose = false;
  Settings settings = {};
};

// An object made ready for a kernel.
struct Image {
  std::vector<std::byte> bytes;
  std::vector<Applied> relocations;  // what each came to
};

// All stages behind the reading of both. `object` becomes the target's; its relocations must be
// among those that `target` is searched for. The errors are one line each and begin with `path`.
std::expected<Image, std::vector<Error>> make_image(const std::string& path, Object& object,
                                                    const Kernel& kernel,
                                                    const core::Target& target,
                                                    const Settings& settings = {});

// Relocates the object against the target and writes the image. Returns a line for each relocation
// if they are asked for. The errors are one line each; nothing is written if there are any.
std::expected<std::vector<std::string>, std::vector<Error>> run(const Options& options);

}  // namespace btfkit::relocator
