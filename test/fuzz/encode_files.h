// What the fuzz targets of `btfgen encode` make of an input: a file, and the files that belong to
// it. Behind the bytes of the first one a mark says what follows, so that a change of any length
// leaves the other parts what they are:
//   <dwo>  a file of split DWARF, a.dwo      <dwp>  a package of those
//   <alt>  a supplementary file, a.alt       <feat> features, as in --btf_features
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "btf/reader.h"
#include "btf/writer.h"
#include "btfgen/encode.h"
#include "one_line.h"
#include "support/file.h"

namespace btfkit::fuzz {

// encode() wants files; TMPDIR says where they are.
class EncodeFiles {
 public:
  explicit EncodeFiles(Bytes bytes)
      : folder_(std::filesystem::temp_directory_path() /
                fmt::format("btfkit-encode-fuzz.{}", getpid())) {
    std::filesystem::create_directory(folder_);
    std::string_view rest = as_text(bytes);
    std::string_view name = "a";
    for (;;) {
      size_t end = rest.size();
      const Mark* next = nullptr;
      for (const Mark& mark : kMarks) {
        size_t at = rest.find(mark.text);
        if (at >= end) continue;
        end = at;
        next = &mark;
      }
      if (name.empty()) {
        btfgen::add_features(rest.substr(0, end), features_);
      } else {
        expect(write_file(folder_ / name, as_bytes(rest.substr(0, end))).has_value());
      }
      if (!next) return;
      name = next->file;
      rest.remove_prefix(end + next->text.size());
    }
  }
  EncodeFiles(const EncodeFiles&) = delete;
  EncodeFiles& operator=(const EncodeFiles&) = delete;
  ~EncodeFiles() { std::filesystem::remove_all(folder_); }

  // BTF that can be written can be read again; an error is one line.
  void encode(btfgen::DwarfReader reader) const {
    btfgen::EncodeOptions options;
    options.features = features_;
    options.features.global_var = true;
    options.reader = reader;
    auto encoded = btfgen::encode(folder_ / "a", options);
    if (!encoded) return check(encoded.error());
    auto written = btf::write(encoded->btf);
    if (written) expect(btf::read(*written).has_value());
  }

 private:
  struct Mark {
    std::string_view text;
    std::string_view file;  // none for features
  };
  static constexpr std::array<Mark, 4> kMarks = {
      {{"<dwo>", "a.dwo"}, {"<dwp>", "a.dwp"}, {"<alt>", "a.alt"}, {"<feat>", ""}}};

  // libdwarf's crash is an error; that the child ended otherwise is a crash of ours.
  static void check(const Error& error) {
    expect_one_line(error);
    expect(!error.message().contains("libdwarf ended the process"));
  }

  std::filesystem::path folder_;
  btfgen::Features features_;
};

}  // namespace btfkit::fuzz
