// Holds our check of BTF to the kernel's. Valid BTFs are mutated, each field of each kind in turn
// and then several at random; the running kernel and our check judge every result. They must agree
// on whether it is accepted, and on what is wrong with it first. Then it prints how often each of
// the kernel's complaints was made; all that can be must have been.
//   btf_mutate [--seed N] [--random N] [--warnings] [FILE...]
// With files it is these that are changed at random, and no complaint is asked for. Exit status 0
// if they agree on all, and 30 % of the BTFs are valid. The same seed gives the same BTFs.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "btf_cases.h"
#include "btf_judges.h"
#include "btf_mutator.h"
#include "btf_samples.h"
#include "elf/btf_input.h"

namespace {

using namespace btfkit;
using namespace btfkit::test;

// More types than there are ids: PTRs to void, and the first is one to the last of them or near it.
void judge_too_many_types(Judges& judges) {
  constexpr uint32_t kMostTypes = 0xfffff;
  for (uint32_t target : {0u, kMostTypes - 1, kMostTypes, kMostTypes + 1}) {
    BtfWords words;
    words.pointer(target);
    for (uint32_t i = 0; i < kMostTypes + 3; ++i) words.pointer(0);
    judges.judge(fmt::format("too many types, one refers to {:#x}", target), words.bytes());
  }
}

void judge_samples(Judges& judges, std::mt19937& random, int random_count, bool with_warnings) {
  std::vector<Sample> samples = make_samples();
  for (const Case& one : all_cases()) {
    if (one.makes_kernel_warn && !with_warnings) continue;
    judges.judge(one.name, bytes_of(one), one.complaint);
  }
  for (const Sample& sample : samples) {
    judges.judge(sample.name, sample.bytes, "");
    Mutator(sample.bytes, random, sample.keeps_ids).each([&](const Blob& blob) {
      judges.judge(sample.name, blob);
    });
  }
  for (int i = 0; i < random_count; ++i) {
    // Half of them from the one that has most to change, since the same BTF counts only once.
    const Sample& sample = samples[i % 2 == 0 ? 0 : random() % samples.size()];
    auto care = i % 8 < 2 ? Mutator::Care::kRough : Mutator::Care::kGentle;
    judges.judge(sample.name + ", random",
                 Mutator(sample.bytes, random, sample.keeps_ids).random(care));
  }
  judge_too_many_types(judges);
}

}  // namespace

int main(int argc, char** argv) {
  uint32_t seed = 1;
  int random_count = 36000;
  bool with_warnings = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--seed" && i + 1 < argc) {
      seed = static_cast<uint32_t>(std::stoul(argv[++i]));
    } else if (argument == "--random" && i + 1 < argc) {
      random_count = std::stoi(argv[++i]);
    } else if (argument == "--warnings") {
      with_warnings = true;
    } else {
      files.push_back(argument);
    }
  }

  std::mt19937 random(seed);
  Judges judges;
  if (files.empty()) judge_samples(judges, random, random_count, with_warnings);
  for (const std::string& file : files) {
    auto input = elf::open_btf(file);
    if (!input) {
      fmt::print(stderr, "btf_mutate: {}\n", input.error().message());
      return 1;
    }
    Blob blob(input->btf.begin(), input->btf.end());
    judges.judge(file, blob);
    Mutator mutator(blob, random);
    for (int i = 0; i < random_count; ++i) {
      judges.judge(file, mutator.random(Mutator::Care::kGentle));
    }
  }
  return judges.finish(files.empty()) ? 0 : 1;
}
