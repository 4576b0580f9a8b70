#include "types.h"
struct node {
  struct node* next;
  struct list* owner;
};
struct local {
  int a;
};
struct node* first(struct list* list, struct local* local) {
  return local->a ? list->head->next : list->head;
}
