#include "target_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace btfkit::relocator {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRunningKernel = "/sys/kernel/btf/vmlinux";

// The one of `names` that is `wanted`, or else "wanted.more" or "wanted-more"; nothing if there is
// none.
Result<std::optional<std::string>> find_one(const std::vector<std::string>& names,
                                            std::string_view wanted) {
  std::optional<std::string> found;
  for (const std::string& name : names) {
    if (name == wanted) return name;
    if (!name.starts_with(wanted)) continue;
    if (name[wanted.size()] != '.' && name[wanted.size()] != '-') continue;
    if (found) return fail("'{}' and '{}' may both be meant", *found, name);
    found = name;
  }
  return found;
}

Result<TargetFiles> in_folder(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    bool is_folder = at->is_directory(error);
    if (!error && !is_folder) names.push_back(at->path().filename().string());
  }
  if (error) return fail("{}", error.message());
  std::ranges::sort(names);
  auto kernel = BTFKIT_TRY(find_one(names, "vmlinux"));
  if (!kernel) kernel = BTFKIT_TRY(find_one(names, "vmlinuz"));
  if (!kernel) return fail("the folder has no vmlinux and no vmlinuz");
  auto kconfig = BTFKIT_TRY(find_one(names, "config"));
  auto path_of = [&](const std::string& name) { return (fs::path(path) / name).string(); };
  return TargetFiles{path_of(*kernel), {path}, kconfig ? path_of(*kconfig) : std::string()};
}

}  // namespace

Result<TargetFiles> target_files(const std::string& path) {
  if (path == kRunningKernel) return TargetFiles{path, {fs::path(path).parent_path().string()}};
  std::error_code error;
  if (!fs::is_directory(path, error)) return TargetFiles{path};
  return in(path, in_folder(path));
}

}  // namespace btfkit::relocator
