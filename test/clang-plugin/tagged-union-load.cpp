// REQUIRES: bpf
// The kernel takes tagged unions of all kinds, at every optimisation level.
// RUN: for level in 0 1 2 3 s z; do %clangxx_btf -O$level %libstdcxx -c %S/tagged-union.cpp -o %t.o && python3 %S/Inputs/btf_load.py %t.o || exit 1; done
// RUN: for test in tagged-union-rustc optional-expected variant-alternatives variant-derived; do %clangxx_btf %libstdcxx -c %S/$test.cpp -o %t.o && python3 %S/Inputs/btf_load.py %t.o || exit 1; done
// RUN: %clangxx_btf %libstdcxx -fplugin-arg-btf-discriminants -c %S/tagged-union.cpp -o %t.o && python3 %S/Inputs/btf_load.py %t.o
