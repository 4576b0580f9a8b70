#include "object.h"

#include <memory>

#include "boundary.h"
#include "handles.h"

using namespace btfkit;

namespace {

using Handle = std::unique_ptr<btfkit_object>;

Result<Handle> read(std::string name, Content content) {
  auto object = BTFKIT_TRY(in(name, relocator::read_object(std::move(content))));
  return Handle(new btfkit_object{std::move(name), std::move(object)});
}

}  // namespace

btfkit_object* btfkit_object_open(const char* path, btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(path, "path"));
                        return read(path, BTFKIT_TRY(read_file(path)));
                      })
      .release();
}

btfkit_object* btfkit_object_read(const void* data, size_t size, const char* name,
                                  btfkit_error* error) {
  return library::run(error, Handle(),
                      [&]() -> Result<Handle> {
                        BTFKIT_CHECK(library::require(data, "data"));
                        BTFKIT_CHECK(library::require(name, "name"));
                        return read(name, Content(library::copy_of(data, size)));
                      })
      .release();
}

void btfkit_object_close(btfkit_object* object) {
  delete object;
}
