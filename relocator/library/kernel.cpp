#include <memory>

#include "boundary.h"
#include "driver.h"
#include "handles.h"

using namespace btfkit;

namespace {

using Handle = std::unique_ptr<btfkit_kernel>;

struct Options {
  std::vector<std::string> modules;
  relocator::ExternOptions externs;
};

Result<Options> options_of(const btfkit_kernel_options* given) {
  auto known = BTFKIT_TRY(library::known(given));
  Options options;
  options.modules = BTFKIT_TRY(library::strings(known.modules, known.module_count, "modules"));
  if (known.config) options.externs.kconfig = known.config;
  if (known.version) {
    options.externs.version = elf::parse_kernel_version(known.version);
    if (!options.externs.version) {
      return fail("options: version: '{}' is not three numbers as 6.1.192", known.version);
    }
  }
  return options;
}

Handle handle_of(relocator::Kernel kernel, relocator::ExternOptions externs) {
  std::string release = kernel.identity().release.value_or("");
  return Handle(new btfkit_kernel{{}, std::move(kernel), std::move(externs), std::move(release)});
}

Result<Handle> open(const std::string& path, Options options) {
  auto kernel = BTFKIT_TRY(relocator::open_target(path, options.modules, options.externs));
  return handle_of(std::move(kernel), std::move(options.externs));
}

Result<Handle> read(std::vector<std::byte> bytes, const std::string& name, Options options) {
  auto input = BTFKIT_TRY(in(name, elf::find_btf(Content(std::move(bytes)))));
  input.path = name;
  auto kernel = BTFKIT_TRY(relocator::Kernel::read(std::move(input), options.modules));
  return handle_of(std::move(kernel), std::move(options.externs));
}

}  // namespace

const char* btfkit_version() {
  return BTFKIT_VERSION;
}

btfkit_kernel* btfkit_kernel_open(const char* path, const btfkit_kernel_options* options,
                                  btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(path, "path"));
                        return open(path, BTFKIT_TRY(options_of(options)));
                      })
      .release();
}

btfkit_kernel* btfkit_kernel_read(const void* data, size_t size, const char* name,
                                  const btfkit_kernel_options* options, btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(data, "data"));
                        BTFKIT_CHECK(library::require(name, "name"));
                        auto checked = BTFKIT_TRY(options_of(options));
                        return read(library::copy_of(data, size), name, std::move(checked));
                      })
      .release();
}

void btfkit_kernel_close(btfkit_kernel* kernel) {
  delete kernel;
}

const char* btfkit_kernel_release(const btfkit_kernel* kernel) {
  return kernel->release.empty() ? nullptr : kernel->release.c_str();
}
