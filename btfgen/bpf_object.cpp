#include "bpf_object.h"

#include <elf.h>

#include "btf/reader.h"
#include "elf/file.h"

namespace btfkit::btfgen {

bool is_bpf_object(Bytes bytes) {
  if (!elf::is_elf(bytes)) return false;
  auto file = elf::File::open(bytes);
  return file && file->machine() == EM_BPF;
}

Result<BpfObject> read_bpf_object(Content content) {
  elf::File file = BTFKIT_TRY(elf::File::open(content.bytes()));
  const elf::Section* types = file.find_section(".BTF");
  if (!types) return fail("it has no .BTF section; compile it with -g");
  btf::Btf btf = BTFKIT_TRY(in(".BTF", btf::read(types->data)));
  std::optional<btf::Ext> ext;
  if (const elf::Section* records = file.find_section(".BTF.ext")) {
    ext = BTFKIT_TRY(in(".BTF.ext", btf::read_ext(records->data, btf)));
  }
  return BpfObject{std::move(content), std::move(btf), std::move(ext)};
}

}  // namespace btfkit::btfgen
