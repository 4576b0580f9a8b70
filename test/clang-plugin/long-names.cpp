// A name of more than 127 characters is cut and ends in a hash, so that two stay two.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s

namespace a_rather_long_name_of_a_namespace {
struct quite_a_long_name_of_a_type {};
template <class... T> struct pack { int n; };
}  // namespace a_rather_long_name_of_a_namespace
using namespace a_rather_long_name_of_a_namespace;
using q = quite_a_long_name_of_a_type;

// CHECK-DAG: STRUCT 'a_rather_long_name_of_a_namespace_pack_a_rather_long_name_of_a_namespace_quite_a_long_name_of_a_type_a_rather_{{[0-9a-f]+}}' size=4
// CHECK-DAG: STRUCT '{{[a-z_]+_[0-9a-f]+}}' size=4
// CHECK-NOT: STRUCT '{{([^']{128})}}
int use(pack<q, q, q>* one, pack<q, q, int>* two) { return one->n + two->n; }
