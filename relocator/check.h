// What `bpfreloc check` does: many objects for many kernels, each of which is read and searched
// once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver.h"
#include "support/error.h"

namespace btfkit::relocator {

struct CheckOptions {
  std::vector<std::string> objects;
  std::vector<std::string> targets;  // kernels, or folders with one each (target_files)
  std::vector<std::string> modules;  // in place of the targets' own, if there are any
  std::string output;                // folder for the images, or empty
  ImageOptions image = {};           // what names something is of the objects that have it
};

// What came of one object for one target.
struct Verdict {
  const std::string& object;
  const std::string& target;
  Errors errors;           // as `bpfreloc relocate` has them; none: it can be made ready
  size_t relocations = 0;  // CO-RE relocations that were applied
  size_t poisoned = 0;     // those that the target has nothing for
  std::vector<std::string> warnings = {};
};

// A target that has been looked at.
struct CheckedTarget {
  const std::string& target;
  std::vector<Verdict> verdicts;      // in the order of the objects
  std::vector<std::string> warnings;  // of its modules
};

// Where check() writes the image: OUTPUT/TARGET/OBJECT, both without their folders.
std::string image_path(const CheckOptions& options, const std::string& target,
                       const std::string& object);

// Makes each object ready for each target and calls `report` with each target in its turn. Fails,
// naming the file, where an object, a target or an image can't be read or written, or where an
// option names a program that no object has; what was reported before stands. As many targets as
// there are processors are looked at at the same time.
Result<void> check(const CheckOptions& options, const std::function<void(CheckedTarget&&)>& report);

}  // namespace btfkit::relocator
