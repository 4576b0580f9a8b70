// Stands for a library that calls what BPF doesn't have.
#pragma once
extern "C" void abort();
template <class T> [[gnu::noinline]] void inner(T) { abort(); }
template <class T> [[gnu::noinline]] void not_inlined(T value) { inner(value); }
template <class T> void inlined(T) { abort(); }
