#include "driver.h"

#include <algorithm>

#include "btf/writer.h"
#include "image.h"
#include "kernel.h"
#include "legalise.h"
#include "link.h"
#include "load_btf.h"
#include "map_descriptors.h"
#include "map_slots.h"
#include "maps.h"
#include "object.h"
#include "plan_writer.h"
#include "programs.h"
#include "replaces.h"
#include "struct_ops.h"
#include "struct_ops_layout.h"
#include "support/file.h"
#include "target_features.h"
#include "target_files.h"

namespace btfkit::relocator {
namespace {

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

}  // namespace

Result<void> check_same_endian(const Object& object, const btf::Btf& kernel) {
  if (object.elf.endian() == kernel.endian()) return {};
  return fail("it is {}, but the target's BTF is {}", name_of(object.elf.endian()),
              name_of(kernel.endian()));
}

void add_to_query(const Object& object, KernelQuery& query) {
  auto names = std::back_inserter(query.names);
  std::ranges::move(attach_names(object), names);
  std::ranges::move(extern_names(object), names);
  std::ranges::move(struct_ops_names(object), names);
  std::ranges::move(age_names(), names);
  std::ranges::move(core::roots_of(object.btf, object.ext), std::back_inserter(query.roots));
}

namespace {

// The object of a program that is to be replaced, and the BTF that it is loaded with: that of its
// image.
Result<ReplacedObject> read_replaced(const std::string& path, const Kernel& kernel,
                                     const ImageOptions& options) {
  Object object = BTFKIT_TRY(read_object(path));
  auto roots = core::roots_of(object.btf, object.ext);
  core::Target target = kernel.searched_for(roots);
  ImageOptions own;
  own.externs = options.externs;
  auto image = make_image(path, object, kernel, target, own);
  if (!image) return std::unexpected(std::move(image).error().front());
  return ReplacedObject{std::move(object), std::move(image->btf)};
}

std::expected<Image, Errors> make_image_of(const std::string& path, Object& object,
                                           const Kernel& kernel, const core::Target& target,
                                           const ImageOptions& options) {
  if (auto same = check_same_endian(object, kernel.vmlinux()); !same) {
    return in_file(path, std::move(same).error());
  }

  // Choose the programs to load, and find the structs that the kernel calls programs by. From here
  // the others count for the image's own sections only.
  if (auto chosen = choose_programs(options.programs, object); !chosen) {
    return in_file(path, std::move(chosen).error());
  }
  auto struct_ops = find_struct_ops(object, options.struct_ops);
  if (!struct_ops) return in_file(path, std::move(struct_ops).error());
  if (auto done = leave_out_unreached(object); !done) {
    return in_file(path, std::move(done).error());
  }

  // Settle the CO-RE relocations. From here the code is the target's.
  auto applied = relocate(object, target);
  if (!applied) return in_file(path, std::move(applied).error());

  // Complete the BTF from the ELF file. From here it is what the kernel is to load.
  if (auto done = complete_btf(object); !done) {
    return in_file(path, std::move(done).error());
  }
  auto btf_bytes = btf::write(object.btf);
  if (!btf_bytes) return in_file(path, std::move(btf_bytes).error().in(".BTF"));

  // Find the maps, give variables and maps what the user says, then find what the kernel has for
  // the externs.
  auto maps = find_maps(object, object_name(path));
  if (!maps) return in_file(path, std::move(maps).error());
  if (auto set = apply_settings(options.settings, object, *maps); !set) {
    return in_file(path, std::move(set).error());
  }
  auto externs = resolve_externs(object, kernel, options.externs, object_name(path), *maps);
  if (!externs) return in_file(path, std::move(externs).error());
  if (auto done = define_externs(*btf_bytes, *externs); !done) {
    return in_file(path, std::move(done).error().in(".BTF"));
  }

  // Lay out those structs as the kernel has them; each is a map. From here maps keep their indices.
  auto layout = lay_out_struct_ops(*struct_ops, object, kernel, *maps, externs->modules);
  if (!layout) return in_file(path, std::move(layout).error());

  // Link each program with what it calls.
  auto linked = link(object, *maps, *externs);
  if (!linked) return in_file(path, std::move(linked).error());

  // Do without what an older kernel doesn't know, in code and maps.
  TargetFeatures features = features_of(kernel, options.externs.version);
  legalise_code_and_maps(*linked, *maps, features);
  // Say which instructions get descriptors where the kernel takes them by no other way.
  patch_map_descriptors(kernel, *linked);

  // Settle which maps and programs are in maps from the start.
  if (auto filled = fill_slots(object, *linked, *maps); !filled) {
    return in_file(path, std::move(filled).error());
  }
  fill_struct_ops(*layout, object, *linked, *maps);

  // Find the functions of other programs that programs replace.
  auto replaced = find_replaced(options.replaces, object, [&](const std::string& target_path) {
    return read_replaced(target_path, kernel, options);
  });
  if (!replaced) return in_file(path, std::move(replaced).error());

  // Say what the programs are and look up what they attach to.
  auto programs =
      plan_programs(std::move(*linked), kernel, {std::move(layout->targets), std::move(*replaced)},
                    externs->modules);
  if (!programs) return in_file(path, std::move(programs).error());

  // And in BTF, which from here is what the kernel takes.
  if (auto done = legalise_btf(*btf_bytes, *programs, features); !done) {
    return in_file(path, std::move(done).error().in(".BTF"));
  }

  // Write the plan and the image around it.
  Plan plan{kernel.identity(),          object.license,       *btf_bytes,
            std::move(*maps),           std::move(*programs), std::move(externs->modules),
            std::move(externs->symbols)};
  auto plan_bytes = write_plan(plan, object.elf.endian());
  if (!plan_bytes) return in_file(path, std::move(plan_bytes).error());
  auto image = make_image(object, std::move(*plan_bytes));
  if (!image) return in_file(path, std::move(image).error());
  return Image{std::move(*image), std::move(*btf_bytes), std::move(*applied),
               std::move(externs->warnings)};
}

}  // namespace

std::expected<Image, Errors> make_image(const std::string& path, Object& object,
                                        const Kernel& kernel, const core::Target& target,
                                        const ImageOptions& options) {
  auto image = make_image_of(path, object, kernel, target, options);
  // Whatever a fault of the kernel's has made of it.
  if (auto sound = kernel.check_used(); !sound) {
    return std::unexpected(Errors{std::move(sound).error()});
  }
  return image;
}

Result<Kernel> open_target(const std::string& target, const std::vector<std::string>& modules,
                           ExternOptions& externs, const KernelQuery* query) {
  TargetFiles files = BTFKIT_TRY(target_files(target));
  if (externs.kconfig.empty()) externs.kconfig = files.kconfig;
  return Kernel::open(files.kernel, modules.empty() ? files.modules : modules, query);
}

std::expected<Report, Errors> run(const Options& options, std::vector<std::string>& warnings) {
  auto object = read_object(options.object);
  if (!object) return std::unexpected(Errors{std::move(object).error()});
  // Look for all that the object names in one go.
  KernelQuery query;
  add_to_query(*object, query);
  ImageOptions image_options = options.image;
  auto kernel = open_target(options.target, options.modules, image_options.externs, &query);
  if (!kernel) return std::unexpected(Errors{std::move(kernel).error()});
  core::Target target = kernel->look_for(query);

  auto image = make_image(options.object, *object, *kernel, target, image_options);
  // What a module's fault may have made fail.
  warnings = kernel->warnings();
  if (!image) return std::unexpected(std::move(image).error());
  std::ranges::move(image->warnings, std::back_inserter(warnings));
  if (auto written = write_file(options.output, image->bytes); !written) {
    return std::unexpected(Errors{std::move(written).error()});
  }
  Report report;
  if (!options.verbose) return report;
  for (const Applied& one : image->relocations) {
    report.relocations.push_back(describe(one, object->btf));
  }
  return report;
}

}  // namespace btfkit::relocator
