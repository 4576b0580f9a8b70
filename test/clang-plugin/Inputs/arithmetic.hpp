// A library's function that BPF can't compile.
#pragma once
inline double mean(double a, double b) {
  return (a + b) / 2;
}
