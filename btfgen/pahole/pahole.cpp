#include "btfgen/pahole.h"

#include "btf/append.h"
#include "btf/dedup.h"
#include "btf/distill.h"
#include "btf/writer.h"
#include "btf_stack.h"
#include "elf/splice.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// Raw BTF.
struct Sections {
  std::vector<std::byte> btf;
  std::vector<std::byte> base;  // empty if there is no distilled base
};

Result<std::vector<std::byte>> raw(const btf::Btf& btf) {
  return btf::write(btf, btf::HeaderForm::kWithLayout);
}

Result<Sections> make_sections(const btf::Btf& btf, const BtfStack& base, bool is_distilled) {
  if (!base.top_if_any()) return Sections{BTFKIT_TRY(raw(btf)), {}};
  if (base.top().endian() != btf.endian()) {
    return fail("it is of another byte order than its base");
  }
  btf::Btf split(base.top(), btf.endian());
  BTFKIT_CHECK(btf::append(split, btf));
  split = BTFKIT_TRY(btf::deduplicate(split));
  if (!is_distilled) return Sections{BTFKIT_TRY(raw(split)), {}};
  btf::Distilled distilled = BTFKIT_TRY(btf::distill(split));
  return Sections{BTFKIT_TRY(raw(distilled.split)), BTFKIT_TRY(raw(*distilled.base))};
}

Result<void> put_into(const std::string& path, const Sections& sections) {
  std::vector<elf::SectionContent> contents = {{".BTF", sections.btf}};
  if (!sections.base.empty()) contents.push_back({".BTF.base", sections.base});
  elf::Splice splice;
  {
    Content content = BTFKIT_TRY(read_file(path));
    elf::File file = BTFKIT_TRY(in(path, elf::File::open(content.bytes())));
    splice = BTFKIT_TRY(in(path, elf::splice(file, contents)));
  }
  FileWriter writer = BTFKIT_TRY(FileWriter::replace(path));
  writer.write(splice.header);
  writer.copy(path, splice.header.size(), splice.kept);
  writer.write(splice.tail);
  return writer.commit();
}

}  // namespace

Result<std::vector<std::string>> encode_as_pahole(const PaholeOptions& options) {
  BtfStack base;
  if (!options.base.empty()) BTFKIT_CHECK(base.add(options.base));
  EncodeOptions encoding = options.encode;
  // Split BTF shares its base's layout section.
  if (!options.base.empty()) encoding.features.layout = false;
  // A distilled base goes beside the BTF, into the same file.
  bool is_distilled = encoding.features.distilled_base && options.detached.empty();
  if (is_distilled && options.base.empty()) return fail("distilled_base: there is no --btf_base");

  std::vector<std::string> warnings;
  for (const std::string& path : options.files) {
    Encoded encoded = BTFKIT_TRY(encode(path, encoding));
    for (const std::string& warning : encoded.warnings) {
      warnings.push_back(fmt::format("{}: {}", path, warning));
    }
    Sections sections = BTFKIT_TRY(in(path, make_sections(encoded.btf, base, is_distilled)));
    BTFKIT_CHECK(options.detached.empty() ? put_into(path, sections)
                                          : write_file(options.detached, sections.btf));
  }
  return warnings;
}

}  // namespace btfkit::btfgen
