#include "types.h"
int is_empty(const struct list* list) {
  return !list->head;
}
