// What the handles of relocator.h are.
#pragma once

#include <functional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "btfkit/relocator.h"
#include "externs.h"
#include "kernel.h"
#include "object.h"

struct btfkit_kernel {
  // Whoever has the kernel look something up has the lock alone; whoever only asks shares it.
  mutable std::shared_mutex mutex;
  mutable btfkit::relocator::Kernel kernel;
  btfkit::relocator::ExternOptions externs;
  std::string release;
};

struct btfkit_object {
  std::string path;
  btfkit::relocator::Object object;  // as it was compiled
};

struct btfkit_image {
  std::vector<std::byte> bytes;
  std::vector<std::string> warnings;
  std::vector<btfkit_relocation> relocations;
  // Their strings.
  std::vector<std::string> texts;
  std::set<std::string, std::less<>> sections;
};
