#include "btfgen/features.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <ranges>

namespace btfkit::btfgen {
namespace {

struct Feature {
  std::string_view name;
  bool Features::* member;
};

constexpr Feature kFeatures[] = {
    {"encode_force", &Features::encode_force},
    {"var", &Features::var},
    {"float", &Features::floats},
    {"decl_tag", &Features::decl_tag},
    {"type_tag", &Features::type_tag},
    {"enum64", &Features::enum64},
    {"optimized_func", &Features::optimized_func},
    {"consistent_func", &Features::consistent_func},
    {"decl_tag_kfuncs", &Features::decl_tag_kfuncs},
    {"reproducible_build", &Features::reproducible_build},
    {"distilled_base", &Features::distilled_base},
    {"global_var", &Features::global_var},
    {"attributes", &Features::attributes},
    {"true_signature", &Features::true_signature},
    {"layout", &Features::layout},
};

void add_default(Features& features) {
  Features defaults;
  for (const Feature& feature : kFeatures) {
    if (defaults.*feature.member) features.*feature.member = true;
  }
}

}  // namespace

Features no_features() {
  Features features;
  for (const Feature& feature : kFeatures) features.*feature.member = false;
  return features;
}

Features pahole_features() {
  Features features = no_features();
  features.var = features.decl_tag = features.type_tag = features.enum64 = true;
  return features;
}

std::vector<std::string> add_features(std::string_view list, Features& features) {
  std::vector<std::string> unknown;
  if (list.starts_with('+')) {
    add_default(features);
    list.remove_prefix(1);
  }
  for (auto part : std::views::split(list, ',')) {
    std::string_view name(part.begin(), part.end());
    auto found = std::ranges::find(kFeatures, name, &Feature::name);
    if (found != std::end(kFeatures)) {
      features.*found->member = true;
    } else if (name == "default") {
      add_default(features);
    } else if (!name.empty()) {
      unknown.emplace_back(name);
    }
  }
  return unknown;
}

std::string supported_features() {
  return fmt::format("{}", fmt::join(kFeatures | std::views::transform(&Feature::name), ","));
}

}  // namespace btfkit::btfgen
