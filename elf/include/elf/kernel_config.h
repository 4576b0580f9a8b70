// The configuration that a kernel was built with.
#pragma once

#include <string>

#include "support/decompress.h"
#include "support/file.h"

namespace btfkit::elf {

// The text of a configuration file, of a compressed one such as /proc/config.gz, or of the one that
// a kernel or kernel image carries (CONFIG_IKCONFIG). "-" is standard input. Errors name the path.
Result<Content> open_kernel_config(const std::string& path);

// The same for bytes; no layer may decompress to more than `limit` bytes.
Result<Content> find_kernel_config(Content content, uint64_t limit = kDecompressedLimit);

}  // namespace btfkit::elf
