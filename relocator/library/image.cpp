#include <memory>
#include <mutex>

#include "boundary.h"
#include "driver.h"
#include "handles.h"
#include "support/file.h"

using namespace btfkit;

namespace {

using Handle = std::unique_ptr<btfkit_image>;

Result<relocator::Settings> settings_of(const btfkit_image_options& options) {
  relocator::Settings settings;
  settings.values = BTFKIT_TRY(library::strings(options.set, options.set_count, "set"));
  settings.settable =
      BTFKIT_TRY(library::strings(options.settable, options.settable_count, "settable"));
  settings.maps =
      BTFKIT_TRY(library::strings(options.map_sizes, options.map_size_count, "map_sizes"));
  for (const std::string& setting : settings.values) {
    if (!setting.contains('=')) return fail("options: set: '{}' has no '='", setting);
  }
  for (const std::string& setting : settings.maps) {
    if (!setting.contains('=')) return fail("options: map_sizes: '{}' has no '='", setting);
  }
  return settings;
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
  relocator::ImageOptions image_options{{}, to.externs, BTFKIT_TRY(settings_of(options))};
  auto object = BTFKIT_TRY(in(from.path, relocator::read_again(from.object)));

  // Look for all that the object names in one go.
  std::unique_lock alone(to.mutex);
  std::shared_lock shared(to.mutex, std::defer_lock);
  to.kernel.look_up(relocator::names_asked_for(object));
  if (!to.has_modules) {
    alone.unlock();
    shared.lock();
  }
  auto roots = core::roots_of(object.btf, object.ext);
  core::Target target = to.kernel.searched_for(roots);

  auto image = relocator::make_image(from.path, object, to.kernel, target, image_options);
  if (!image) return std::unexpected(report(image.error(), options));
  Handle handle(new btfkit_image{std::move(image->bytes), std::move(image->warnings), {}, {}, {}});
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
