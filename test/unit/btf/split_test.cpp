// BTF that continues another one, as a kernel module's continues vmlinux's.
#include <gtest/gtest.h>

#include "btf/dump.h"
#include "btf/reader.h"
#include "every_kind.h"

namespace btfkit::test {
namespace {

struct Module {
  Module() : base(every_kind(Endian::kLittle)), btf(base, Endian::kLittle) {
    btf.add_type({btf.add_string("own"), Typedef{TypeId{4}}});
    btf.add_type({base.type(TypeId{1}).name, Ptr{TypeId{20}}});
  }
  Btf base;
  Btf btf;
};

TEST(SplitBtf, ContinuesIdsAndStrings) {
  Module module;
  auto read_back = read(*write(module.btf), &module.base);
  ASSERT_EQ(message(read_back), "");
  EXPECT_EQ(read_back->first_id(), TypeId{20});
  EXPECT_EQ(read_back->end_id(), TypeId{22});
  EXPECT_EQ(read_back->first_string(), module.base.end_string());
  EXPECT_EQ(read_back->name(TypeId{20}), "own");
  EXPECT_EQ(read_back->name(TypeId{21}), "int");
  EXPECT_EQ(read_back->name(TypeId{4}), "bits");
  EXPECT_EQ(dump_raw(*read_back), "[20] TYPEDEF 'own' type_id=4\n[21] PTR 'int' type_id=20\n");
  EXPECT_EQ(*write(*read_back), *write(module.btf));
}

TEST(SplitBtf, MeansNothingWithoutItsBase) {
  Module module;
  EXPECT_EQ(message(read(*write(module.btf))), "string section: it doesn't begin with a zero byte");
}

TEST(SplitBtf, NeedsNoStringsOfItsOwn) {
  Module module;
  Btf btf(module.base, Endian::kLittle);
  btf.add_type({module.base.type(TypeId{1}).name, Ptr{TypeId{1}}});
  EXPECT_EQ(message(read(*write(btf), &module.base)), "");
}

TEST(SplitBtf, HasTheByteOrderOfItsBase) {
  Module module;
  Btf big = every_kind(Endian::kBig);
  EXPECT_EQ(message(read(*write(module.btf), &big)),
            "header: it is little endian, its base is big endian");
}

TEST(SplitBtf, CountsOutOfRangeFromTheBase) {
  Module module;
  Btf btf(module.base, Endian::kLittle);
  btf.add_type({kNoName, Ptr{TypeId{21}}});
  EXPECT_EQ(message(read(*write(btf), &module.base)),
            "type [20] PTR '(anon)': type: type id 21 is out of range (last is 20)");
}

TEST(SplitBtf, HasThePointerSizeOfItsBase) {
  Btf base;
  base.add_type({base.add_string("long"), Int{4, Int::kSigned, 0, 32}});
  EXPECT_EQ(pointer_size(Btf(base, kHostEndian)), 4u);
}

}  // namespace
}  // namespace btfkit::test
