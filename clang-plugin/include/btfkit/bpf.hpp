// What a BPF program in C++ includes: sections, the license, maps and helper functions.
// It needs no other header, neither the kernel's nor libbpf's nor a C library's.
#pragma once

#include <btfkit/core.hpp>
#include <btfkit/helpers.hpp>
#include <btfkit/maps.hpp>
#include <btfkit/types.hpp>
