/* The public header is C, of any dialect that people still use, and C++.
 * RUN: %clang -std=c99 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I %source/relocator/include %s
 * RUN: cc -std=c99 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I %source/relocator/include %s
 * RUN: %clangxx -x c++ -std=c++11 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I %source/relocator/include %s
 * The wrapper is C++17.
 * RUN: echo '#include <btfkit/relocator.hpp>' > %t.cpp
 * RUN: %clangxx -std=c++17 -pedantic-errors -Wall -Wextra -Wshadow -Werror -fsyntax-only -I %source/relocator/include %t.cpp
 * RUN: %clangxx -std=c++23 -pedantic-errors -Wall -Wextra -Wshadow -Werror -fsyntax-only -I %source/relocator/include %t.cpp
 */
#include <btfkit/relocator.h>

size_t header_is_c(const struct btfkit_image* image);
size_t header_is_c(const struct btfkit_image* image) {
  struct btfkit_image_options options;
  options.size = sizeof(struct btfkit_image_options);
  return options.size + btfkit_image_size(image);
}
