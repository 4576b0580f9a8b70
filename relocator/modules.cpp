#include "modules.h"

#include <algorithm>
#include <filesystem>

#include "btf/distill.h"
#include "btf/find_names.h"
#include "btf/reader.h"

namespace btfkit::relocator {
namespace {

namespace fs = std::filesystem;

// "md_mod" of "kernel/drivers/md/md-mod.ko.xz".
std::string module_name_of(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  name = name.substr(0, name.find('.'));
  std::ranges::replace(name, '-', '_');
  return name;
}

// A folder of modules also has lists of them and such, and perhaps the kernel and its
// configuration.
bool is_module_file(const std::string& name) {
  size_t dot = name.find('.');
  std::string_view stem = std::string_view(name).substr(0, dot);
  for (std::string_view other : {"vmlinux", "vmlinuz", "config"}) {
    if (stem.starts_with(other) && (stem.size() == other.size() || stem[other.size()] == '-')) {
      return false;
    }
  }
  if (dot == name.npos) return true;
  std::string_view suffix = std::string_view(name).substr(dot);
  auto is = [&](std::string_view wanted) {
    return suffix.starts_with(wanted) &&
           (suffix.size() == wanted.size() || suffix[wanted.size()] == '.');
  };
  return is(".ko") || is(".btf");
}

}  // namespace

Result<std::vector<std::string>> module_files(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector{path};
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error)) {
    bool is_folder = at->is_directory(error);
    if (!error && !is_folder && is_module_file(at->path().filename().string())) {
      files.push_back(at->path().string());
    }
  }
  if (error) return fail("{}: {}", path, error.message());
  std::ranges::sort(files);
  return files;
}

Modules::Modules(const btf::Btf& vmlinux, std::optional<std::string> release)
    : vmlinux_(vmlinux), release_(std::move(release)) {}

void Modules::add(const std::vector<std::string>& files) {
  for (const std::string& path : files) files_.push_back({module_name_of(path), path});
}

Result<void> Modules::read(File& file) const {
  file.input = BTFKIT_TRY(elf::open_btf(file.path));
  const elf::BtfInput& input = file.input;
  auto read = [&]() -> Result<btf::Btf> {
    if (input.distilled_base) {
      btf::Btf distilled = BTFKIT_TRY(in(".BTF.base", btf::read(*input.distilled_base)));
      btf::Btf split = BTFKIT_TRY(in(".BTF", btf::read(input.btf, &distilled)));
      return in(".BTF.base", btf::resolve_base(split, vmlinux_));
    }
    if (release_ && input.release && *input.release != *release_) {
      return fail("it is a module of {}, but the kernel is {}", *input.release, *release_);
    }
    return in(".BTF", btf::read(input.btf, &vmlinux_));
  };
  file.btf = BTFKIT_TRY(in(file.path, read()));
  return {};
}

std::span<const core::Module> Modules::all() {
  // Nothing is written then, so that threads may share a kernel without modules.
  if (is_read_ || files_.empty()) return modules_;
  is_read_ = true;
  std::ranges::stable_sort(files_, {}, &File::name);
  for (File& file : files_) {
    if (auto done = read(file); !done) {
      warnings_.push_back(done.error().message());
      continue;
    }
    modules_.push_back({file.name, &*file.btf});
  }
  return modules_;
}

// One walk over each module for all of them.
void Modules::find_expected() {
  std::vector<btf::WantedName> wanted;
  for (const auto& [kind, name] : expected_) wanted.push_back({kind, name});
  if (wanted.empty()) return;
  for (size_t module = 0; module < modules_.size(); ++module) {
    auto name = expected_.begin();
    for (btf::TypeId id : btf::find_names(*modules_[module].btf, wanted)) {
      if (id != btf::kVoid) found_.emplace(*name, ModuleType{module, id});
      ++name;
    }
  }
  looked_for_.merge(expected_);
  expected_.clear();
}

std::optional<ModuleType> Modules::find(uint32_t kind, std::string_view name,
                                        std::string_view module) {
  if (all().empty()) return std::nullopt;
  find_expected();
  auto is_asked = [&](size_t index) { return module.empty() || modules_[index].name == module; };
  const std::pair key{kind, std::string(name)};
  if (looked_for_.contains(key)) {
    auto [first, last] = found_.equal_range(key);
    auto found =
        std::find_if(first, last, [&](auto& each) { return is_asked(each.second.module); });
    return found == last ? std::nullopt : std::optional(found->second);
  }
  const btf::WantedName wanted{kind, name};
  for (size_t index = 0; index < modules_.size(); ++index) {
    if (!is_asked(index)) continue;
    btf::TypeId id = btf::find_names(*modules_[index].btf, {&wanted, 1}).front();
    if (id != btf::kVoid) return ModuleType{index, id};
  }
  return std::nullopt;
}

}  // namespace btfkit::relocator
