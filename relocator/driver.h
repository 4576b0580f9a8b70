// What the bpfreloc command does, stage by stage.
#pragma once

#include <string>
#include <vector>

#include "choose.h"
#include "externs.h"
#include "kernel.h"
#include "object.h"
#include "relocate.h"
#include "settings.h"
#include "support/error.h"

namespace btfkit::relocator {

// What the user says of an image besides its object and kernel.
struct ImageOptions {
  ProgramOptions programs;
  std::vector<std::string> struct_ops;  // names: these are created and no others
  std::vector<std::string> replaces;    // PROGRAM=OBJECT[:FUNCTION]
  ExternOptions externs;
  Settings settings;
};

struct Options {
  std::string object;
  std::string target;                // a kernel, or a folder with one (target_files)
  std::vector<std::string> modules;  // in place of the target's own, if there are any
  std::string output;
  bool verbose = false;
  ImageOptions image = {};
};

// Adds all that the object asks a kernel for by name. The query must not outlive it.
void add_to_query(const Object& object, KernelQuery& query);

// A BPF object runs in the byte order that it was compiled for.
Result<void> check_same_endian(const Object& object, const btf::Btf& kernel);

// An object made ready for a kernel.
struct Image {
  std::vector<std::byte> bytes;
  std::vector<std::byte> btf;         // as its programs are loaded with
  std::vector<Applied> relocations;   // what each came to
  std::vector<std::string> warnings;  // besides those of the kernel
};

// All stages behind the reading of both. `object` becomes the target's; its relocations must be
// among those that `target` is searched for. The errors are one line each and begin with `path`.
std::expected<Image, Errors> make_image(const std::string& path, Object& object,
                                        const Kernel& kernel, const core::Target& target,
                                        const ImageOptions& options);

// What there is to say of an image that has been made.
struct Report {
  std::vector<std::string> relocations;  // a line for each, if they are asked for
};

// Opens the target with `modules`, or its own if there are none, and gives `externs` the
// configuration that lies beside it, unless it has one. `query` is what is looked for in it first.
// Errors name the file.
Result<Kernel> open_target(const std::string& target, const std::vector<std::string>& modules,
                           ExternOptions& externs, const KernelQuery* query = nullptr);

// Relocates the object against the target and writes the image. The errors are one line each;
// nothing is written if there are any. Warnings come in either case.
std::expected<Report, Errors> run(const Options& options, std::vector<std::string>& warnings);

}  // namespace btfkit::relocator
