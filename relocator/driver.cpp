#include "driver.h"

#include <algorithm>

#include "btf/writer.h"
#include "image.h"
#include "kernel.h"
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

// A BPF object runs in the byte order that it was compiled for.
Result<void> check_same_endian(const Object& object, const btf::Btf& kernel) {
  if (object.elf.endian() == kernel.endian()) return {};
  return fail("it is {}, but the target's BTF is {}", name_of(object.elf.endian()),
              name_of(kernel.endian()));
}

// The object of a program that is to be replaced, and the BTF that it is loaded with: that of its
// image.
Result<ReplacedObject> read_replaced(const std::string& path, const Kernel& kernel,
                                     const ImageOptions& options) {
  Object object = BTFKIT_TRY(read_object(path));
  core::Target target(kernel.vmlinux(), core::roots_of(object.btf, object.ext));
  ImageOptions own;
  own.externs = options.externs;
  auto image = make_image(path, object, kernel, target, own);
  if (!image) return std::unexpected(std::move(image).error().front());
  return ReplacedObject{std::move(object), std::move(image->btf)};
}

}  // namespace

std::vector<SoughtName> names_asked_for(const Object& object) {
  std::vector<SoughtName> names = attach_names(object);
  std::ranges::move(extern_names(object), std::back_inserter(names));
  std::ranges::move(struct_ops_names(object), std::back_inserter(names));
  names.push_back(name_of_bpf_attributes());
  return names;
}

std::expected<Image, std::vector<Error>> make_image(const std::string& path, Object& object,
                                                    const Kernel& kernel,
                                                    const core::Target& target,
                                                    const ImageOptions& options) {
  if (auto same = check_same_endian(object, kernel.vmlinux()); !same) {
    return in_file(path, std::move(same).error());
  }

  // Find the structs that the kernel calls programs by. From here unused programs are left out.
  auto struct_ops = find_struct_ops(object, options.struct_ops);
  if (!struct_ops) return in_file(path, std::move(struct_ops).error());

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
  if (auto done = rename_marked_sections(*btf_bytes); !done) {
    return in_file(path, std::move(done).error().in(".BTF"));
  }

  // Link each program with what it calls.
  auto linked = link(object, *maps, *externs);
  if (!linked) return in_file(path, std::move(linked).error());

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

  // Write the plan and the image around it.
  Plan plan{kernel.identity(),          object.license,       *btf_bytes,
            std::move(*maps),           std::move(*programs), std::move(externs->modules),
            std::move(externs->symbols)};
  auto plan_bytes = write_plan(plan, object.elf.endian());
  if (!plan_bytes) return in_file(path, std::move(plan_bytes).error());
  auto image = make_image(object, std::move(*plan_bytes));
  if (!image) return in_file(path, std::move(image).error());
  std::vector<std::string> warnings = kernel.warnings();
  std::ranges::move(externs->warnings, std::back_inserter(warnings));
  return Image{std::move(*image), std::move(*btf_bytes), std::move(*applied), std::move(warnings)};
}

std::expected<Report, std::vector<Error>> run(const Options& options) {
  auto object = read_object(options.object);
  if (!object) return std::unexpected(Errors{std::move(object).error()});
  auto kernel = Kernel::open(options.target, options.modules);
  if (!kernel) return std::unexpected(Errors{std::move(kernel).error()});

  // Look for all that the object names in one go.
  kernel->look_up(names_asked_for(*object));
  core::Target target(kernel->vmlinux(), core::roots_of(object->btf, object->ext));

  auto image = make_image(options.object, *object, *kernel, target, options.image);
  if (!image) return std::unexpected(std::move(image).error());
  if (auto written = write_file(options.output, image->bytes); !written) {
    return std::unexpected(Errors{std::move(written).error()});
  }
  Report report{{}, std::move(image->warnings)};
  if (!options.verbose) return report;
  for (const Applied& one : image->relocations) {
    report.relocations.push_back(describe(one, object->btf, target.btf));
  }
  return report;
}

}  // namespace btfkit::relocator
