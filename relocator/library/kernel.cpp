#include <memory>

#include "boundary.h"
#include "handles.h"

using namespace btfkit;

namespace {

using Handle = std::unique_ptr<btfkit_kernel>;

// `input` gives the BTF once the options are known to be right.
template <typename Input>
Result<Handle> open(const btfkit_kernel_options* given, Input input) {
  auto options = BTFKIT_TRY(library::known(given));
  auto modules = BTFKIT_TRY(library::strings(options.modules, options.module_count, "modules"));
  relocator::ExternOptions externs;
  if (options.config) externs.kconfig = options.config;
  if (options.version) {
    externs.version = elf::parse_kernel_version(options.version);
    if (!externs.version) {
      return fail("options: version: '{}' is not three numbers as 6.1.192", options.version);
    }
  }
  auto kernel = BTFKIT_TRY(relocator::Kernel::read(BTFKIT_TRY(input()), modules));
  std::string release = kernel.identity().release.value_or("");
  return Handle(new btfkit_kernel{
      {}, std::move(kernel), !modules.empty(), std::move(externs), std::move(release)});
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
                        return open(options, [&] { return elf::open_btf(path); });
                      })
      .release();
}

btfkit_kernel* btfkit_kernel_read(const void* data, size_t size, const char* name,
                                  const btfkit_kernel_options* options, btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(data, "data"));
                        BTFKIT_CHECK(library::require(name, "name"));
                        return open(options, [&]() -> Result<elf::BtfInput> {
                          Content copy(library::copy_of(data, size));
                          auto input = BTFKIT_TRY(in(name, elf::find_btf(std::move(copy))));
                          input.path = name;
                          return input;
                        });
                      })
      .release();
}

void btfkit_kernel_close(btfkit_kernel* kernel) {
  delete kernel;
}

const char* btfkit_kernel_release(const btfkit_kernel* kernel) {
  return kernel->release.empty() ? nullptr : kernel->release.c_str();
}
