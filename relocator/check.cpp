#include "check.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <iterator>
#include <thread>

#include "driver.h"
#include "share_options.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

std::string_view without_folders(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1);
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fail("{}: {}", path.string(), error.message());
  return {};
}

// The objects as they were compiled, what the user says of each, and all that they ask of a kernel.
class Objects {
 public:
  static Result<Objects> read(const std::vector<std::string>& paths, const ImageOptions& options) {
    Objects result;
    result.objects_.reserve(paths.size());
    for (const std::string& path : paths) {
      result.objects_.push_back(BTFKIT_TRY(read_object(path)));
    }
    result.options_ = BTFKIT_TRY(share_options(options, result.objects_));
    // From here the objects stay where they are.
    for (const Object& object : result.objects_) add_to_query(object, result.query_);
    return result;
  }

  // Relocating changes an object, so that each target gets its own.
  Result<Object> copy(size_t index) const { return read_again(objects_[index]); }

  const ImageOptions& options(size_t index) const { return options_[index]; }
  const KernelQuery& query() const { return query_; }

 private:
  std::vector<Object> objects_;
  std::vector<ImageOptions> options_;  // of each
  KernelQuery query_;
};

bool is_poisoned(const Applied& applied) {
  return applied.resolution.fixup.poison;
}

Result<CheckedTarget> check_target(const CheckOptions& options, const Objects& objects,
                                   const std::string& path) {
  ExternOptions externs = options.image.externs;
  Kernel kernel = BTFKIT_TRY(open_target(path, options.modules, externs, &objects.query()));
  core::Target target = kernel.look_for(objects.query());
  if (!options.output.empty()) {
    auto folder = std::filesystem::path(image_path(options, path, "")).parent_path();
    BTFKIT_CHECK(make_folder(folder));
  }
  CheckedTarget checked{path, {}, {}};
  for (size_t i = 0; i < options.objects.size(); ++i) {
    const std::string& name = options.objects[i];
    Object object = BTFKIT_TRY(objects.copy(i));
    ImageOptions image_options = objects.options(i);
    image_options.externs = externs;
    auto image = make_image(name, object, kernel, target, image_options);
    if (!image) {
      checked.verdicts.push_back({name, path, std::move(image).error()});
      continue;
    }
    if (!options.output.empty()) {
      BTFKIT_CHECK(write_file(image_path(options, path, name), image->bytes));
    }
    auto poisoned = std::ranges::count_if(image->relocations, is_poisoned);
    checked.verdicts.push_back({name,
                                path,
                                {},
                                image->relocations.size(),
                                static_cast<size_t>(poisoned),
                                std::move(image->warnings)});
  }
  checked.warnings = kernel.warnings();
  return checked;
}

}  // namespace

std::string image_path(const CheckOptions& options, const std::string& target,
                       const std::string& object) {
  return fmt::format("{}/{}/{}", options.output, without_folders(target), without_folders(object));
}

Result<void> check(const CheckOptions& options,
                   const std::function<void(CheckedTarget&&)>& report) {
  const Objects objects = BTFKIT_TRY(Objects::read(options.objects, options.image));
  std::vector<std::packaged_task<Result<CheckedTarget>()>> tasks;
  for (const std::string& target : options.targets) {
    tasks.emplace_back([&] { return check_target(options, objects, target); });
  }
  std::vector<std::future<Result<CheckedTarget>>> checked;
  for (auto& task : tasks) checked.push_back(task.get_future());

  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < tasks.size(); i = next++) tasks[i]();
  };
  // Their destructors wait for them, also after a failure.
  std::vector<std::jthread> threads;
  size_t jobs = std::min<size_t>(std::thread::hardware_concurrency(), tasks.size());
  for (size_t i = 0; i < jobs; ++i) threads.emplace_back(work);
  if (threads.empty()) work();
  for (auto& one : checked) {
    auto target = one.get();
    if (!target) {
      next = tasks.size();
      return std::unexpected(std::move(target).error());
    }
    report(std::move(*target));
  }
  return {};
}

}  // namespace btfkit::relocator
