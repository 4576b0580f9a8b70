#include "pahole/pahole_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "btfgen/encode_files.h"
#include "report.h"
#include "support/option_table.h"

namespace btfkit::btfgen {
namespace {

// Whose options these are. scripts/pahole-version.sh of the kernel takes nothing but this form.
constexpr const char* kVersion = "v1.31";
constexpr const char* kNumericVersion = "131";

enum ExitStatus { kSuccess = 0, kFailure = 1, kUsage = 2 };

// Prints and is done.
struct Print : CLI::CallForVersion {
  explicit Print(const std::string& text) : CallForVersion(text, 0) {}
};

// Options are taken in their order, since a list of features undoes what came before it.
class CommandLine {
 public:
  CommandLine() {
    options_.encode.features = pahole_features();
    declare();
  }

  // Throws a CLI::ParseError.
  EncodeFilesOptions parse(std::span<char* const> arguments) {
    app_.parse(normalised(arguments));
    check(arguments[1]);
    for (const std::string& file : files_) options_.files.push_back({file, detached_});
    options_.header = btf::HeaderForm::kWithLayout;
    return std::move(options_);
  }

  const CLI::App& app() const { return app_; }
  int exit(const CLI::ParseError& error) const { return app_.exit(error) == 0 ? kSuccess : kUsage; }

 private:
  void declare() {
    app_.failure_message([](const CLI::App*, const CLI::Error& error) {
      return fmt::format("btfgen: {}; see btfgen -J --help\n", error.what());
    });
    app_.set_version_flag("--version", kVersion, "print the version of pahole that this acts as");
    flag("--numeric_version", "the same as a number", [] { throw Print(kNumericVersion); });
    flag("--supported_btf_features", "print the features' names",
         [] { throw Print(supported_features()); });

    app_.add_option("FILE", files_, "ELF files with DWARF, which get a section .BTF");
    flag("-J,--btf_encode", "make BTF from DWARF", [this] { is_encoding_ = true; });
    option("--btf_encode_detached", "write raw BTF to this file, and leave FILE as it is",
           [this](const std::string& path) {
             detached_ = path;
             is_encoding_ = true;
           });
    app_.add_option("--btf_base", options_.base, "the BTF that a module's is on (vmlinux)")
        ->take_last();
    app_.add_flag("-j,--jobs", jobs_, "threads: -jN, --jobs=N; one a processor without a number")
        ->take_last();

    option("--btf_features", "encode these, apart by commas; `default`; +... for those and more",
           [this](const std::string& list) { add(list); });
    option("--btf_features_strict", "the same, but what isn't known is an error",
           [this](const std::string& list) {
             auto unknown = add(list);
             if (!unknown.empty()) {
               throw CLI::ValidationError(fmt::format("--btf_features_strict: '{}' is none of {}",
                                                      unknown.front(), supported_features()));
             }
           });
    Features& features = options_.encode.features;
    flag("--btf_gen_all", "the features of `default`", [this] { add("default"); });
    switch_on("--btf_encode_force", "feature encode_force", features.encode_force);
    switch_on("--btf_gen_floats", "feature float", features.floats);
    switch_on("--btf_gen_optimized", "feature optimized_func", features.optimized_func);
    switch_on("--btf_attributes", "feature attributes", features.attributes);
    switch_on("--reproducible_build", "without effect, since it always is",
              features.reproducible_build);
    switch_on("--skip_encoding_btf_inconsistent_proto", "feature consistent_func",
              features.consistent_func);
    switch_off("--skip_encoding_btf_vars", "without feature var", features.var);
    switch_off("--skip_encoding_btf_decl_tag", "without feature decl_tag", features.decl_tag);
    switch_off("--skip_encoding_btf_type_tag", "without feature type_tag", features.type_tag);
    switch_off("--skip_encoding_btf_enum64", "without feature enum64", features.enum64);

    option("--lang", "only units in these languages (c99, rust, asm), apart by commas",
           [this](const std::string& list) { set_languages("--lang", list); });
    option("--lang_exclude", "no units in these languages", [this](const std::string& list) {
      set_languages("--lang_exclude", list);
      options_.encode.languages.exclude = true;
    });
    app_.add_option("--kabi_prefix", options_.encode.kabi_prefix,
                    "names that begin with it are it alone")
        ->take_last();
    // What build scripts may add and has no effect here.
    flag("-V,--verbose", "without effect", [] {});
    flag("-q,--quiet", "without effect", [] {});
    app_.allow_extras();
  }

