#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>

#include "boundary.h"
#include "driver.h"
#include "handles.h"
#include "support/file.h"

using namespace btfkit;

namespace {

using Handle = std::unique_ptr<btfkit_image>;

// Those whose strings all have a '='.
Result<std::vector<std::string>> assignments(const char* const* list, size_t count,
                                             std::string_view name) {
  auto result = BTFKIT_TRY(library::strings(list, count, name));
  for (const std::string& each : result) {
    if (!each.contains('=')) return fail("options: {}: '{}' has no '='", name, each);
  }
  return result;
}

Result<relocator::ImageOptions> image_options_of(const btfkit_image_options& options) {
  relocator::ImageOptions result;
  relocator::Settings& settings = result.settings;
  settings.values = BTFKIT_TRY(assignments(options.set, options.set_count, "set"));
  settings.settable =
      BTFKIT_TRY(library::strings(options.settable, options.settable_count, "settable"));
  settings.maps = BTFKIT_TRY(assignments(options.map_sizes, options.map_size_count, "map_sizes"));
  relocator::ProgramOptions& programs = result.programs;
  programs.only = BTFKIT_TRY(library::strings(options.only, options.only_count, "only"));
  programs.attach = BTFKIT_TRY(assignments(options.attach, options.attach_count, "attach"));
  result.struct_ops =
      BTFKIT_TRY(library::strings(options.struct_ops, options.struct_ops_count, "struct_ops"));
  result.replaces = BTFKIT_TRY(assignments(options.replaces, options.replaces_count, "replaces"));
  return result;
}

// Tells of all that is wrong; the result is what there is room for in one line.
Error report(const Errors& errors, const btfkit_image_options& options) {
  if (options.failure) {
    for (const Error& error : errors) {
      options.failure(options.failure_context, error.message().c_str());
    }
  }
  if (errors.size() == 1) return errors.front();
  return Error(fmt::format("{} (and {} more)", errors.front().message(), errors.size() - 1));
}

void keep(btfkit_image& image, const std::vector<relocator::Applied>& relocations,
          const btf::Btf& local) {
  // From here the texts stay where they are.
  image.texts.reserve(relocations.size());
  for (const relocator::Applied& each : relocations) {
    const core::Fixup& fixup = each.resolution.fixup;
    image.texts.push_back(describe(each, local));
    const std::string& section = *image.sections.emplace(each.section).first;
    image.relocations.push_back({section.c_str(), each.offset, static_cast<uint32_t>(each.kind),
                                 fixup.local_value, fixup.target_value, fixup.poison,
                                 image.texts.back().c_str()});
  }
}

Result<Handle> relocate(const btfkit_object& from, const btfkit_kernel& to,
                        const btfkit_image_options* given) {
  auto options = BTFKIT_TRY(library::known(given));
  auto image_options = BTFKIT_TRY(image_options_of(options));
  image_options.externs = to.externs;
  auto object = BTFKIT_TRY(in(from.path, relocator::read_again(from.object)));

  // Look for all that the object names in one go.
  std::unique_lock alone(to.mutex);
  std::shared_lock shared(to.mutex, std::defer_lock);
  relocator::KernelQuery query;
  relocator::add_to_query(object, query);
  core::Target target = to.kernel.look_for(query);
  if (!to.kernel.has_modules()) {
    alone.unlock();
    shared.lock();
  }

  auto image = relocator::make_image(from.path, object, to.kernel, target, image_options);
  if (!image) return std::unexpected(report(image.error(), options));
  std::vector<std::string> warnings = to.kernel.warnings();
  std::ranges::move(image->warnings, std::back_inserter(warnings));
  Handle handle(new btfkit_image{std::move(image->bytes), std::move(warnings), {}, {}, {}});
  if (options.relocations != 0) keep(*handle, image->relocations, object.btf);
  return handle;
}

}  // namespace

btfkit_image* btfkit_relocate(const btfkit_object* object, const btfkit_kernel* kernel,
                              const btfkit_image_options* options, btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(object, "object"));
                        BTFKIT_CHECK(library::require(kernel, "kernel"));
                        return relocate(*object, *kernel, options);
                      })
      .release();
}

void btfkit_image_close(btfkit_image* image) {
  delete image;
}

const void* btfkit_image_data(const btfkit_image* image) {
  return image->bytes.data();
}

size_t btfkit_image_size(const btfkit_image* image) {
  return image->bytes.size();
}

int btfkit_image_write(const btfkit_image* image, const char* path, btfkit_error* error) {
  return library::run(error, -1, [&]() -> Result<int> {
    BTFKIT_CHECK(library::require(image, "image"));
    BTFKIT_CHECK(library::require(path, "path"));
    BTFKIT_CHECK(write_file(path, image->bytes));
    return 0;
  });
}

size_t btfkit_image_warning_count(const btfkit_image* image) {
  return image->warnings.size();
}

const char* btfkit_image_warning(const btfkit_image* image, size_t index) {
  return image->warnings[index].c_str();
}

size_t btfkit_image_relocation_count(const btfkit_image* image) {
  return image->relocations.size();
}

const btfkit_relocation* btfkit_image_relocation(const btfkit_image* image, size_t index) {
  return &image->relocations[index];
}
