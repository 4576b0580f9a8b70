// Small valid BTFs that together have every kind and every shape that the kernel's verifier treats
// in a way of its own; what btf_mutate starts from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace btfkit::test {

struct Sample {
  std::string name;
  std::vector<std::byte> bytes;
  bool keeps_ids = false;  // types must go on referring to what they refer to
};

// The one with most to change comes first.
std::vector<Sample> make_samples();

}  // namespace btfkit::test
