// Encodes many files, each for itself, on one base or on none.
#pragma once

#include <string>
#include <vector>

#include "btf/writer.h"
#include "btfgen/encode.h"
#include "support/error.h"

namespace btfkit::btfgen {

struct FileToEncode {
  std::string path;
  // The file for raw BTF, or "-"; if it is empty, `path` itself gets a section .BTF and, of a
  // distilled base, .BTF.base.
  std::string output;
};

struct EncodeFilesOptions {
  std::vector<FileToEncode> files;
  std::string base;  // what elf::open_btf knows; empty if there is none
  // Of the threads, those that one file leaves idle read others. With the feature distilled_base
  // the base of the files that get sections is distilled.
  EncodeOptions encode;
  btf::HeaderForm header = btf::HeaderForm::kShortest;
};

// What became of a file.
struct EncodedFile {
  std::vector<std::string> warnings;  // with the file's name
  Result<void> status;                // errors name the file, which then is as it was
};

// A file is replaced once its new content is complete. Returned is one result for each file, in
// their order; an error is one of the base, and then nothing is written.
Result<std::vector<EncodedFile>> encode_files(const EncodeFilesOptions& options);

}  // namespace btfkit::btfgen
