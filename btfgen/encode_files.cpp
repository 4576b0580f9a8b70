#include "btfgen/encode_files.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "btf/append.h"
#include "btf/dedup.h"
#include "btf/distill.h"
#include "btf_stack.h"
#include "elf/splice.h"
#include "support/file.h"

namespace btfkit::btfgen {
namespace {

// What the files are on, with what is found out about it once for all of them.
class Base {
 public:
  static Result<std::unique_ptr<const Base>> open(const std::string& path) {
    auto stack = std::make_unique<BtfStack>();
    BTFKIT_CHECK(stack->add(path));
    auto dedup = BTFKIT_TRY(in(path, btf::DedupBase::prepare(stack->top())));
    return std::unique_ptr<const Base>(new Base(std::move(stack), std::move(dedup)));
  }

  // `btf` as split BTF, without the types that the base has.
  Result<btf::Btf> put_on(const btf::Btf& btf) const {
    if (stack_->top().endian() != btf.endian()) {
      return fail("it is of another byte order than its base");
    }
    btf::Btf split(stack_->top(), btf.endian());
    BTFKIT_CHECK(btf::append(split, btf));
    return btf::deduplicate(split, dedup_);
  }

 private:
  Base(std::unique_ptr<const BtfStack> stack, btf::DedupBase dedup)
      : stack_(std::move(stack)), dedup_(std::move(dedup)) {}

  std::unique_ptr<const BtfStack> stack_;  // dedup_ points into it
  btf::DedupBase dedup_;
};

// Raw BTF.
struct Sections {
  std::vector<std::byte> btf;
  std::vector<std::byte> base;  // empty if there is no distilled base
};

class FileEncoder {
 public:
  // `jobs` is the number of threads for one file.
  FileEncoder(const EncodeFilesOptions& options, const Base* base, unsigned jobs)
      : options_(options), base_(base), encode_(options.encode) {
    encode_.jobs = jobs;
    if (options.files.size() > 1) encode_.progress = nullptr;  // files are counted instead
    // Split BTF shares its base's layout section.
    if (base) encode_.features.layout = false;
  }

  EncodedFile encode(const FileToEncode& file) const {
    EncodedFile result;
    result.status = encode(file, result.warnings);
    return result;
  }

 private:
  Result<void> encode(const FileToEncode& file, std::vector<std::string>& warnings) const {
    Encoded encoded = BTFKIT_TRY(btfgen::encode(file.path, encode_));
    for (const std::string& warning : encoded.warnings) {
      warnings.push_back(fmt::format("{}: {}", file.path, warning));
    }
    bool is_distilled = encode_.features.distilled_base && file.output.empty();
    Sections sections = BTFKIT_TRY(in(file.path, make_sections(encoded.btf, is_distilled)));
    if (!file.output.empty()) return write_file(file.output, sections.btf);
    return put_into(file.path, sections);
  }

  Result<Sections> make_sections(const btf::Btf& btf, bool is_distilled) const {
    if (!base_) return Sections{BTFKIT_TRY(raw(btf)), {}};
    btf::Btf split = BTFKIT_TRY(base_->put_on(btf));
    if (!is_distilled) return Sections{BTFKIT_TRY(raw(split)), {}};
    btf::Distilled distilled = BTFKIT_TRY(btf::distill(split));
    return Sections{BTFKIT_TRY(raw(distilled.split)), BTFKIT_TRY(raw(*distilled.base))};
  }

  Result<std::vector<std::byte>> raw(const btf::Btf& btf) const {
    return btf::write(btf, options_.header);
  }

  static Result<void> put_into(const std::string& path, const Sections& sections) {
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

  const EncodeFilesOptions& options_;
  const Base* base_;
  EncodeOptions encode_;
};

}  // namespace

Result<std::vector<EncodedFile>> encode_files(const EncodeFilesOptions& options) {
  std::unique_ptr<const Base> base;
  if (!options.base.empty()) base = BTFKIT_TRY(Base::open(options.base));
  bool puts_sections =
      std::ranges::any_of(options.files, &std::string::empty, &FileToEncode::output);
  if (options.encode.features.distilled_base && puts_sections && !base) {
    return fail("distilled_base: no base is given");
  }
  unsigned jobs = std::max(options.encode.jobs, 1u);
  auto at_once = static_cast<unsigned>(std::min<size_t>(jobs, options.files.size()));
  // libdwarf runs in a process of its own, and only one thread is there to fork it.
  if (options.encode.reader == DwarfReader::kLibdwarf) at_once = 1;
  FileEncoder encoder(options, base.get(), jobs / std::max(at_once, 1u));
  std::vector<EncodedFile> results(options.files.size());
  ProgressListener none;
  ProgressCount count(results.size() > 1 ? options.encode.progress : none, "files", results.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i; (i = next.fetch_add(1)) < results.size();) {
      results[i] = encoder.encode(options.files[i]);
      count.add(1, 0);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < at_once; ++i) threads.emplace_back(work);
    work();
  }
  return results;
}

}  // namespace btfkit::btfgen
