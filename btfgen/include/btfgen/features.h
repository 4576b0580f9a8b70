// What is encoded, by the names of pahole's --btf_features.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace btfkit::btfgen {

// These are the ones of `default`.
struct Features {
  bool encode_force = true;  // pass over variables that BTF doesn't take, else fail
  bool var = true;           // per-CPU variables
  bool floats = true;        // FLOAT; else INT
  bool decl_tag = true;
  bool type_tag = true;
  bool enum64 = true;               // ENUM64; else ENUM with the lower half of the values
  bool optimized_func = true;       // without effect, as in pahole since 1.31
  bool consistent_func = true;      // leave out functions that are described in different ways
  bool decl_tag_kfuncs = true;      // decl tag `bpf_kfunc` on what .BTF_ids lists
  bool reproducible_build = false;  // always so
  bool distilled_base = false;      // .BTF.base beside a .BTF that is on a base
  bool global_var = false;          // variables of all sections
  bool attributes = false;          // type attributes on the arena pointers of kfuncs
  bool true_signature = false;      // functions as the machine code has them
  bool layout = false;              // a layout section, unless it is on a base
};

// What a list of features is added to.
Features no_features();
// What pahole does without any list of features.
Features pahole_features();

// Switches on what `list` names: features apart by commas, `default`, or `+` and more features for
// `default` and those. Returned is what isn't known.
std::vector<std::string> add_features(std::string_view list, Features& features);

// All features in pahole's order, apart by commas.
std::string supported_features();

}  // namespace btfkit::btfgen
