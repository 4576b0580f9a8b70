// A tagged union with its tag at offset 0 has the BTF of the same enum in Rust, type by type (see
// testdata/rustc/README.md); only the names of integers differ. clang 19 has the same types in
// another order, because there they are not of a variant part.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw > %t.raw
// RUN: sed "s/'unsigned char'/'u8'/; s/'unsigned short'/'u16'/; s/'unsigned int'/'u32'/; s/'unsigned long'/'u64'/; s/'signed char'/'i8'/; s/'int'/'i32'/" %t.raw > %t.renamed
// RUN: sed "s/^\[[0-9]*\]//; s/type_id=[0-9]*//" %testdata/rustc/enums.btf.raw | sort > %t.rustc.sorted
// RUN: sed "s/^\[[0-9]*\]//; s/type_id=[0-9]*//" %t.renamed | sort | diff %t.rustc.sorted -
// RUN: %if clang-22 %{ diff %testdata/rustc/enums.btf.raw %t.renamed %}
struct [[btf::tagged_union("tag")]] MyEnum {
  enum class kind : unsigned { First, Second } tag;
  union {
    struct { unsigned a; int b; } first;
    unsigned second;
  };
};
struct [[btf::tagged_union("tag")]] Message {
  enum class kind : unsigned char { Quit, Move, Write } tag;
  struct nothing {};
  union {
    nothing quit;
    struct { int x, y; } move;
    unsigned long write;
  } what;
};
struct [[btf::tagged_union("tag")]] Level {
  enum class kind : signed char { High = 100, Low = -3 } tag;
  union { unsigned short low; unsigned high; };
};
MyEnum MY_ENUM;
Message MESSAGE;
Level LEVEL;
