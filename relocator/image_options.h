// The options of what goes into an image, which several commands have.
#pragma once

#include <string>

#include "cli.h"
#include "driver.h"

namespace btfkit::relocator {

// Adds them to `app`, which must not outlive `options`.
void add_image_options(CLI::App& app, ImageOptions& options);

// The same for which programs of an object are loaded and what they attach to.
void add_program_options(CLI::App& app, ImageOptions& options);

}  // namespace btfkit::relocator
