// Runs a fuzz target over files and folders of files without libFuzzer, so that ctest holds every
// build to the corpus. Each input has a buffer of exactly its size, which lets a sanitizer see the
// first byte read behind it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::vector<fs::path> inputs;
  for (int i = 1; i < argc; i++) {
    if (!fs::is_directory(argv[i])) {
      inputs.emplace_back(argv[i]);
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[i])) {
      if (entry.is_regular_file()) inputs.push_back(entry.path());
    }
  }
  std::sort(inputs.begin(), inputs.end());
  for (const fs::path& path : inputs) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      fprintf(stderr, "%s: can't be read\n", path.c_str());
      return 1;
    }
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    // The name is on the terminal when the target crashes.
    fprintf(stderr, "%s: %zu bytes\n", path.c_str(), bytes.size());
    const auto exact = std::make_unique<uint8_t[]>(bytes.size());
    if (!bytes.empty()) memcpy(exact.get(), bytes.data(), bytes.size());
    LLVMFuzzerTestOneInput(exact.get(), bytes.size());
  }
  if (inputs.empty()) {
    fputs("no inputs\n", stderr);
    return 1;
  }
  return 0;
}
