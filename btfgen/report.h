// What the command says of its work, on standard error.
#pragma once

#include <vector>

#include "btfgen/encode_files.h"
#include "support/error.h"

namespace btfkit::btfgen {

void report(const Error& error);

// Warnings and errors of all files. False if there is an error.
bool report(const Result<std::vector<EncodedFile>>& files);

}  // namespace btfkit::btfgen
