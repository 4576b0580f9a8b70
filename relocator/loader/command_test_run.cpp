// bpfload test-run.
#include <cstdio>
#include <cstring>

#include "file.h"
#include "session.h"

namespace bpfload {
namespace {

// What a program may add to a packet.
constexpr size_t kHeadroom = 4096;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Pairs of digits, with blanks between them or not.
bool read_hex(const char* option, const char* text, loader::Array<std::byte>& out,
              bpfload_error& error) {
  for (const char* c = text; *c != '\0';) {
    if (*c == ' ') {
      c++;
      continue;
    }
    const int high = hex_digit(c[0]);
    const int low = high < 0 ? -1 : hex_digit(c[1]);
    if (low < 0) return loader::fail(error, "%s: '%s' is not pairs of hex digits", option, text);
    if (!out.append(static_cast<std::byte>(high * 16 + low))) return loader::fail(error, "%m");
    c += 2;
  }
  return true;
}

bool read_input(const Options& options, loader::Array<std::byte>& data,
                loader::Array<std::byte>& context, bpfload_error& error) {
  if (options.data_file != nullptr && !loader::read_file(options.data_file, data, error)) {
    return false;
  }
  if (options.data_hex != nullptr && !read_hex("--data-hex", options.data_hex, data, error)) {
    return false;
  }
  return options.context_hex == nullptr ||
         read_hex("--ctx-hex", options.context_hex, context, error);
}

bool choose_program(const Options& options, const Session& session, size_t& program,
                    bpfload_error& error) {
  const size_t count = bpfload_program_count(session.object);
  if (options.program == nullptr) {
    program = 0;
    return count == 1 || loader::fail(error, "%s: has %zu programs; choose one by --program",
                                      options.image, count);
  }
  const int found = bpfload_find_program(session.object, options.program);
  program = static_cast<size_t>(found);
  return found >= 0 ||
         loader::fail(error, "%s: has no program '%s'", options.image, options.program);
}

bool choose_map(const Options& options, const Session& session, int& map, bpfload_error& error) {
  map = options.dump_map == nullptr ? -1 : bpfload_find_map(session.object, options.dump_map);
  return options.dump_map == nullptr || map >= 0 ||
         loader::fail(error, "%s: has no map '%s'", options.image, options.dump_map);
}

bool dump_map(const Options& options, Session& session, size_t map) {
  printf("map '%s':\n", options.dump_map);
  const auto print = [](void*, const void* key, uint32_t key_size, const void* value,
                        uint32_t value_size) {
    fputc(' ', stdout);
    print_hex(key, key_size);
    fputc(':', stdout);
    print_hex(value, value_size);
    fputc('\n', stdout);
    return 0;
  };
  const int fd = bpfload_map_fd(session.object, map);
  return bpfload_map_each(fd, print, nullptr, &session.error) == 0 ||
         loader::add_context(session.error, "%s: map '%s'", options.image, options.dump_map);
}

bool run_program(const Options& options, Session& session, loader::Array<std::byte>& data,
                 loader::Array<std::byte>& context) {
  size_t program = 0;
  int map = -1;
  if (!choose_program(options, session, program, session.error) ||
      !choose_map(options, session, map, session.error)) {
    return false;
  }
  loader::Array<std::byte> data_out;
  if (!data.empty() && !data_out.resize(data.size() + kHeadroom)) {
    return loader::fail(session.error, "%m");
  }
  bpfload_test_run test = {};
  test.data = data.data();
  test.data_size = static_cast<uint32_t>(data.size());
  test.data_out = data_out.data();
  test.data_out_size = static_cast<uint32_t>(data_out.size());
  test.context = context.data();
  test.context_size = static_cast<uint32_t>(context.size());
  test.repeat = static_cast<uint32_t>(options.repeat);
  if (bpfload_run_program(session.object, program, &test, &session.error) != 0) return false;
  printf("retval: %u (0x%x)\nduration: %u ns\n", test.retval, test.retval, test.duration);
  const auto print = [](const char* name, const void* bytes, size_t size) {
    if (size == 0) return;
    printf("%s: %zu bytes:", name, size);
    print_hex(bytes, size);
    fputc('\n', stdout);
  };
  print("data", data_out.data(), test.data_out_size);
  print("context", context.data(), context.size());
  return map < 0 || dump_map(options, session, static_cast<size_t>(map));
}

}  // namespace

int test_run(const Options& options) {
  loader::Array<std::byte> data;
  loader::Array<std::byte> context;
  Session session;
  if (!read_input(options, data, context, session.error)) return report(session.error);
  if (!open_and_load(options, session)) return 1;
  return run_program(options, session, data, context) ? 0 : report(session.error);
}

}  // namespace bpfload
