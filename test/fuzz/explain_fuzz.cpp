// Bytes as a BPF object that is explained for a small kernel, as text and JSON; its first variables
// are set, too. What comes out are lines without control characters and JSON in balance, or an
// error of one line.
#include <algorithm>
#include <cstdint>

#include "explain.h"
#include "one_line.h"
#include "small_kernel.h"

namespace {

using namespace btfkit;

void expect_text(const std::vector<relocator::Explained>& all, bool failures_only) {
  std::string text = relocator::explain_text(all, failures_only, false);
  fuzz::expect(text.ends_with('\n'));
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    fuzz::expect((byte >= 0x20 || c == '\n' || c == '\t') && byte != 0x7f);
  }
  fuzz::expect(!relocator::explain_text(all, failures_only, true).empty());
}

// Braces and brackets match outside of texts, which have no bare control characters.
void expect_json(const std::vector<relocator::Explained>& all, bool failures_only) {
  std::string json = relocator::explain_json(all, failures_only);
  std::string open;
  bool is_in_text = false;
  for (size_t i = 0; i < json.size(); ++i) {
    char c = json[i];
    fuzz::expect(static_cast<unsigned char>(c) >= 0x20 || (c == '\n' && i + 1 == json.size()));
    if (c == '"') is_in_text = !is_in_text;
    if (c == '\\') ++i;
    if (is_in_text) continue;
    if (c == '{') open += '}';
    if (c == '[') open += ']';
    if (c != '}' && c != ']') continue;
    fuzz::expect(open.ends_with(c));
    open.pop_back();
  }
  fuzz::expect(open.empty() && !is_in_text);
}

Result<void> explain(Bytes bytes, const relocator::Kernel& little, const relocator::Kernel& big,
                     bool sets) {
  auto object = BTFKIT_TRY(relocator::read_object(Content({bytes.begin(), bytes.end()})));
  const auto& kernel = object.elf.endian() == Endian::kLittle ? little : big;
  relocator::ExplainOptions options;
  options.object = "fuzz.o";
  options.externs.version = elf::KernelVersion{6, 1, 0};
  if (sets) options.settings.values = {"number=1"};
  std::vector<relocator::Explained> all;
  all.push_back(BTFKIT_TRY(relocator::explain(object, kernel, "fuzz.btf", options)));
  for (bool failures_only : {false, true}) {
    expect_text(all, failures_only);
    expect_json(all, failures_only);
  }
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const relocator::Kernel little = fuzz::make_kernel(Endian::kLittle);
  static const relocator::Kernel big = fuzz::make_kernel(Endian::kBig);
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  for (bool sets : {false, true}) {
    if (auto done = explain(bytes, little, big, sets); !done) fuzz::expect_one_line(done.error());
  }
  return 0;
}
