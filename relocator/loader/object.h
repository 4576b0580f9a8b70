// What the C handles are.
#pragma once

#include "btfkit/loader.h"
#include "fd.h"
#include "map_sizes.h"
#include "plan.h"
#include "settings.h"

struct bpfload_image {
  loader::Array<std::byte> file;
  loader::Array<char> name;  // as given, for messages
  loader::Plan plan;
};

namespace loader {

// Files and a directory that go when their owner does, unless they are kept.
class Pins {
 public:
  Pins() = default;
  Pins(const Pins&) = delete;
  Pins& operator=(const Pins&) = delete;
  ~Pins();

  bool pin(int fd, const char* path, bpfload_error& error);
  bool make_directory(const char* path, bpfload_error& error);
  void keep() { kept_ = true; }
  bool kept() const { return kept_; }

 private:
  struct Entry {
    char* path;
    bool directory;
  };
  // Takes note of what was made; undoes it if there is no memory for the note.
  bool remember(const char* path, bool directory, bpfload_error& error);

  Array<Entry> entries_;
  bool kept_ = false;
};

// A symbol of the running kernel.
struct KernelSymbol {
  uint64_t address;
  bool found;
};

// What is attached.
struct Link {
  int fd;            // of a BPF link, or of what else there is to hold on to, or -1
  const char* name;  // of the program, or of the struct_ops map
  bool is_link;      // can be pinned, and detaches when its last descriptor and pin are gone
  void (*detach)(const Link& link);  // what detaching takes before `fd` is closed, or null
  bool is_iterator = false;          // its text can be read
  // What `detach` goes by where it needs it: a descriptor of the object, an interface's index.
  int program = -1;
  unsigned interface = 0;
  uint64_t network = 0;  // of a TC filter: the inode of its network namespace
};

// Detaches it and closes the descriptor.
void release(const Link& link);

}  // namespace loader

struct bpfload_object {
  explicit bpfload_object(const bpfload_image& from) : image(from) {}
  bpfload_object(const bpfload_object&) = delete;
  bpfload_object& operator=(const bpfload_object&) = delete;
  ~bpfload_object() {
    for (const loader::Link& link : links) {
      // What has no link stays until it is detached, if the pins do.
      if (link.is_link || !pins.kept()) {
        release(link);
      } else if (link.fd >= 0) {
        close(link.fd);
      }
    }
  }

  const bpfload_image& image;
  loader::MapData data;
  loader::MapSizes sizes;
  loader::Fd btf;
  loader::FdArray modules;                      // module n of the plan is modules[n - 1]
  loader::Array<loader::KernelSymbol> symbols;  // by the plan's index
  loader::FdArray maps;
  loader::FdArray replaced;  // by program: the one that it replaces a function of, or -1
  loader::FdArray programs;
  loader::Array<loader::Link> links;
  uint32_t usdt_specs = 0;  // how many there are in the map of specifications
  loader::Pins pins;
};
