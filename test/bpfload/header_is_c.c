/* The public headers are C, of any dialect that people still use.
 * RUN: %clang -std=c99 -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I %source/relocator/loader/include -I %source/relocator/plan/include %s
 */
#include "btfkit/loader.h"
#include "plan/format.h"

struct bpfload_options header_is_c(void);
struct bpfload_options header_is_c(void) {
  struct bpfload_options options = {sizeof(struct bpfload_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  return options;
}
