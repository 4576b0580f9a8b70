#include "driver.h"

#include <algorithm>

#include "btf/writer.h"
#include "image.h"
#include "kernel.h"
#include "link.h"
#include "load_btf.h"
#include "maps.h"
#include "object.h"
#include "plan_writer.h"
#include "programs.h"
#include "support/file.h"

namespace btfkit::relocator {
namespace {

using Errors = std::vector<Error>;

// "exec_events" of "dir/exec_events.bpf.o", as libbpf names an object.
std::string object_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.find('.')));
}

std::unexpected<Errors> in_file(const std::string& path, Error error) {
  Errors errors;
  errors.push_back(std::move(error).in(path));
  return std::unexpected(std::move(errors));
}

std::unexpected<Errors> in_file(const std::string& path, Errors errors) {
  for (Error& error : errors) error = std::move(error).in(path);
  return std::unexpected(std::move(errors));
}

// A BPF object runs in the byte order that it was compiled for.
Result<void> check_same_endian(const Object& object, const btf::Btf& kernel) {
  if (object.elf.endian() == kernel.endian()) return {};
  return fail("it is {}, but the target's BTF is {}", name_of(object.elf.endian()),
              name_of(kernel.endian()));
}

}  // namespace

std::expected<Report, std::vector<Error>> run(const Options& options) {
  // Read the object and the kernel.
  auto object = read_object(options.object);
  if (!object) return std::unexpected(Errors{std::move(object).error()});
  auto kernel = Kernel::open(options.target, options.modules);
  if (!kernel) return std::unexpected(Errors{std::move(kernel).error()});
  if (auto same = check_same_endian(*object, kernel->vmlinux()); !same) {
    return in_file(options.object, std::move(same).error());
  }

  // Settle the CO-RE relocations. From here the code is the target's.
  core::Target target(kernel->vmlinux());
  auto applied = relocate(*object, target);
  if (!applied) return in_file(options.object, std::move(applied).error());

  // Complete the BTF from the ELF file. From here it is what the kernel is to load.
  if (auto done = complete_btf(*object); !done) {
    return in_file(options.object, std::move(done).error());
  }
  auto btf_bytes = btf::write(object->btf);
  if (!btf_bytes) return in_file(options.object, std::move(btf_bytes).error().in(".BTF"));

  // Find the maps, then what the kernel has for the externs.
  auto maps = find_maps(*object, object_name(options.object));
  if (!maps) return in_file(options.object, std::move(maps).error());
  auto externs =
      resolve_externs(*object, *kernel, options.externs, object_name(options.object), *maps);
  if (!externs) return in_file(options.object, std::move(externs).error());
  if (auto done = define_externs(*btf_bytes, *externs); !done) {
    return in_file(options.object, std::move(done).error().in(".BTF"));
  }

  // Link each program with what it calls.
  auto linked = link(*object, *maps, *externs);
  if (!linked) return in_file(options.object, std::move(linked).error());

  // Say what the programs are and look up what they attach to.
  auto programs = plan_programs(std::move(*linked), *kernel, externs->modules);
  if (!programs) return in_file(options.object, std::move(programs).error());

  // Write the plan and the image around it.
  Plan plan{kernel->identity(),         object->license,      std::move(*btf_bytes),
            std::move(*maps),           std::move(*programs), std::move(externs->modules),
            std::move(externs->symbols)};
  auto plan_bytes = write_plan(plan, object->elf.endian());
  if (!plan_bytes) return in_file(options.object, std::move(plan_bytes).error());
  auto image = make_image(*object, std::move(*plan_bytes));
  if (!image) return in_file(options.object, std::move(image).error());
  if (auto written = write_file(options.output, *image); !written) {
    return std::unexpected(Errors{std::move(written).error()});
  }
  std::vector<std::string> warnings = kernel->warnings();
  std::ranges::move(externs->warnings, std::back_inserter(warnings));
  return Report{std::move(*applied), std::move(warnings)};
}

}  // namespace btfkit::relocator
