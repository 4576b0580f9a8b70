#include <CLI/CLI.hpp>

#include "btf/writer.h"
#include "btfgen/encode.h"
#include "support/file.h"

namespace {

using namespace btfkit;

Result<void> run(const std::string& input, const std::string& output,
                 const btfgen::EncodeOptions& options) {
  btfgen::Encoded encoded = BTFKIT_TRY(btfgen::encode(input, options));
  for (const std::string& warning : encoded.warnings) {
    fmt::print(stderr, "btfgen: warning: {}: {}\n", input, warning);
  }
  return write_file(output, BTFKIT_TRY(in(input, btf::write(encoded.btf))));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Makes BTF");
  app.require_subcommand(1);
  std::string input, output;
  btfgen::EncodeOptions options;
  CLI::App* encode = app.add_subcommand("encode", "DWARF to BTF");
  encode->add_option("FILE", input, "ELF file with debug info")->required();
  encode->add_option("-o,--output", output, "where the BTF goes")->required();
  encode->add_flag("--strict", options.strict, "fail if something can't be encoded");
  encode->add_flag("--flatten-arrays", options.flatten_arrays, "arrays as pahole writes them");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (auto result = run(input, output, options); !result) {
    fmt::print(stderr, "btfgen: {}\n", result.error().message());
    return 1;
  }
  return 0;
}
