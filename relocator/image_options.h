// The options of what goes into an image, which several commands have.
#pragma once

#include <string>

#include "cli.h"
#include "driver.h"

namespace btfkit::relocator {

// Adds them to `app`, which must not outlive `options`.
void add_image_options(CLI::App& app, ImageOptions& options);

// Those of them that tell what the verifier takes for constants: of the kernel's configuration, and
// values of variables.
void add_kernel_options(CLI::App& app, ExternOptions& options);
void add_value_option(CLI::App& app, Settings& settings);

// For the parser: fails if there are several targets, but something that is of one kernel.
void require_nothing_of_one_kernel(const std::vector<std::string>& targets,
                                   const std::vector<std::string>& modules,
                                   const ExternOptions& options);

// The same for which programs of an object are loaded and what they attach to.
void add_program_options(CLI::App& app, ImageOptions& options);

}  // namespace btfkit::relocator
