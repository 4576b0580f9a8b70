// What the units of merge.test share.
#pragma once
enum mode { OFF, ON };
typedef unsigned int u32;
struct node;
struct list {
  struct node* head;
  u32 length;
  enum mode mode;
};
