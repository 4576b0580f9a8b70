#include "btfgen/distill.h"

#include <elf.h>

#include "btf/distill.h"
#include "btf/writer.h"
#include "btf_stack.h"
#include "elf/rewrite.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// Raw BTF, both of it.
struct Sections {
  std::vector<std::byte> btf;
  std::vector<std::byte> base;
};

Result<Sections> distill_on(const DistillOptions& options) {
  BtfStack stack;
  BTFKIT_CHECK(stack.add(options.base));
  BTFKIT_CHECK(stack.add(options.input));
  btf::Distilled distilled = BTFKIT_TRY(in(options.input, in(".BTF", btf::distill(stack.top()))));
  return Sections{BTFKIT_TRY(btf::write(distilled.split)), BTFKIT_TRY(btf::write(*distilled.base))};
}

// A copy of the ELF object `bytes` with both sections.
Result<std::vector<std::byte>> with_sections(Bytes bytes, Sections sections) {
  if (!elf::is_elf(bytes)) {
    return fail("it is no ELF object to put .BTF.base into; --base-output puts it into a file");
  }
  elf::File file = BTFKIT_TRY(elf::File::open(bytes));
  elf::Edits edits;
  // It has one, or the BTF would not have been found.
  const elf::Section& btf = *file.find_section(".BTF");
  edits.replaced[btf.index] = std::move(sections.btf);
  if (const elf::Section* base = file.find_section(".BTF.base")) {
    edits.replaced[base->index] = std::move(sections.base);
  } else {
    constexpr uint64_t kAlignment = 8;  // as of pahole's and resolve_btfids's sections
    edits.added.push_back(
        {".BTF.base", SHT_PROGBITS, btf.flags, kAlignment, std::move(sections.base)});
  }
  return elf::rewrite(file, edits);
}

}  // namespace

Result<void> distill(const DistillOptions& options) {
  Sections sections = BTFKIT_TRY(distill_on(options));
  if (options.base_output.empty()) {
    Content content = BTFKIT_TRY(read_file(options.input));
    auto object = with_sections(content.bytes(), std::move(sections));
    return write_file(options.output, BTFKIT_TRY(in(options.input, std::move(object))));
  }
  FileWriter split = BTFKIT_TRY(FileWriter::create(options.output));
  FileWriter base = BTFKIT_TRY(FileWriter::create(options.base_output));
  split.write(sections.btf);
  base.write(sections.base);
  BTFKIT_CHECK(split.commit());
  return base.commit();
}

}  // namespace btfkit::btfgen
