// Features that are about functions: of a kfunc's pointers into an arena, and of copies with other
// parameters than the source's. pahole 1.24 knows none of them; the newest one makes the same bytes.
// RUN: %clang -O2 -g %s -o %t
// RUN: btfgen -J --btf_features=+attributes --btf_encode_detached=%t.attributes %t && btfgen dump %t.attributes | FileCheck --check-prefix=ARENA %s
// RUN: btfgen -J --btf_features=default --btf_encode_detached=%t.default %t && btfgen dump %t.default | FileCheck --check-prefix=DEFAULT --implicit-check-not=address_space %s
// RUN: btfgen -J --btf_features=+true_signature --btf_encode_detached=%t.true %t && btfgen dump %t.true | FileCheck --check-prefix=TRUE %s
// RUN: btfgen -J --btf_features=float --btf_encode_detached=%t.none %t && btfgen dump %t.none | FileCheck --check-prefix=NONE --implicit-check-not=TAG %s

// The result and the first parameter are marked, then both of the other function.
// ARENA: [[#RESULT:]]] TYPE_TAG 'address_space(1)' type_id=0
// ARENA-NEXT: [[#POINTER:]]] PTR '(anon)' type_id=[[#RESULT]]
// ARENA-NEXT: FUNC_PROTO '(anon)' ret_type_id=[[#POINTER]] vlen=2
// ARENA-NEXT: 'arena' type_id=[[#POINTER]]
// ARENA-NEXT: 'pages'
// ARENA-NEXT: [[#ALLOCATE:]]] FUNC 'allocate'
// ARENA-NEXT: DECL_TAG 'bpf_kfunc' type_id=[[#ALLOCATE]]
// ARENA-NEXT: [[#TO:]]] TYPE_TAG 'address_space(1)'
// ARENA-NEXT: [[#TOP:]]] PTR '(anon)' type_id=[[#TO]]
// ARENA-NEXT: FUNC_PROTO
// ARENA-NEXT: 'to' type_id=[[#TOP]]
// ARENA-NEXT: 'from' type_id=[[#POINTER]]
// ARENA-NEXT: 'size'
// ARENA-NEXT: [[#COPY:]]] FUNC 'copy'
// ARENA-NEXT: DECL_TAG 'bpf_kfunc' type_id=[[#COPY]]
// ARENA-NEXT: DECL_TAG 'bpf_fastcall' type_id=[[#COPY]]

// DEFAULT: FUNC 'allocate'
// DEFAULT: DECL_TAG 'bpf_kfunc'
// DEFAULT: DECL_TAG 'bpf_kfunc'
// DEFAULT-NEXT: DECL_TAG 'bpf_fastcall'
// DEFAULT: 'p' type_id
// DEFAULT-NEXT: 'k'
// DEFAULT-NEXT: FUNC 'use_first'
// NONE: FUNC 'allocate'

// Of a struct in two registers one member is passed, in one register.
// TRUE: [[#LONG:]]] INT 'long'
// TRUE: 'p__first' type_id=[[#LONG]]
// TRUE-NEXT: 'k'
// TRUE-NEXT: FUNC 'use_first'
// TRUE-NEXT: FUNC_PROTO
// TRUE-NEXT: 'p__second' type_id=[[#LONG]]
// TRUE-NEXT: 'k'
// TRUE-NEXT: FUNC 'use_second'

#define STRING(x) #x
#define ID(name, number, flags)                                       \
  ".local __BTF_ID__func__" name "__" STRING(number) "\n"             \
  ".type __BTF_ID__func__" name "__" STRING(number) ", STT_OBJECT\n"  \
  ".size __BTF_ID__func__" name "__" STRING(number) ", 4\n"           \
  "__BTF_ID__func__" name "__" STRING(number) ":\n.zero 4\n.long " STRING(flags) "\n"
// BTF_KFUNCS_START: a count, BTF_SET8_KFUNCS, and pairs of an id and KF_* flags.
__asm__(
    ".pushsection .BTF_ids,\"a\",@progbits\n"
    ".local __BTF_ID__set8__kfuncs\n"
    ".type __BTF_ID__set8__kfuncs, STT_OBJECT\n"
    "__BTF_ID__set8__kfuncs:\n.long 0\n.long 1\n"
    ID("allocate", 1, 1 << 13 | 1 << 14)
    ID("copy", 2, 1 << 14 | 1 << 15 | 1 << 12)
    ".size __BTF_ID__set8__kfuncs, .-__BTF_ID__set8__kfuncs\n"
    ".popsection\n");

struct node { struct node *next; };
__attribute__((used)) void *allocate(void *arena, int pages) { return pages ? arena : 0; }
__attribute__((used)) int copy(struct node *to, void *from, long size) { return to == from && size; }

struct pair { long first; long second; };
volatile long sink;
static __attribute__((noinline)) long use_first(struct pair p, int k) { sink = p.first; return k; }
static __attribute__((noinline)) long use_second(struct pair p, int k) { sink = p.second; return k; }
int main(int argc, char **argv) {
  struct pair p = {argc, (long)argv};
  return use_first(p, argc) + use_second(p, argc);
}
