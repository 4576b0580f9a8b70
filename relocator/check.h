// What `bpfreloc check` does: many objects for many kernels, each of which is read and searched
// once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/error.h"

namespace btfkit::relocator {

struct CheckOptions {
  std::vector<std::string> objects;
  std::vector<std::string> targets;
  std::string output;  // folder for the images, or empty
};

// What came of one object for one target.
struct Verdict {
  const std::string& object;
  const std::string& target;
  std::vector<Error> errors;  // as `bpfreloc relocate` has them; none: it can be made ready
  size_t relocations = 0;     // CO-RE relocations that were applied
  size_t poisoned = 0;        // those that the target has nothing for
};

// Where check() writes the image: OUTPUT/TARGET/OBJECT, both without their folders.
std::string image_path(const CheckOptions& options, const std::string& target,
                       const std::string& object);

// Makes each object ready for each target, target by target, and calls `report` with each verdict.
// Fails, naming the file, where an object, a target or an image can't be read or written; what was
// reported before stands.
Result<void> check(const CheckOptions& options, const std::function<void(const Verdict&)>& report);

}  // namespace btfkit::relocator
