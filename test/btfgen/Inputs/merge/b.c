#include "types.h"
struct local {
  long b;
};
u32 count(struct list* list, struct local* local) {
  return list->length + (u32)local->b;
}
