// The BTF of a kernel's modules, read when something is first looked for in it: a machine has
// hundreds of them, and most objects need none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "btf/model.h"
#include "core/engine.h"
#include "elf/btf_input.h"

namespace btfkit::relocator {

// The files of modules that `path` stands for: itself, or those in a folder and below it that are
// named as modules, which is without a dot (/sys/kernel/btf), NAME.ko or NAME.btf, the latter two
// also compressed.
Result<std::vector<std::string>> module_files(const std::string& path);

// A type of a module.
struct ModuleType {
  size_t module;  // its index
  btf::TypeId id;
};

class Modules {
 public:
  // The modules' split BTFs are on that of `vmlinux`, which must outlive this. `release` is that of
  // the kernel, if it is known: a module of another one is left out, as its types are on another
  // BTF.
  Modules(const btf::Btf& vmlinux, std::optional<std::string> release);

  // Files that are named as the modules are: up to the first dot, with '_' for '-'.
  void add(const std::vector<std::string>& files);

  bool is_empty() const { return files_.empty(); }

  // These are going to be looked for. Kinds are BTF_KIND_*.
  void expect(uint32_t kind, const std::string& name) {
    if (!files_.empty() && !looked_for_.contains({kind, name})) expected_.emplace(kind, name);
  }
  // The first of that kind and name among the modules' own types, module by module in the order of
  // their names; in that of one name only, unless that is empty.
  std::optional<ModuleType> find(uint32_t kind, std::string_view name, std::string_view module);

  // All that can be read, in the order of their names. What can't is left out with a warning.
  std::span<const core::Module> all();
  const core::Module& operator[](size_t index) const { return modules_[index]; }

  // Of what has been read so far.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct File {
    std::string name;  // of the module
    std::string path;
    elf::BtfInput input = {};  // keeps the types' bytes alive
    std::optional<btf::Btf> btf = {};
  };

  Result<void> read(File& file) const;
  void find_expected();

  const btf::Btf& vmlinux_;
  std::optional<std::string> release_;
  std::vector<File> files_;
  std::vector<core::Module> modules_;  // of `files_`, once they are read
  bool is_read_ = false;
  std::set<std::pair<uint32_t, std::string>> expected_;
  std::set<std::pair<uint32_t, std::string>> looked_for_;
  // What there is of the latter, module by module.
  std::multimap<std::pair<uint32_t, std::string>, ModuleType> found_;
  std::vector<std::string> warnings_;
};

}  // namespace btfkit::relocator
