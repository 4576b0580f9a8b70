/* The load plan: what bpfreloc settles and bpfload carries out. docs/image-format.md is the page
 * that goes with it.
 *
 * The plan is the content of section ".btfkit.plan" of an image. It is a header and then a list of
 * records (type, flags, length, payload), all in the byte order of the machine that will load it.
 * A record starts on a multiple of 8 bytes from the plan's start; the bytes between a payload's end
 * and the next record are zero. A record of a container type has records as its payload; its length
 * counts the padding of all of them, so that it is a multiple of 8.
 *
 * A loader that meets a record type it doesn't know steps over it if PLAN_RECORD_OPTIONAL is set
 * and refuses the plan if it isn't. Fixed-size payloads may grow at their end: a loader takes the
 * fields that it knows, refuses a payload shorter than those of version 1, and treats bytes behind
 * the known ones as an unknown record of that flag: with PLAN_RECORD_OPTIONAL they are passed over,
 * without it they must be zero.
 *
 * This header is C so that any language can read it, and it needs nothing but <stdint.h>.
 */
#ifndef PLAN_FORMAT_H_
#define PLAN_FORMAT_H_

#include <stdint.h>

#define PLAN_SECTION ".btfkit.plan"

/* Bytes "BPLN" in a little-endian plan, "NLPB" in a big-endian one. */
#define PLAN_MAGIC 0x4e4c5042u

/* The version of the framing: header and record layout. New records don't change it. */
#define PLAN_VERSION 1

/* 16 bytes at the start of the section. */
struct plan_header {
  uint32_t magic;       /* PLAN_MAGIC */
  uint16_t version;     /* PLAN_VERSION */
  uint16_t header_size; /* bytes from the plan's start to its first record: 16 */
  uint32_t size;        /* bytes of header and all records, padding included; the section's size */
  uint32_t reserved;    /* 0 */
};

/* 8 bytes before each payload. */
struct plan_record {
  uint16_t type;   /* enum plan_record_type */
  uint16_t flags;  /* PLAN_RECORD_* */
  uint32_t length; /* bytes of payload, without padding */
};

/* An older loader may step over this record. */
#define PLAN_RECORD_OPTIONAL 0x1u

/* "string": bytes and one NUL, which the length counts. Each record appears at most once in its
 * container unless it says "repeated". */
enum plan_record_type {
  /* At the top. */
  PLAN_TARGET = 1,  /* container: the kernel that the image was made for */
  PLAN_LICENSE = 2, /* string: the programs' license */
  PLAN_BTF = 3,     /* bytes: the object's BTF as BPF_BTF_LOAD takes it */
  PLAN_MAP = 4,     /* container, repeated: a map; its place in the list is its index */
  PLAN_PROGRAM = 5, /* container, repeated: a program */
  PLAN_MODULE = 6,  /* string, repeated: a kernel module; the first one is module 1 */
  PLAN_SYMBOL = 7,  /* string, repeated: a symbol of the kernel, for patches; the first is 0 */

  /* In PLAN_TARGET. */
  PLAN_TARGET_RELEASE = 16,  /* string: as `uname -r` prints it; optional */
  PLAN_TARGET_BUILD_ID = 17, /* bytes: the kernel's GNU build id; optional */
  PLAN_TARGET_BTF_HASH = 18, /* uint64_t: XXH64, seed 0, of the kernel's whole BTF blob */

  /* In PLAN_MAP and PLAN_PROGRAM. */
  PLAN_NAME = 32, /* string: the name as the object has it; the kernel's is its first 15 bytes */

  /* In PLAN_MAP. */
  PLAN_MAP_ATTR = 48, /* struct plan_map_attr */
  PLAN_MAP_DATA = 49, /* bytes: the values from key 0 on, each value_size long; the one value of a
                         struct_ops map; what an arena has at PLAN_MAP_DATA_AT */
  PLAN_MAP_MAPS = 50, /* struct plan_slot[]: the maps in a map of maps, by key */
  PLAN_MAP_PROGRAMS = 51, /* struct plan_slot[]: the programs in a program array, by key; in a
                             struct_ops map by the byte of PLAN_MAP_DATA where 8 bytes take the
                             program's descriptor */
  PLAN_MAP_VARIABLE = 52, /* container, repeated: what may be set in PLAN_MAP_DATA before it is
                             written */
  PLAN_MAP_DATA_AT = 53,  /* uint64_t: bytes from an arena's start to PLAN_MAP_DATA */

