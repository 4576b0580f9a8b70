// Bytes as a BPF object, on bpfreloc's whole way to an image. What comes out is an ELF object with
// a plan, or errors of one line each.
#include <cstdint>

#include "btf/writer.h"
#include "externs.h"
#include "image.h"
#include "link.h"
#include "load_btf.h"
#include "map_descriptors.h"
#include "map_slots.h"
#include "maps.h"
#include "object.h"
#include "one_line.h"
#include "plan/format.h"
#include "plan_writer.h"
#include "programs.h"
#include "relocate.h"
#include "small_kernel.h"
#include "struct_ops.h"
#include "struct_ops_layout.h"

namespace {

using namespace btfkit;

// A kernel, and its types ready to be searched.
struct Target {
  explicit Target(Endian endian) : kernel(fuzz::make_kernel(endian)), for_core(kernel.vmlinux()) {}

  relocator::Kernel kernel;
  core::Target for_core;
};

Result<void> make_image(Content content, const Target& little, const Target& big) {
  auto object = BTFKIT_TRY(relocator::read_object(std::move(content)));
  Endian endian = object.elf.endian();
  const Target& target = endian == Endian::kLittle ? little : big;
  auto struct_ops = BTFKIT_TRY(relocator::find_struct_ops(object, {}));
  auto applied = relocator::relocate(object, target.for_core);
  if (!applied) {
    for (const Error& error : applied.error()) fuzz::expect_one_line(error);
    return {};
  }
  for (const relocator::Applied& one : *applied) {
    fuzz::expect(!relocator::describe(one, object.btf).empty());
  }
  BTFKIT_CHECK(relocator::complete_btf(object));
  auto btf = BTFKIT_TRY(btf::write(object.btf));
  auto maps = BTFKIT_TRY(relocator::find_maps(object, "fuzz"));
  auto externs = relocator::resolve_externs(object, target.kernel, {}, "fuzz", maps);
  if (!externs) {
    for (const Error& error : externs.error()) fuzz::expect_one_line(error);
    return {};
  }
  BTFKIT_CHECK(relocator::define_externs(btf, *externs));
  auto layout = BTFKIT_TRY(
      relocator::lay_out_struct_ops(struct_ops, object, target.kernel, maps, externs->modules));
  auto linked = BTFKIT_TRY(relocator::link(object, maps, *externs));
  relocator::patch_map_descriptors(target.kernel, linked);
  BTFKIT_CHECK(relocator::fill_slots(object, linked, maps));
  relocator::fill_struct_ops(layout, object, linked, maps);
  auto programs = relocator::plan_programs(std::move(linked), target.kernel,
                                           {std::move(layout.targets), {}}, externs->modules);
  if (!programs) {
    for (const Error& error : programs.error()) fuzz::expect_one_line(error);
    return {};
  }
  relocator::Plan plan{target.kernel.identity(),
                       object.license,
                       std::move(btf),
                       std::move(maps),
                       std::move(*programs),
                       std::move(externs->modules),
                       std::move(externs->symbols)};
  auto plan_bytes = BTFKIT_TRY(relocator::write_plan(plan, endian));
  auto image = BTFKIT_TRY(relocator::make_image(object, std::move(plan_bytes)));
  auto written = elf::File::open(image);
  fuzz::expect(written && written->find_section(PLAN_SECTION));
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Target little(Endian::kLittle);
  static const Target big(Endian::kBig);
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto made = make_image(Content({bytes.begin(), bytes.end()}), little, big);
  if (!made) fuzz::expect_one_line(made.error());
  return 0;
}