  CLI::Option* flag(const char* names, const char* description, std::function<void()> callback) {
    return app_.add_flag_callback(names, std::move(callback), description)->trigger_on_parse();
  }
  void switch_on(const char* name, const char* description, bool& feature) {
    flag(name, description, [&feature] { feature = true; });
  }
  void switch_off(const char* name, const char* description, bool& feature) {
    flag(name, description, [&feature] { feature = false; });
  }
  void option(const char* name, const char* description,
              std::function<void(const std::string&)> callback) {
    app_.add_option_function<std::string>(name, std::move(callback), description)
        ->trigger_on_parse();
  }

  std::vector<std::string> add(const std::string& list) {
    if (!has_list_) options_.encode.features = no_features();
    has_list_ = true;
    return add_features(list, options_.encode.features);
  }

  void set_languages(const char* option, const std::string& list) {
    auto languages = parse_languages(list);
    if (!languages) {
      throw CLI::ValidationError(fmt::format("{}: {}", option, languages.error().message()));
    }
    options_.encode.languages.languages = std::move(*languages);
  }

  // In the order in which CLI11 takes them. It doesn't know a value that is attached to a flag of
  // one letter (-j4), nor one that is empty.
  static std::vector<std::string> normalised(std::span<char* const> arguments) {
    std::vector<std::string> result;
    for (std::string argument : arguments.subspan(1)) {
      bool has_count = argument.size() > 2 && argument.starts_with("-j");
      if (has_count) argument = "--jobs=" + argument.substr(2);
      if (argument.starts_with("--btf_features") && argument.ends_with('=')) argument += ',';
      result.push_back(std::move(argument));
    }
    std::ranges::reverse(result);
    return result;
  }

  // What the options are together. `first` is the first argument.
  void check(std::string_view first) {
    if (!is_encoding_) {
      throw CLI::ValidationError(
          fmt::format("'{}' is no command; without -J (--btf_encode) pahole prints types, as "
                      "`btfgen show` does",
                      first));
    }
    if (auto extras = app_.remaining(); !extras.empty()) {
      throw CLI::ValidationError(fmt::format("{} is no option of pahole's -J", extras.front()));
    }
    if (files_.empty()) throw CLI::RequiredError("FILE");
    if (files_.size() > 1 && !detached_.empty()) {
      throw CLI::ValidationError("--btf_encode_detached takes one FILE");
    }
    if (!jobs_.empty()) options_.encode.jobs = threads();
    const char* excluded = std::getenv("PAHOLE_LANG_EXCLUDE");
    if (excluded && options_.encode.languages.languages.empty()) {
      set_languages("PAHOLE_LANG_EXCLUDE", excluded);
      options_.encode.languages.exclude = true;
    }
  }

  unsigned threads() const {
    if (jobs_ == "true") return std::max(std::thread::hardware_concurrency(), 1u);
    unsigned threads = 0;
    auto [end, error] = std::from_chars(jobs_.data(), jobs_.data() + jobs_.size(), threads);
    if (error != std::errc() || *end != '\0' || threads == 0) {
      throw CLI::ValidationError(
          fmt::format("--jobs: '{}' is not a number of threads, at least 1", jobs_));
    }
    return threads;
  }

  CLI::App app_{
      "Make BTF as pahole -J does, with pahole's options. All else that btfgen does: see "
      "btfgen --help.",
      "btfgen"};
  EncodeFilesOptions options_;
  std::vector<std::string> files_;
  std::string detached_;  // the file for raw BTF; empty to put it into files_
  std::string jobs_;
  bool is_encoding_ = false;
  bool has_list_ = false;  // of features
};

}  // namespace

int run_as_pahole(std::span<char* const> arguments) {
  CommandLine command_line;
  EncodeFilesOptions options;
  try {
    options = command_line.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return command_line.exit(error);
  }
  return report(encode_files(options)) ? kSuccess : kFailure;
}

std::string pahole_option_table() {
  return option_table_head("page", "pahole",
                           "make BTF as pahole -J does, with pahole's options, for a kernel's "
                           "build with PAHOLE=btfgen") +
         "synopsis\t-J [OPTION...] FILE...\n" + option_table(CommandLine().app());
}

}  // namespace btfkit::btfgen
