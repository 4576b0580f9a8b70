// The kernel that an object is made ready for: its types, and which one it is.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "core/engine.h"
#include "core/origin.h"
#include "elf/btf_input.h"
#include "modules.h"

namespace btfkit::relocator {

// What an image says of the kernel that it is made for.
struct TargetIdentity {
  uint64_t btf_hash;                    // XXH64, seed 0, of the BTF blob
  std::optional<std::string> build_id;  // raw bytes
  std::optional<std::string> release;
};

// What can be looked for in a kernel by its name.
enum class Sought { kFunction, kVariable, kTypedef, kEnum, kStruct, kUnion };

// As BTF names the kind: "FUNC".
std::string_view name_of(Sought sought);

struct SoughtName {
  Sought sought;
  std::string name;

  friend auto operator<=>(const SoughtName&, const SoughtName&) = default;
};

// What objects ask a kernel for.
struct KernelQuery {
  std::vector<SoughtName> names;
  std::vector<core::Root> roots;  // they point to the objects
};

// What was looked for, and where it is.
struct Found {
  btf::TypeId id;
  size_t module;  // 0: vmlinux; n: the n-th of the kernel's modules
};

class Kernel {
 public:
  // Opens whatever holds the kernel's BTF (elf::open_btf). Its modules are files that are named as
  // the modules are, or folders of them as /sys/kernel/btf. Errors name the file. A module that
  // can't be read is left out, with a warning. With `query` the walk that reading is finds what
  // the first look_for() needs, which has to be with the same one.
  static Result<Kernel> open(const std::string& path, const std::vector<std::string>& modules = {},
                             const KernelQuery* query = nullptr);
  // The same for what is open.
  static Result<Kernel> read(elf::BtfInput input, const std::vector<std::string>& modules = {},
                             const KernelQuery* query = nullptr);

  const btf::Btf& vmlinux() const { return *vmlinux_; }
  // The BTF that has what was found, and that module's name.
  const btf::Btf& btf_of(const Found& found) const {
    return found.module == 0 ? *vmlinux_ : *(*modules_)[found.module - 1].btf;
  }
  std::string_view module_name(const Found& found) const {
    if (found.module == 0) return "vmlinux";
    return (*modules_)[found.module - 1].name;
  }
  // vmlinux, which has no name here, and all modules that can be read.
  std::vector<core::Module> parts() const;
  // The id of what was found in its BTF of the running kernel: another one than in ours if that is
  // a part of it, made by `btfgen min`, which may not tell.
  Result<btf::TypeId> id_in_kernel(const Found& found) const;
  // Whether there may be modules, which are read when something is looked for in them.
  bool has_modules() const { return !modules_->is_empty(); }
  // Of the modules that were needed so far.
  const std::vector<std::string>& warnings() const { return modules_->warnings(); }
  TargetIdentity identity() const;
  // Types are checked when they are asked for; this fails if one that was asked for is at fault.
  Result<void> check_used() const;

  // Looks for all of this at once: find() then knows of the names, and the result is this kernel
  // made ready to be searched for the roots: vmlinux, and the modules if it has no candidate for
  // one of them. The kernel and the query must outlive it.
  core::Target look_for(const KernelQuery& query);
  // The same without names.
  core::Target searched_for(std::span<const core::Root> roots) const;

  // What its container says, or that of the whole BTF; raw BTF says nothing.
  std::optional<elf::KernelVersion> version() const;
  // What the whole BTF shows of the kernel's age (core/kernel_age.h), also where this is a part of
  // it. That which doesn't tell shows nothing: 0 and false.
  uint32_t shown_release() const;
  bool lacks_fd_array() const;

  // Whether the first enumeration of that name, of 32-bit values, has the enumerator.
  bool has_enumerator(std::string_view enumeration, std::string_view name) const;

  // The first type of that kind and name in vmlinux.
  std::optional<btf::TypeId> find(Sought sought, std::string_view name) const;
  // The same in `module`, or, where that is empty, in vmlinux and, if that has none, in the modules
  // by their names.
  std::optional<Found> find_with_modules(Sought sought, std::string_view name,
                                         std::string_view module = {}) const;

 private:
  Kernel(elf::BtfInput input, btf::Btf vmlinux, std::future<uint64_t> btf_hash);

  // What a part of a kernel's BTF tells.
  core::KernelAge told_age() const { return origin_->age.value_or(core::KernelAge{}); }
  // `target` with the modules, if it lacks one of `roots`.
  core::Target complete(core::Target target, std::span<const core::Root> roots) const;

  elf::BtfInput input_;  // keeps the types' bytes alive
  std::shared_future<uint64_t> btf_hash_;
  std::unique_ptr<btf::Btf> vmlinux_;   // stays where it is, for the modules
  std::optional<core::Origin> origin_;  // of a part of a kernel's BTF
  std::unique_ptr<Modules> modules_;
  std::map<SoughtName, btf::TypeId> looked_up_;  // in vmlinux; void for what isn't there
  // What reading has found for a query, until that is looked for.
  const KernelQuery* filtered_for_ = nullptr;
  std::vector<btf::TypeId> filtered_;
};

// What shown_release() and lacks_fd_array() look up.
std::vector<SoughtName> age_names();

// The number of the module of `found` among those that a plan uses, to which it is added; 0 for
// vmlinux.
uint32_t plan_module(const Kernel& kernel, const Found& found, std::vector<std::string>& modules);

}  // namespace btfkit::relocator
