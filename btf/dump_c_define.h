// Stage 2 of the C dump: definitions one after another, and the names that each needs before it.
#pragma once

#include <span>

#include "dump_c_declare.h"

namespace btfkit::btf::c {

// Appends the definitions of `ids`, which are in an order that C accepts.
void define(const Btf& btf, std::span<const TypeId> ids, Walk& walk, Text& text);

}  // namespace btfkit::btf::c
