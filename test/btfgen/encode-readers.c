// Both readers and any number of threads give the same bytes, whatever the machine, its byte order
// and size of addresses, and the version of DWARF.
// RUN: for version in 2 3 4 5; do %clang --target=x86_64-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.x86_64 || exit 1; bpftool btf dump file %t.x86_64 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=i686-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.i686 || exit 1; bpftool btf dump file %t.i686 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=aarch64-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.aarch64 || exit 1; bpftool btf dump file %t.aarch64 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=armv7-linux-gnueabihf -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.armv7 || exit 1; bpftool btf dump file %t.armv7 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=s390x-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.s390x || exit 1; bpftool btf dump file %t.s390x format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=powerpc-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.powerpc || exit 1; bpftool btf dump file %t.powerpc format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=powerpc64le-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.powerpc64le || exit 1; bpftool btf dump file %t.powerpc64le format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=riscv64-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.riscv64 || exit 1; bpftool btf dump file %t.riscv64 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=riscv32-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.riscv32 || exit 1; bpftool btf dump file %t.riscv32 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do %clang --target=loongarch64-linux-gnu -O1 -g -gdwarf-$version -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.loongarch64 || exit 1; bpftool btf dump file %t.loongarch64 format raw | FileCheck %s || exit 1; done
// RUN: for version in 2 3 4 5; do gcc -O1 -g -gdwarf-$version -gstrict-dwarf -c %s -o %t.o && %python %S/Inputs/encode_all_ways.py %t.o %t.gcc || exit 1; bpftool btf dump file %t.gcc format raw | FileCheck %s || exit 1; done

// Distances in RISC-V's debug info are sums of relocations when the linker may relax code.
// RUN: %clang --target=riscv64-linux-gnu -O1 -g -mrelax -c %s -o %t.o && llvm-readelf -r %t.o | FileCheck --check-prefix=SUM %s
// SUM: R_RISCV_{{ADD32|SET_ULEB128}}

struct inner {
  char text[7];
  int bits : 3, more : 9;
  unsigned char last : 1;
};
enum state { kIdle, kBusy = -3 };
struct outer {
  struct inner inner[2];
  struct outer *next;
  enum state state;
  union {
    short s;
    float f;
  };
  int (*call)(struct outer *, const volatile char *, ...);
};
int changed;
int first(struct outer *outer, int count) {
  for (int i = 0; i < count; ++i) changed += outer->call(outer, outer->inner[i].text, i);
  return outer->inner[1].more;
}

// CHECK-DAG: STRUCT 'inner' size={{12|10}} vlen=4
// CHECK-DAG: ENUM 'state' encoding=SIGNED size=4 vlen=2
