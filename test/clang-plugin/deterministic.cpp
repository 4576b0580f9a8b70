// The same source gives the same bytes.
// RUN: %clangxx_btf %libstdcxx -c %S/kernel-accepts.cpp -o %t.1.o
// RUN: %clangxx_btf %libstdcxx -c %S/kernel-accepts.cpp -o %t.2.o
// RUN: cmp %t.1.o %t.2.o
