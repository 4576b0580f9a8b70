// The stage of freplace: functions of other programs that this object's programs take the place of.
// The other program is loaded already when this one is; its BTF tells which function is meant.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "object.h"

namespace btfkit::relocator {

// The function that a freplace program takes the place of.
struct Replaced {
  std::string function;
  uint64_t btf_hash;  // XXH64, seed 0, of the BTF of its program
};

struct Replacement {
  btf::TypeId id;  // of the function in that BTF
  Replaced replaced;
};

// The object of the other program, and its BTF as it is loaded.
struct ReplacedObject {
  Object object;
  std::vector<std::byte> btf;
};
using ReadReplaced = std::function<Result<ReplacedObject>(const std::string& path)>;

// `settings` are PROGRAM=OBJECT[:FUNCTION]; without FUNCTION it is what PROGRAM's section names.
// The result is by the program's name.
Result<std::map<std::string, Replacement>> find_replaced(const std::vector<std::string>& settings,
                                                         const Object& object,
                                                         const ReadReplaced& read);

// Whether the kernel takes a function for another one: equal parameters and result, as its
// btf_check_func_type_match() has it. The error says what differs.
Result<void> check_same_prototype(const btf::Btf& local, btf::TypeId function,
                                  const btf::Btf& target, btf::TypeId target_function);

}  // namespace btfkit::relocator