  /* In PLAN_PROGRAM. */
  PLAN_PROGRAM_ATTR = 64,      /* struct plan_program_attr */
  PLAN_PROGRAM_SECTION = 65,   /* string: the ELF section's name, such as "tp_btf/sched_switch" */
  PLAN_PROGRAM_INSNS = 66,     /* bytes: struct bpf_insn[], linked and final, see below */
  PLAN_PROGRAM_FUNC_INFO = 67, /* bytes: struct bpf_func_info[] of linux/bpf.h */
  PLAN_PROGRAM_LINE_INFO = 68, /* bytes: struct bpf_line_info[] of linux/bpf.h */
  PLAN_PROGRAM_ATTACH = 69,    /* string: "KIND:TARGET", what to attach to where the section says
                                  it: "raw_tracepoint:sched_switch" */
  PLAN_PROGRAM_PATCHES = 70,   /* struct plan_patch[]: what the loader writes into instructions */
  PLAN_PROGRAM_REPLACES = 71,  /* string: the function of another program that this one replaces */
  PLAN_PROGRAM_REPLACED_HASH = 72, /* uint64_t: XXH64, seed 0, of that program's whole BTF blob */

  /* In PLAN_MAP_VARIABLE, beside PLAN_NAME. */
  PLAN_VARIABLE_ATTR = 80, /* struct plan_variable_attr */
};

/* Freeze the map (BPF_MAP_FREEZE) once its data is written. */
#define PLAN_MAP_FREEZE 0x1u

/* 64 bytes; the first version had 56. Map creation attributes, named as in union bpf_attr. */
struct plan_map_attr {
  uint32_t map_type;
  uint32_t key_size;    /* bytes */
  uint32_t value_size;  /* bytes */
  uint32_t max_entries; /* 0 for a perf event array: one for each possible processor.
                           A ring buffer's is its bytes, to be rounded up to a power of 2 of at
                           least the loading machine's page size */
  uint32_t map_flags;
  uint32_t btf_key_type_id; /* types of PLAN_BTF, or 0 */
  uint32_t btf_value_type_id;
  uint32_t plan_flags; /* PLAN_MAP_FREEZE */
  uint64_t map_extra;
  uint32_t pinning;   /* 0, or 1: pinned by name (LIBBPF_PIN_BY_NAME) */
  uint32_t inner_map; /* 0, or 1 + the index of the map that is the template */
  uint32_t numa_node;
  uint32_t reserved; /* 0 */
  uint32_t
      btf_vmlinux_value_type_id; /* of a struct_ops map: its value's type in the kernel's BTF */
  uint32_t value_type_module;    /* 0: vmlinux; n: the n-th PLAN_MODULE, whose BTF has it */
};

/* 8 bytes. One place of a map, in the order of keys. */
struct plan_slot {
  uint32_t key;
  uint32_t index; /* of a map or a program of the plan */
};

/* How text becomes a variable's bytes. */
enum plan_encoding {
  PLAN_BYTES = 0, /* as they are */
  PLAN_UNSIGNED = 1,
  PLAN_SIGNED = 2,
  PLAN_BOOL = 3,
  PLAN_FLOAT = 4,
  PLAN_CHARACTERS = 5, /* a string, filled up with NULs */
};

/* 16 bytes. A variable in PLAN_MAP_DATA. */
struct plan_variable_attr {
  uint32_t offset;   /* bytes */
  uint32_t size;     /* bytes */
  uint32_t encoding; /* enum plan_encoding */
  uint32_t flags;    /* 0 */
};

/* 32 bytes. Program load attributes, named as in union bpf_attr. */
struct plan_program_attr {
  uint32_t prog_type;
  uint32_t expected_attach_type;
  uint32_t prog_flags;
  uint32_t attach_btf_id;     /* in the target's BTF, or 0 */
  uint32_t attach_btf_module; /* 0: vmlinux; n: the n-th PLAN_MODULE, whose BTF id belongs to */
  uint32_t reserved[3];       /* 0 */
};

/* What only the running kernel tells goes into LDIMM64 instructions at load time. */
enum plan_patch_kind {
  PLAN_PATCH_SYMBOL = 1, /* both halves: the address of PLAN_SYMBOL `index` */
  PLAN_PATCH_MODULE = 2, /* the second half: the BTF descriptor of module `index` */
  PLAN_PATCH_MAP = 3,    /* source register 5 becomes 1, 6 becomes 2, and the first half the
                            descriptor of map `index`: for kernels without fd_array */
};

/* PLAN_PATCH_SYMBOL: a symbol that the kernel lacks has the address 0. */
#define PLAN_PATCH_WEAK 0x1u

/* 16 bytes. In the order of instructions. */
struct plan_patch {
  uint32_t insn;     /* the first half of an LDIMM64 */
  uint16_t kind;     /* enum plan_patch_kind */
  uint16_t flags;    /* PLAN_PATCH_WEAK */
  uint32_t index;    /* of what the kind says */
  uint32_t reserved; /* 0 */
};

/* Instructions refer to maps by their index in the plan: an LDIMM64 with source register
 * BPF_PSEUDO_MAP_IDX (5) or BPF_PSEUDO_MAP_IDX_VALUE (6) has the map's index as its immediate. The
 * loader passes the maps' descriptors in that order as fd_array, so that it writes to no
 * instruction (Linux 5.14 and newer). A call of a kernel function (BPF_PSEUDO_KFUNC_CALL) has 0 as
 * its offset for one of vmlinux, and the number of maps plus n for one of module n, whose BTF is at
 * that place of fd_array. */

#endif /* PLAN_FORMAT_H_ */
